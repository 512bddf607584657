/** A second-order section, a0 being 1. */
interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/**
 * The two filters of BS.1770 at any sample rate: the analogue prototypes behind the coefficients that the recommendation
 * gives for 48 kHz (a shelf of +4 dB at 1682 Hz, a high-pass at 38 Hz), by the bilinear transform.
 *
 * Source: ITU-R BS.1770-5, Annex 1, tables 1 and 2; prototypes as De Man (2014) derives them.
 */
function kWeightingFilters(sampleRateHz: number): readonly [Biquad, Biquad] {
  return [shelf(sampleRateHz), highPass(sampleRateHz)];
}

function shelf(sampleRateHz: number): Biquad {
  const frequencyHz = 1681.974450955533;
  const gainDb = 3.999843853973347;
  const q = 0.7071752369554196;
  const k = Math.tan((Math.PI * frequencyHz) / sampleRateHz);
  const high = 10 ** (gainDb / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  };
}

function highPass(sampleRateHz: number): Biquad {
  const frequencyHz = 38.13547087602444;
  const q = 0.5003270373238773;
  const k = Math.tan((Math.PI * frequencyHz) / sampleRateHz);
  const a0 = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
}

/** A copy of the signal as the ear weights it (BS.1770 K-weighting). `sampleRateHz` is above 3400. */
export function kWeighted(signal: Float32Array, sampleRateHz: number): Float64Array {
  const out = Float64Array.from(signal);
  for (const { b0, b1, b2, a1, a2 } of kWeightingFilters(sampleRateHz)) {
    let first = 0;
    let second = 0;
    for (let n = 0; n < out.length; n++) {
      const x = out[n]!;
      const y = b0 * x + first;
      first = b1 * x - a1 * y + second;
      second = b2 * x - a2 * y;
      out[n] = y;
    }
  }
  return out;
}
