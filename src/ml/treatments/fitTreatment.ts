import type { RidgeParameters } from '../../domain/model.ts';
import {
  clampParameter,
  CLUSTERS,
  pluginParameters,
  roundedParameter,
  untreatedParameters,
  type PluginParameters,
} from '../../domain/pluginParameters.ts';
import { SILENT_DB } from '../../domain/soloedParameters.ts';
import type { FittedTreatment, TreatmentFigures, TreatmentId } from '../../domain/treatments.ts';
import { sigmoid } from '../objective/decode.ts';
import { PERCEPTUAL_BIN_COUNT } from '../plugin/perceptualBins.ts';
import { pluginStateOf } from '../plugin/pluginStateOf.ts';
import { renderPlugin } from '../plugin/renderPlugin.ts';
import { searchClusters, type Dynamic } from './clusterSearch.ts';
import { measureSplit, type SplitMeasure } from './splitMeasure.ts';
import { AIR_HZ, BODY_HZ, compareRenders, louder, measureRender, type RenderMeasure } from './treatmentFigures.ts';

/** What a treatment sets; all other parameters decide how the sound is split, and stay as they are. */
type Treated = Partial<PluginParameters>;

interface Treatment {
  /** From gentle to strong; the first that does what is meant is taken, else the one that comes nearest. */
  readonly steps: (split: SplitMeasure) => readonly Treated[];
  /** How far it does what is meant, below 0 where it does the opposite; nothing stronger than 1 is tried. */
  readonly reach: (figures: TreatmentFigures) => number;
  /** What counts as reached; 1 where nothing is said. */
  readonly enough?: number;
  /** What the output gain is to make up for, in dB; auto level would undo it. */
  readonly gainOf?: (figures: TreatmentFigures) => number;
}

/** Frames above this part of all are a cluster's loud ones. */
const LOUD_QUANTILE = 0.95;
const ALWAYS = () => 1;
/** What lies between this and 0 shows as no change. */
const OPPOSITE = -0.05;
/** Attacks and ranges are taken down by 1 dB where that can be; by half of it something was done. */
const ENOUGH_DYNAMICS = 0.5;

const DEFINITIONS: Readonly<Record<TreatmentId, Treatment>> = {
  defaults: { steps: () => [{}], reach: ALWAYS },
  stems: { steps: ({ clusterCount }) => [ofClusters(clusterCount, (c) => ({ route: c + 1 }))], reach: ALWAYS },
  isolate: {
    steps: (split) => {
      const kept = loudestCluster(split);
      return [{ autoLevel: 0, ...ofClusters(split.clusterCount, (c) => ({ gainDb: c === kept ? 0 : SILENT_DB })) }];
    },
    reach: ALWAYS,
  },
  'tame-air': {
    steps: (split) => {
      const air = standings(split, (hz) => hz >= AIR_HZ);
      return [
        [14_000, 0],
        [10_000, 0],
        [8000, 0],
        [8000, -0.5],
        [8000, -1],
      ].map(([lowPassHz, least]) =>
        treatedBy(split, { autoLevel: 0 }, (c) => (air[c]! > least! ? { lowPassHz: lowPassHz! } : {})),
      );
    },
    reach: ({ airDb, belowAirDb }) => Math.min(-airDb / 3, nearness(belowAirDb)),
    gainOf: ({ belowAirDb }) => -belowAirDb,
  },
  'lift-body': body(1),
  'tame-body': body(-1),
  'transients-forward': {
    steps: (split) => [0.5, 0.8, 1.2, 2, 3].map((sharpness) => expansion(split, sharpness)),
    reach: ({ crestDb }) => crestDb / 2,
    gainOf: keepLoudness,
  },
  // The plugin has no compressor: only clusters that carry attacks, or loud parts, can be lowered and filtered.
  'transients-back': {
    steps: (split) => searched(split, 'attack'),
    reach: ({ attackDb, crestDb, loudnessLu }) => Math.min(-attackDb, atMost(crestDb, 1), nearness(loudnessLu)),
    enough: ENOUGH_DYNAMICS,
    gainOf: keepLoudness,
  },
  'gentle-glue': {
    steps: (split) => searched(split, 'range'),
    reach: ({ rangeDb, loudnessLu }) => Math.min(-rangeDb, nearness(loudnessLu)),
    enough: ENOUGH_DYNAMICS,
    gainOf: keepLoudness,
  },
};

/** 1 and more for what is within 1 dB of 0. */
function nearness(decibels: number): number {
  return 1 / Math.max(Math.abs(decibels), 1e-3);
}

/** 1 for what is no more than `most`, less and less above. */
function atMost(decibels: number, most: number): number {
  return Math.min(1, 1 - (decibels - most));
}

function keepLoudness({ loudnessLu }: TreatmentFigures): number {
  return -loudnessLu;
}

/** Lifts the clusters that carry the body against the others, or tames them. */
function body(direction: 1 | -1): Treatment {
  return {
    steps: (split) => {
      const standing = standings(split, (hz) => hz >= BODY_HZ[0] && hz < BODY_HZ[1]);
      return [3, 6, 9, 12, 18].map((db) =>
        treatedBy(split, { autoLevel: 0 }, (c) => {
          const gain = { gainDb: direction * db * standing[c]! };
          return direction === 1 && db > 6 && standing[c]! > 0 ? { ...gain, ...BODY_FILTERS } : gain;
        }),
      );
    },
    reach: ({ bodyDb, loudnessLu }) => Math.min((direction * bodyDb) / 2, nearness(loudnessLu)),
    gainOf: keepLoudness,
  };
}

/** Brings attacks or the range of loudness down while the tone stays. */
function searched(split: SplitMeasure, dynamic: Dynamic): readonly Treated[] {
  return searchClusters(split, dynamic).map((settings) => treatedBy(split, { autoLevel: 0 }, (c) => settings[c]!));
}

/** Leave of the clusters that are lifted far what is body. */
const BODY_FILTERS = { highPassHz: 60, lowPassHz: 3000 } as const;

/**
 * Fits a treatment to a sound: renders it from gentle to strong until it does what is meant.
 *
 * @param channels one or two of equal, positive length. @param parameters whose split is kept.
 * @param bend the model that is built into the plugin.
 */
export function fitTreatment(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  parameters: PluginParameters,
  id: TreatmentId,
  bend: RidgeParameters,
): FittedTreatment {
  const { steps, reach, enough = 1, gainOf } = DEFINITIONS[id];
  const untreated = untreatedParameters(parameters);
  const render = (state: PluginParameters): RenderMeasure => {
    const { main } = renderPlugin(channels, pluginStateOf(state), {
      sampleRateHz,
      auxCount: 0,
      bend,
      start: 'plugin',
      isInTime: true,
      tailSamples: 0,
    });
    return measureRender(main, sampleRateHz);
  };
  const split = measureSplit(channels, sampleRateHz, pluginStateOf(untreated), bend);
  const reference = render(untreated);
  let best: (Pick<FittedTreatment, 'parameters' | 'figures'> & { readonly reach: number }) | null = null;
  for (const treated of steps(split)) {
    let state = legal({ ...untreated, ...treated });
    let measured = render(state);
    if (gainOf !== undefined) {
      state = legal({ ...state, outputGainDb: gainOf(compareRenders(measured, reference)) });
      measured = louder(measured, state.outputGainDb);
    }
    const figures = compareRenders(measured, reference);
    const fitted = { parameters: state, figures, reach: reach(figures) };
    if (best === null || fitted.reach > best.reach) best = fitted;
    if (fitted.reach >= 1) break;
  }
  if (best === null) throw new RangeError(`the treatment ${id} has no steps`);
  const { parameters: state, figures, reach: reached } = best;
  return { parameters: state, figures, isReached: reached >= enough, isOpposite: reached < OPPOSITE };
}

/** Within the ranges and on the steps. */
function legal(state: PluginParameters): PluginParameters {
  return pluginParameters((parameter) => roundedParameter(parameter, clampParameter(parameter, state[parameter.id])));
}

/** A step that treats all clusters' sum in one way and each of them in its own. */
function treatedBy({ clusterCount }: SplitMeasure, whole: Treated, of: (c: number) => ClusterChange): Treated {
  return { ...whole, ...ofClusters(clusterCount, of) };
}

function ofClusters(clusterCount: number, of: (c: number) => ClusterChange): Treated {
  const treated: Partial<Record<keyof PluginParameters, number>> = {};
  for (const c of CLUSTERS.slice(0, clusterCount)) {
    const { gainDb, highPassHz, lowPassHz, route } = of(c);
    if (gainDb !== undefined) treated[`clusterGainDb${c}`] = gainDb;
    if (highPassHz !== undefined) treated[`clusterHpHz${c}`] = highPassHz;
    if (lowPassHz !== undefined) treated[`clusterLpHz${c}`] = lowPassHz;
    if (route !== undefined) treated[`clusterRoute${c}`] = route;
  }
  return treated;
}

interface ClusterChange {
  readonly gainDb?: number;
  readonly highPassHz?: number;
  readonly lowPassHz?: number;
  readonly route?: number;
}

/**
 * The gate as an expander [G2]: above all levels its sigmoid is exponential, so that what is quieter than a cluster's loud
 * frames falls by `sharpness` dB more for each dB; the cluster's gain brings those frames back to what they were.
 */
function expansion(split: SplitMeasure, sharpness: number): Treated {
  const tops = split.levels.map((levels) => levels[Math.floor((levels.length - 1) * LOUD_QUANTILE)] ?? 0);
  const threshold = Math.min(2, Math.max(...tops));
  return {
    gateEnable: 1,
    gateFloor: 0,
    gateSharpness: sharpness,
    gateThreshold: threshold,
    ...ofClusters(split.clusterCount, (c) => ({
      gainDb: -20 * Math.log10(sigmoid(sharpness * (tops[c]! - threshold))),
    })),
  };
}

/**
 * How much each cluster stands for a band, −1 … 1: the part of the band's power that it carries, less the part of all
 * other power, against the greatest of these.
 */
function standings({ clusterCount, power, centreHz }: SplitMeasure, isInBand: (hz: number) => boolean): number[] {
  const parts = Array.from({ length: clusterCount }, (_, c) => {
    let [own, other] = [0, 0];
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      const value = power[c * PERCEPTUAL_BIN_COUNT + i]!;
      if (isInBand(centreHz[i]!)) own += value;
      else other += value;
    }
    return { own, other };
  });
  return contrast(parts);
}

function contrast(parts: readonly { readonly own: number; readonly other: number }[]): number[] {
  const own = parts.reduce((sum, part) => sum + part.own, 1e-30);
  const other = parts.reduce((sum, part) => sum + part.other, 1e-30);
  const differences = parts.map((part) => part.own / own - part.other / other);
  const most = Math.max(1e-9, ...differences.map(Math.abs));
  return differences.map((difference) => difference / most);
}

function loudestCluster({ clusterCount, power }: SplitMeasure): number {
  const sums = Array.from({ length: clusterCount }, (_, c) =>
    power.subarray(c * PERCEPTUAL_BIN_COUNT, (c + 1) * PERCEPTUAL_BIN_COUNT).reduce((sum, value) => sum + value, 0),
  );
  return sums.indexOf(Math.max(...sums));
}
