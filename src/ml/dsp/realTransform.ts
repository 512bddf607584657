/**
 * Fourier transform of real signals of a fixed length and its inverse, through a complex transform of half the length
 * (radix 2, in place). Nothing is allocated after construction.
 */
export class RealTransform {
  readonly size: number;
  /** Real parts of bins 0 … size/2: what {@link forward} found and what {@link inverse} reads. */
  readonly real: Float64Array;
  /** Imaginary parts, likewise. */
  readonly imaginary: Float64Array;
  private readonly half: number;
  private readonly re: Float64Array;
  private readonly im: Float64Array;
  private readonly cosine: Float64Array;
  private readonly sine: Float64Array;
  private readonly reversed: Uint32Array;

  /** Throws a RangeError for a size that is no power of two of 4 or more. */
  constructor(size: number) {
    if (!(Number.isInteger(size) && size >= 4 && (size & (size - 1)) === 0)) {
      throw new RangeError(`a transform needs a power of two of 4 or more, not ${size}`);
    }
    this.size = size;
    this.half = size / 2;
    this.real = new Float64Array(this.half + 1);
    this.imaginary = new Float64Array(this.half + 1);
    this.re = new Float64Array(this.half);
    this.im = new Float64Array(this.half);
    this.cosine = Float64Array.from({ length: this.half + 1 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.sine = Float64Array.from({ length: this.half + 1 }, (_, k) => Math.sin((2 * Math.PI * k) / size));
    const bits = Math.log2(this.half);
    this.reversed = Uint32Array.from({ length: this.half }, (_, i) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
      return reversed;
    });
  }

  /** X_k = Σ x_n e^{−2πikn/size} for k = 0 … size/2, of `size` samples; not scaled. */
  forward(samples: Float64Array): void {
    const { half, re, im, reversed, real, imaginary, cosine, sine } = this;
    for (let n = 0; n < half; n++) {
      const to = reversed[n]!;
      re[to] = samples[2 * n]!;
      im[to] = samples[2 * n + 1]!;
    }
    this.butterflies();
    for (let k = 0; k <= half; k++) {
      const at = k === half ? 0 : k;
      const mirror = k === 0 ? 0 : half - k;
      const evenRe = 0.5 * (re[at]! + re[mirror]!);
      const evenIm = 0.5 * (im[at]! - im[mirror]!);
      const oddRe = 0.5 * (im[at]! + im[mirror]!);
      const oddIm = 0.5 * (re[mirror]! - re[at]!);
      real[k] = evenRe + cosine[k]! * oddRe + sine[k]! * oddIm;
      imaginary[k] = evenIm + cosine[k]! * oddIm - sine[k]! * oddRe;
    }
  }

  /** The samples of which {@link real} and {@link imaginary} are the transform, written to the `size` places of `out`. */
  inverse(out: Float64Array): void {
    const { half, re, im, reversed, real, imaginary, cosine, sine } = this;
    for (let k = 0; k < half; k++) {
      const mirror = half - k;
      const evenRe = 0.5 * (real[k]! + real[mirror]!);
      const evenIm = 0.5 * (imaginary[k]! - imaginary[mirror]!);
      const twistedRe = 0.5 * (real[k]! - real[mirror]!);
      const twistedIm = 0.5 * (imaginary[k]! + imaginary[mirror]!);
      const oddRe = twistedRe * cosine[k]! - twistedIm * sine[k]!;
      const oddIm = twistedRe * sine[k]! + twistedIm * cosine[k]!;
      const to = reversed[k]!;
      re[to] = evenRe - oddIm;
      // The conjugate, so that the forward transform does the inverse one's work.
      im[to] = -(evenIm + oddRe);
    }
    this.butterflies();
    const scale = 1 / half;
    for (let n = 0; n < half; n++) {
      out[2 * n] = re[n]! * scale;
      out[2 * n + 1] = -im[n]! * scale;
    }
  }

  /** The complex transform of `re` and `im`, which lie in bit-reversed order. */
  private butterflies(): void {
    const { half, re, im, cosine, sine } = this;
    for (let span = 1; span < half; span *= 2) {
      const step = half / span;
      for (let p = 0; p < span; p++) {
        const c = cosine[p * step]!;
        const s = sine[p * step]!;
        for (let a = p; a < half; a += 2 * span) {
          const b = a + span;
          const bRe = re[b]! * c + im[b]! * s;
          const bIm = im[b]! * c - re[b]! * s;
          re[b] = re[a]! - bRe;
          im[b] = im[a]! - bIm;
          re[a]! += bRe;
          im[a]! += bIm;
        }
      }
    }
  }
}
