/**
 * The descriptors as the definitions read [D2–D8]: a textbook FFT, sorting for every percentile, all bins of all frames
 * in memory. Slow and simple, in 64-bit throughout: the reference for the engine that is shipped.
 */
export function plainDescriptors(signal: Float32Array, sampleRateHz: number): number[] {
  const magnitudes = plainMagnitudes(signal);
  const frames = magnitudes.map((m) => frameValues(m, sampleRateHz));
  const spectra = magnitudes.map((m) => {
    const scale = mean(m) + EPSILON;
    return m.map((v) => v / scale);
  });
  const flux = spectra.map((m, t) => {
    const before = spectra[t - 1];
    return before === undefined ? 0 : Math.sqrt(mean(m.map((v, k) => (v - before[k]!) ** 2)));
  });
  const logEnergy = frames.map((f) => f.logEnergy);
  const transientness = logEnergy.map((v, t) => (t === 0 ? 0 : Math.max(v - logEnergy[t - 1]!, 0)));
  const energy = frames.map((f) => f.energy);
  const silentBelow = 0.01 * quantile(energy, 0.5);
  const median = (name: keyof FrameValues) =>
    quantile(
      frames.map((f) => f[name]),
      0.5,
    );
  return [
    quantile(logEnergy, 0.5),
    quantile(logEnergy, 0.75) - quantile(logEnergy, 0.25),
    median('slope'),
    quantile(flux, 0.5),
    quantile(flux, 0.75) - quantile(flux, 0.25),
    median('peakiness'),
    median('brightness'),
    median('flatness'),
    quantile(transientness, 0.5),
    median('lowHigh'),
    quantile(logEnergy, 0.95) - quantile(logEnergy, 0.1),
    mean(energy.map((e) => (e < silentBelow ? 1 : 0))),
  ].map((v) => (Number.isFinite(v) ? v : 0));
}

const EPSILON = 1e-8;
const SIZE = 2048;

/** |X| + ε of every frame, 1025 bins each. */
export function plainMagnitudes(signal: Float32Array): number[][] {
  const frames: number[][] = [];
  const padded = new Float32Array(Math.max(signal.length, SIZE));
  padded.set(signal);
  for (let start = 0; start + SIZE <= padded.length; start += SIZE / 2) {
    const re = Array.from({ length: SIZE }, (_, n) => {
      return (padded[start + n]! * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / SIZE))) / 1024;
    });
    const { re: x, im: y } = fft(
      re,
      Array.from({ length: SIZE }, () => 0),
    );
    frames.push(Array.from({ length: SIZE / 2 + 1 }, (_, k) => Math.sqrt(x[k]! * x[k]! + y[k]! * y[k]!) + EPSILON));
  }
  return frames;
}

/** The recursive radix-2 transform, exp(−2πikn/N). */
function fft(re: number[], im: number[]): { re: number[]; im: number[] } {
  const n = re.length;
  if (n === 1) return { re, im };
  const half = n / 2;
  const even = fft(
    re.filter((_, i) => i % 2 === 0),
    im.filter((_, i) => i % 2 === 0),
  );
  const odd = fft(
    re.filter((_, i) => i % 2 === 1),
    im.filter((_, i) => i % 2 === 1),
  );
  const out = { re: Array.from(re), im: Array.from(im) };
  for (let k = 0; k < half; k++) {
    const c = Math.cos((-2 * Math.PI * k) / n);
    const s = Math.sin((-2 * Math.PI * k) / n);
    const tr = odd.re[k]! * c - odd.im[k]! * s;
    const ti = odd.re[k]! * s + odd.im[k]! * c;
    out.re[k] = even.re[k]! + tr;
    out.im[k] = even.im[k]! + ti;
    out.re[k + half] = even.re[k]! - tr;
    out.im[k + half] = even.im[k]! - ti;
  }
  return out;
}

/** Linear interpolation between order statistics of a sorted copy [D7]. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const lower = sorted[below]!;
  return lower + (position - below) * ((sorted[below + 1] ?? lower) - lower);
}

type FrameValues = ReturnType<typeof frameValues>;

function frameValues(m: number[], sampleRateHz: number) {
  const frequencies = m.map((_, k) => (k * sampleRateHz) / SIZE);
  const p = m.map((v) => v * v);
  const y = m.map((v) => Math.log(v + EPSILON));
  const x = frequencies.map((f) => Math.log(Math.max(f, 1)));
  const [mx, my] = [mean(x), mean(y)];
  const energy = sum(p);
  const high = sum(p.filter((_, k) => frequencies[k]! >= 2000));
  const low = sum(p.filter((_, k) => frequencies[k]! <= 250));
  return {
    energy,
    logEnergy: Math.log(energy + EPSILON),
    slope: sum(x.map((v, k) => (v - mx) * (y[k]! - my))) / (sum(x.map((v) => (v - mx) ** 2)) + EPSILON),
    peakiness: quantile(y, 0.95) - quantile(y, 0.5),
    brightness: high / (energy + EPSILON),
    lowHigh: Math.log(1 + low / (high + EPSILON)),
    flatness: Math.exp(my) / (mean(m) + EPSILON),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, v) => a + v, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
