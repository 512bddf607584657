import { integratedLoudness } from './integratedLoudness.ts';

/** The greatest |sample| that a matched sound may reach, so that playback does not clip. */
const PEAK_LIMIT = 0.98;

/** What each of several sounds is multiplied by, linear, so that all are equally loud. */
export interface LoudnessMatch {
  readonly gains: readonly number[];
  /** As rendered, before the gains; −Infinity for silence. */
  readonly loudnessLkfs: readonly number[];
}

/**
 * Brings sounds to the loudness of the quietest audible one, and all of them down further where one would clip. Silent
 * ones keep gain 1.
 *
 * @param sounds their channels, all of one sample rate.
 */
export function matchLoudness(sounds: readonly (readonly Float32Array[])[], sampleRateHz: number): LoudnessMatch {
  const loudnessLkfs = sounds.map((channels) => integratedLoudness(channels, sampleRateHz));
  const audible = loudnessLkfs.filter((value) => value > -Infinity);
  const target = Math.min(...audible);
  const gains = loudnessLkfs.map((value) => (value === -Infinity ? 1 : 10 ** ((target - value) / 20)));
  const peak = sounds.reduce((most, channels, i) => Math.max(most, gains[i]! * peakOf(channels)), 0);
  const scale = peak > PEAK_LIMIT ? PEAK_LIMIT / peak : 1;
  return { gains: gains.map((gain) => gain * scale), loudnessLkfs };
}

/**
 * What each of several sounds is multiplied by to be as loud as a reference, all of them less where one would clip. Silent
 * ones keep gain 1.
 *
 * @param sounds their channels, as those of `reference` of one sample rate.
 */
export function matchLoudnessTo(
  reference: readonly Float32Array[],
  sounds: readonly (readonly Float32Array[])[],
  sampleRateHz: number,
): readonly number[] {
  const target = integratedLoudness(reference, sampleRateHz);
  const gains = sounds.map((channels) => {
    const missing = target - integratedLoudness(channels, sampleRateHz);
    return Number.isFinite(missing) ? 10 ** (missing / 20) : 1;
  });
  const peak = sounds.reduce((most, channels, i) => Math.max(most, gains[i]! * peakOf(channels)), 0);
  return peak > PEAK_LIMIT ? gains.map((gain) => (gain * PEAK_LIMIT) / peak) : gains;
}

function peakOf(channels: readonly Float32Array[]): number {
  let peak = 0;
  for (const channel of channels) for (const sample of channel) peak = Math.max(peak, Math.abs(sample));
  return peak;
}
