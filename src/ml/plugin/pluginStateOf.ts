import {
  CLUSTERS,
  hyperparametersOfState,
  loadedParameters,
  type PluginParameters,
} from '../../domain/pluginParameters.ts';
import type { FrameSamples, PluginState } from './pluginState.ts';

/** By the index of `fftSize` [G7]. */
const FRAME_SAMPLES: readonly FrameSamples[] = [1024, 2048, 512, 4096];

/** The state that the twin plays where a preset holds these parameters: clamped and snapped as the plugin loads them [V3]. */
export function pluginStateOf(parameters: PluginParameters): PluginState {
  const loaded = loadedParameters(parameters);
  return {
    isBypassed: loaded.bypass === 1,
    split: {
      ...hyperparametersOfState(loaded),
      frameSamples: FRAME_SAMPLES[loaded.fftSize] ?? 2048,
      overlap: loaded.hopMode === 0 ? 2 : 4,
      isFrozen: loaded.freeze === 1,
      isAdaptive: loaded.featureAdaptive === 1,
      clusterCount: loaded.numClusters,
      updateHz: loaded.clusterUpdateHz,
      glideMs: loaded.glideMs,
      spread: loaded.clusterSpread,
      maskSmoothMs: loaded.maskSmoothMs,
      normPenalty: loaded.featureNormPenalty,
      priorPenalty: loaded.featurePriorPenalty,
    },
    clusters: CLUSTERS.map((c) => ({
      gainDb: loaded[`clusterGainDb${c}`],
      highPassHz: loaded[`clusterHpHz${c}`],
      lowPassHz: loaded[`clusterLpHz${c}`],
      isMuted: loaded[`clusterMute${c}`] === 1,
      route: loaded[`clusterRoute${c}`],
    })),
    output: {
      hasAutoLevel: loaded.autoLevel === 1,
      mode: loaded.outputMode,
      mix: loaded.globalMix,
      gainDb: loaded.outputGainDb,
      saturation: loaded.saturationAmount,
      driveFromLevel: loaded.driveFromLevel,
      gate: {
        isOn: loaded.gateEnable === 1,
        threshold: loaded.gateThreshold,
        sharpness: loaded.gateSharpness,
        floor: loaded.gateFloor,
      },
    },
  };
}
