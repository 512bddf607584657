/** Samples of one STFT frame, samples between two frames, and bins of its spectrum [D3]. */
export const FRAME_SAMPLES = 2048;
export const HOP_SAMPLES = 1024;
export const BIN_COUNT = FRAME_SAMPLES / 2 + 1;

/**
 * Sample `n` of the periodic Hann window over `size` samples: 0.5 − 0.5·cos(2πn/size), in [0, 1] [D3]. Its sum over
 * the window is size/2.
 */
export function periodicHann(n: number, size: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size);
}

/** Sample `n` (0 … size − 1) of the plugin's window, a symmetric Hann [P1]. */
export function symmetricHann(n: number, size = FRAME_SAMPLES): number {
  return 0.5 * (1 - Math.cos((2 * Math.PI * n) / (size - 1)));
}

/** Frequency in Hz of bin `k`, 0 … size/2 [D3]. */
export function binFrequencyHz(k: number, sampleRateHz: number, size = FRAME_SAMPLES): number {
  return (k * sampleRateHz) / size;
}

/** The logarithmic frequencies that the spectral slope is taken over. */
interface LogFrequencies {
  readonly sampleRateHz: number;
  readonly x: Float64Array;
  readonly sumOfSquares: number;
}

/** Those of the last rate that was asked for: the files of a folder mostly share theirs. */
let lastFrequencies: LogFrequencies | null = null;

/** x_k of the spectral slope, ln(max(f_k, 1)), of all bins less their mean, and Σ(x − x̄)² [D5]. */
export function centredLogFrequencies(sampleRateHz: number): LogFrequencies {
  if (lastFrequencies?.sampleRateHz === sampleRateHz) return lastFrequencies;
  const x = Float64Array.from({ length: BIN_COUNT }, (_, k) => Math.log(Math.max(binFrequencyHz(k, sampleRateHz), 1)));
  const mean = x.reduce((sum, v) => sum + v, 0) / BIN_COUNT;
  for (let k = 0; k < BIN_COUNT; k++) x[k]! -= mean;
  lastFrequencies = { sampleRateHz, x, sumOfSquares: x.reduce((sum, v) => sum + v * v, 0) };
  return lastFrequencies;
}
