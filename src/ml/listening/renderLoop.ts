import type { ClusterSettings } from '../../domain/clusterSettings.ts';
import { soloMix } from '../../domain/clusterMix.ts';
import { renderClusters, type RenderedSound } from './renderClusters.ts';

/** The clustering hears the loop for so long before what is given out begins. */
const WARM_UP_SEC = 2;
/** Fade at both ends, so that going round makes no click. */
const FADE_SEC = 0.005;

/**
 * One turn of a loop as the plugin gives it out when it has gone round for a while, so that masks have settled, and with
 * short fades at its ends.
 *
 * @param excerpt one or two channels of positive length.
 */
export function renderLoop(
  excerpt: readonly Float32Array[],
  sampleRateHz: number,
  settings: ClusterSettings,
  soloCluster: number | null,
): RenderedSound {
  const length = excerpt[0]?.length ?? 0;
  const turns = Math.max(1, Math.ceil((WARM_UP_SEC * sampleRateHz) / Math.max(1, length)));
  const repeated = excerpt.map((channel) => {
    const whole = new Float32Array((turns + 1) * length);
    for (let turn = 0; turn <= turns; turn++) whole.set(channel, turn * length);
    return whole;
  });
  const mix = soloMix(settings.clusterCount, soloCluster);
  const rendered = renderClusters(repeated, sampleRateHz, settings, mix, turns * length);
  const fade = Math.min(Math.round(FADE_SEC * sampleRateHz), length >> 1);
  for (const channel of rendered.channels) {
    for (let n = 0; n < fade; n++) {
      const gain = n / fade;
      channel[n]! *= gain;
      channel[length - 1 - n]! *= gain;
    }
  }
  return rendered;
}
