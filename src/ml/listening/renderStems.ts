import type { RidgeParameters } from '../../domain/model.ts';
import { AUX_COUNT, type PluginState } from '../plugin/pluginState.ts';
import { renderPlugin } from '../plugin/renderPlugin.ts';

/** Samples of all stems that are held at once, over the channels. */
const MAX_SAMPLES = 64_000_000;

/**
 * Every cluster of a sound as an auxiliary output of its own plays it [G4, G6], in time with the sound, whatever its route:
 * together they are the main output at mix 1 with auto level off. Given out one after the other, as a long sound's do not
 * fit into memory at once.
 *
 * @param channels one or two of equal length.
 * @param maxSamples of all channels of the stems that are rendered at once.
 */
export function* renderStems(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  state: PluginState,
  bend: RidgeParameters,
  maxSamples = MAX_SAMPLES,
): Generator<readonly Float32Array<ArrayBuffer>[]> {
  const samples = Math.min(2, channels.length) * Math.max(1, channels[0]?.length ?? 0);
  const atOnce = Math.max(1, Math.min(AUX_COUNT, Math.floor(maxSamples / samples)));
  const { clusterCount } = state.split;
  for (let first = 0; first < clusterCount; first += atOnce) {
    const auxCount = Math.min(atOnce, clusterCount - first);
    const clusters = state.clusters.map((cluster, c) => {
      const route = c - first + 1;
      return { ...cluster, route: route >= 1 && route <= auxCount ? route : 0 };
    });
    const routed: PluginState = {
      ...state,
      isBypassed: false,
      clusters,
      output: { ...state.output, mode: 0 },
    };
    yield* renderPlugin(channels, routed, {
      sampleRateHz,
      auxCount,
      bend,
      start: 'plugin',
      isInTime: true,
      tailSamples: 0,
    }).aux;
  }
}
