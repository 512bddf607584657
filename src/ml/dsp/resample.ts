/** Zero crossings of the kernel on either side. */
const ZERO_CROSSINGS = 24;
/** Points of the kernel's table from one zero crossing to the next; between them it is linear. */
const STEPS = 512;
/** Shape of the Kaiser window: about 90 dB of attenuation. */
const KAISER_BETA = 9;
/** Where the pass band ends, as a share of the lower Nyquist frequency. */
const ROLL_OFF = 0.945;

/** One half of the windowed sinc, from its centre on, with a zero behind its end. */
const KERNEL = Float64Array.from({ length: ZERO_CROSSINGS * STEPS + 2 }, (_, i) => {
  const x = i / STEPS;
  if (x >= ZERO_CROSSINGS) return 0;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  const window = besselI0(KAISER_BETA * Math.sqrt(1 - (x / ZERO_CROSSINGS) ** 2)) / besselI0(KAISER_BETA);
  return sinc * window;
});

/**
 * A signal at another sample rate, by a sinc with a Kaiser window (Smith, “Digital Audio Resampling”, CCRMA). Beyond its
 * ends the signal counts as silence; the first samples of both coincide. The same rate gives the signal itself.
 *
 * @param fromHz and `toHz` above 0, else a RangeError.
 * @returns round(length · toHz / fromHz) samples.
 */
export function resample<Buffer extends ArrayBufferLike>(
  signal: Float32Array<Buffer>,
  fromHz: number,
  toHz: number,
): Float32Array<Buffer> | Float32Array<ArrayBuffer> {
  if (!(fromHz > 0 && toHz > 0)) throw new RangeError(`sample rates are above 0, not ${fromHz} and ${toHz}`);
  if (fromHz === toHz) return signal;
  return samplesAt(signal, 0, 0, Math.round((signal.length * toHz) / fromHz), fromHz, toHz);
}

/** Samples `first` … `end` of the resampled signal, of which `signal` holds the stretch from sample `start` on. */
function samplesAt(
  signal: Float32Array,
  start: number,
  first: number,
  end: number,
  fromHz: number,
  toHz: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(Math.max(0, end - first));
  const { bandwidth, reach } = kernelFor(fromHz, toHz);
  const step = fromHz / toHz;
  const pace = bandwidth * STEPS;
  for (let n = 0; n < out.length; n++) {
    const centre = (first + n) * step - start;
    const last = Math.min(signal.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let k = Math.max(0, Math.ceil(centre - reach)); k <= last; k++) {
      const at = Math.abs(centre - k) * pace;
      const i = at | 0;
      const low = KERNEL[i]!;
      sum += signal[k]! * (low + (at - i) * (KERNEL[i + 1]! - low));
    }
    out[n] = sum * bandwidth;
  }
  return out;
}

/** The kernel is stretched so that what lies above the lower Nyquist frequency is left out; its reach is in samples of `fromHz`. */
function kernelFor(fromHz: number, toHz: number) {
  const bandwidth = ROLL_OFF * Math.min(1, toHz / fromHz);
  return { bandwidth, reach: ZERO_CROSSINGS / bandwidth };
}

/** The same of a signal that arrives in blocks of any size. */
export class StreamResampler {
  private readonly fromHz: number;
  private readonly toHz: number;
  /** The samples that are still needed, and the place of the first. */
  private held: Float32Array = new Float32Array();
  private start = 0;
  private given = 0;

  constructor(fromHz: number, toHz: number) {
    this.fromHz = fromHz;
    this.toHz = toHz;
  }

  /** What is known with these samples. */
  push(block: Float32Array): Float32Array {
    const joined = new Float32Array(this.held.length + block.length);
    joined.set(this.held);
    joined.set(block, this.held.length);
    this.held = joined;
    const { reach } = kernelFor(this.fromHz, this.toHz);
    const last = this.start + joined.length - 1 - reach;
    return this.take(Math.floor((last * this.toHz) / this.fromHz));
  }

  /** The rest, once all samples have been pushed. */
  finish(): Float32Array {
    return this.take(Math.round(((this.start + this.held.length) * this.toHz) / this.fromHz));
  }

  private take(end: number): Float32Array {
    const { held, start, given, fromHz, toHz } = this;
    if (end <= given) return new Float32Array();
    const samples = samplesAt(held, start, given, end, fromHz, toHz);
    this.given = end;
    const { reach } = kernelFor(fromHz, toHz);
    const needed = Math.max(start, Math.floor((end * fromHz) / toHz - reach));
    this.held = held.slice(needed - start);
    this.start = needed;
    return samples;
  }
}

/** The modified Bessel function of the first kind and order 0, by its series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}
