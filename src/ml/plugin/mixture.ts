import { BIN_COUNT, FRAME_SAMPLES, HOP_SAMPLES } from '../dsp/spectrum.ts';
import {
  type AnalysedSound,
  framingOf,
  leadSamples,
  type PluginEar,
  REFERENCE_EAR,
  SoundAnalysis,
} from './analysedSound.ts';
import type { PerceptualBins } from './perceptualBins.ts';
import { PERCEPTUAL_BIN_COUNT, perceptualBins } from './perceptualBins.ts';
import { PluginSpectrum } from './pluginSpectrum.ts';

/** Two signals mixed at equal level, analysed once for any number of evaluations [X1, X3]. */
export interface Mixture extends AnalysedSound {
  /** Σ|A|² of the first signal alone: frames × 64. */
  readonly firstPower: Float32Array;
  /** Σ|B|² of the second signal alone, at the level it is mixed in: frames × 64. */
  readonly secondPower: Float32Array;
}

/**
 * Mixes two mono signals of one sample rate and analyses the mixture as the plugin does [X1]: the shorter signal is
 * repeated to the length of the longer, then the second one scaled to the RMS of the first. A mixture shorter than 2048
 * samples has no frames, as the plugin hears it one shorter than 1024. Throws a RangeError for an empty signal.
 */
export function prepareMixture(
  first: Float32Array,
  second: Float32Array,
  sampleRateHz: number,
  ear: PluginEar = REFERENCE_EAR,
): Mixture {
  if (first.length === 0 || second.length === 0) throw new RangeError('a mixture needs two signals with samples');
  const length = Math.max(first.length, second.length);
  const lead = leadSamples(ear);
  const a = repeatTo(first, length, lead);
  const b = repeatTo(second, length, lead);
  scaleTo(b, rms(a));
  const sum = new Float32Array(a.length);
  for (let n = 0; n < sum.length; n++) sum[n] = a[n]! + b[n]!;

  const bins = perceptualBins(sampleRateHz);
  const frameCount = Math.max(0, Math.floor((sum.length - FRAME_SAMPLES) / HOP_SAMPLES) + 1);
  const firstPower = new Float32Array(frameCount * PERCEPTUAL_BIN_COUNT);
  const secondPower = new Float32Array(frameCount * PERCEPTUAL_BIN_COUNT);
  const spectrum = new PluginSpectrum(FRAME_SAMPLES, framingOf(ear).arithmetic);
  const analysis = new SoundAnalysis(frameCount, sampleRateHz, ear);
  const magnitudes = new Float32Array(BIN_COUNT);
  for (let frame = 0; frame < frameCount; frame++) {
    const at = frame * HOP_SAMPLES;
    spectrum.magnitudes(a, at, magnitudes);
    sumPower(magnitudes, bins, firstPower, frame * PERCEPTUAL_BIN_COUNT);
    spectrum.magnitudes(b, at, magnitudes);
    sumPower(magnitudes, bins, secondPower, frame * PERCEPTUAL_BIN_COUNT);
    spectrum.magnitudes(sum, at, magnitudes);
    analysis.push(magnitudes);
  }
  return { ...analysis.sound, firstPower, secondPower };
}

/** A copy of the signal, begun again as often as it takes, behind `lead` zeros. */
function repeatTo(signal: Float32Array, length: number, lead: number): Float32Array {
  const out = new Float32Array(lead + length);
  for (let at = 0; at < length; at += signal.length) out.set(signal.subarray(0, length - at), lead + at);
  return out;
}

/** Scales a signal to the given RMS; silence stays silent. */
function scaleTo(signal: Float32Array, targetRms: number): void {
  const own = rms(signal);
  if (own === 0) return;
  const gain = targetRms / own;
  for (let n = 0; n < signal.length; n++) signal[n]! *= gain;
}

function rms(signal: Float32Array): number {
  let squares = 0;
  for (let n = 0; n < signal.length; n++) squares += signal[n]! * signal[n]!;
  return Math.sqrt(squares / signal.length);
}

function sumPower(magnitudes: Float32Array, { edges }: PerceptualBins, out: Float32Array, offset: number): void {
  for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
    let sum = 0;
    for (let k = edges[i]!; k < edges[i + 1]!; k++) sum += magnitudes[k]! * magnitudes[k]!;
    out[offset + i] = sum;
  }
}
