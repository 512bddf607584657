import { MAX_CLUSTERS, type FrameSamples, type PluginState } from '../../src/ml/plugin/pluginState.ts';

/** A value that a preset of the plugin names, or its default. */
type Named = Readonly<Record<string, number | undefined>>;

const FRAME_SAMPLES: readonly FrameSamples[] = [1024, 2048, 512, 4096];

/** The state that a preset with these parameters has in the plugin; all others have their defaults. */
export function pluginState(named: Named = {}): PluginState {
  const stepped = (id: string, fallback: number, step = 0.01, min = 0) => {
    const steps = Math.floor(((named[id] ?? fallback) - min) / step + 0.5);
    return Math.fround(min + Math.fround(steps * Math.fround(step)));
  };
  const plain = (id: string, fallback: number) => named[id] ?? fallback;
  return {
    isBypassed: plain('bypass', 0) === 1,
    split: {
      frameSamples: FRAME_SAMPLES[plain('fftSize', 1)]!,
      overlap: plain('hopMode', 0) === 0 ? 2 : 4,
      isFrozen: plain('freeze', 0) === 1,
      isAdaptive: plain('featureAdaptive', 1) === 1,
      clusterCount: plain('numClusters', 4),
      updateHz: plain('clusterUpdateHz', 20),
      glideMs: plain('glideMs', 150),
      spread: stepped('clusterSpread', 1, 0.01, 0.2),
      maskSmoothMs: plain('maskSmoothMs', 80),
      distancePenalty: stepped('distancePenalty', 1),
      normRate: stepped('featureAdaptRate', 0.35),
      lowPenalty: stepped('featureLowPenalty', 0.45),
      highPenalty: stepped('featureHighPenalty', 0.08),
      normPenalty: stepped('featureNormPenalty', 0.5),
      minimaxStrength: stepped('featureMinimax', 0.4),
      priorPenalty: stepped('featurePriorPenalty', 0.2),
    },
    clusters: Array.from({ length: MAX_CLUSTERS }, (_, c) => ({
      gainDb: plain(`clusterGainDb${c}`, 0),
      highPassHz: plain(`clusterHpHz${c}`, 20),
      lowPassHz: plain(`clusterLpHz${c}`, 20_000),
      isMuted: plain(`clusterMute${c}`, 0) === 1,
      route: plain(`clusterRoute${c}`, 0),
    })),
    output: {
      hasAutoLevel: plain('autoLevel', 1) === 1,
      mode: plain('outputMode', 0),
      mix: stepped('globalMix', 1),
      gainDb: plain('outputGainDb', 0),
      saturation: stepped('saturationAmount', 0),
      driveFromLevel: stepped('driveFromLevel', 0),
      gate: {
        isOn: plain('gateEnable', 0) === 1,
        threshold: plain('gateThreshold', -8),
        sharpness: plain('gateSharpness', 2),
        floor: stepped('gateFloor', 0.02),
      },
    },
  };
}
