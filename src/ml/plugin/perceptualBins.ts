import { FRAME_SAMPLES } from '../dsp/spectrum.ts';

/** Bins in which the plugin sees a spectrum. */
export const PERCEPTUAL_BIN_COUNT = 64;

const LOWEST_HZ = 40;

/** The plugin's division of a spectrum into 64 bins [P2]. */
export interface PerceptualBins {
  /** 65 ascending FFT bins: perceptual bin i holds `edges[i]` … `edges[i + 1] − 1`. */
  readonly edges: Int32Array;
  /** Centre of each bin in Hz. */
  readonly centreHz: Float32Array;
  /** Centre of each bin on a logarithmic scale from 40 Hz to Nyquist, −1 … 1. */
  readonly logFrequency: Float32Array;
}

/** Divides the spectrum of frames of `frameSamples` (128 or more) into 64 bins [P2]. `sampleRateHz` is above 80, else a RangeError. */
export function perceptualBins(sampleRateHz: number, frameSamples = FRAME_SAMPLES): PerceptualBins {
  if (!(sampleRateHz > 2 * LOWEST_HZ && sampleRateHz < Infinity)) {
    throw new RangeError(`perceptual bins need a sample rate above ${2 * LOWEST_HZ} Hz, not ${sampleRateHz}`);
  }
  const nyquistHz = sampleRateHz / 2;
  const binHz = sampleRateHz / frameSamples;
  const edges = binEdges(nyquistHz, binHz, frameSamples / 2 + 1);
  const octaves = Math.log(nyquistHz) - Math.log(LOWEST_HZ);
  const centreHz = new Float32Array(PERCEPTUAL_BIN_COUNT);
  const logFrequency = new Float32Array(PERCEPTUAL_BIN_COUNT);
  for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
    const centre = (0.5 * (edges[i]! + edges[i + 1]! - 1) + 0.5) * binHz;
    centreHz[i] = centre;
    const position = (Math.log(Math.max(centre, LOWEST_HZ)) - Math.log(LOWEST_HZ)) / octaves;
    logFrequency[i] = Math.min(Math.max(2 * position - 1, -1), 1);
  }
  return { edges, centreHz, logFrequency };
}

function binEdges(nyquistHz: number, binHz: number, lastEdge: number): Int32Array {
  const edges = Int32Array.from({ length: PERCEPTUAL_BIN_COUNT + 1 }, (_, i) => {
    const edgeHz = LOWEST_HZ * (nyquistHz / LOWEST_HZ) ** (i / PERCEPTUAL_BIN_COUNT);
    return Math.min(Math.max(Math.floor(edgeHz / binHz), 1), lastEdge - 1);
  });
  edges[0] = 0;
  for (let i = 1; i <= PERCEPTUAL_BIN_COUNT; i++) edges[i] = Math.max(edges[i]!, edges[i - 1]! + 1);
  edges[PERCEPTUAL_BIN_COUNT] = lastEdge;
  for (let i = PERCEPTUAL_BIN_COUNT - 1; i > 0; i--) edges[i] = Math.min(edges[i]!, edges[i + 1]! - 1);
  return edges;
}
