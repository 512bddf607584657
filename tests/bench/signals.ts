/** The same numbers in every run. */
function generator(): () => number {
  let seed = 1;
  return () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** White noise in [-1, 1]. */
export function noise(samples: number): Float32Array {
  const random = generator();
  return Float32Array.from({ length: samples }, () => random() * 2 - 1);
}

/** Decaying chords with vibrato over a noise floor, a new one each half second. */
export function music(samples: number, sampleRateHz: number): Float32Array {
  const random = generator();
  return Float32Array.from({ length: samples }, (_, i) => {
    const t = i / sampleRateHz;
    const sinceOnset = t % 0.5;
    const root = 110 * 2 ** (((Math.floor(t / 0.5) * 5) % 12) / 12);
    let sum = 0.002 * (random() - 0.5);
    for (let h = 1; h <= 12; h++) {
      sum += (Math.sin(2 * Math.PI * root * h * t + 0.3 * Math.sin(30 * t)) * Math.exp(-sinceOnset * h)) / h;
    }
    return 0.3 * sum;
  });
}

/** Standard normal numbers, near enough: the sum of twelve uniform ones. */
export function numbers(count: number): Float64Array {
  const random = generator();
  return Float64Array.from({ length: count }, () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random();
    return sum;
  });
}
