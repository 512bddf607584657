import type { ClusterMix, ClusterTone } from '../../domain/clusterMix.ts';
import { BIN_COUNT, binFrequencyHz } from '../dsp/spectrum.ts';

/**
 * What each cluster is multiplied by in each FFT bin, gain·(f²/(f² + hp²))²·(lp²/(f² + lp²))², and 0 where it is muted or
 * another one is soloed [E1].
 *
 * @param out clusters × 1025, cluster by cluster.
 */
export function clusterMultipliers({ tones }: ClusterMix, sampleRateHz: number, out: Float64Array): void {
  const anySoloed = tones.some(({ soloed }) => soloed);
  tones.forEach((tone, c) => {
    const row = out.subarray(c * BIN_COUNT, (c + 1) * BIN_COUNT);
    if (tone.muted || (anySoloed && !tone.soloed)) row.fill(0);
    else for (let k = 0; k < BIN_COUNT; k++) row[k] = toneMultiplier(tone, binFrequencyHz(k, sampleRateHz));
  });
}

function toneMultiplier({ gain, highPassHz, lowPassHz }: ClusterTone, frequencyHz: number): number {
  const square = frequencyHz * frequencyHz;
  const high = highPassHz > 0 ? square / (square + highPassHz * highPassHz) : 1;
  const low = lowPassHz === null ? 1 : (lowPassHz * lowPassHz) / (square + lowPassHz * lowPassHz);
  return gain * high * high * low * low;
}
