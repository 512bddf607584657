import type { ClusterHyperparameters } from './clusterSettings.ts';
import type { HyperparameterColumn } from './hyperparameters.ts';

type Unit = 'Hz' | 'ms' | 'dB' | null;

interface Described<Id extends string> {
  readonly id: Id;
  /** As the plugin labels it. */
  readonly title: string;
  /** Null where the value has no unit. Gate threshold and levels are natural logarithms of magnitudes (G1, G2). */
  readonly unit: Unit;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  /** The distance of the values that the plugin takes; 0 where it takes any. */
  readonly step: number;
}

/** A parameter in real units. A choice's value is the index of its name, a switch is 0 or 1. */
export type PluginParameter<Id extends string = PluginParameterId> = Described<Id> &
  ({ readonly kind: 'number' | 'count' | 'switch' } | { readonly kind: 'choice'; readonly choices: readonly string[] });

type Range = readonly [min: number, max: number];

function number<Id extends string>(id: Id, title: string, unit: Unit, [min, max]: Range, value: number, step = 0.01) {
  return { id, title, unit, kind: 'number', min, max, default: value, step } satisfies PluginParameter<Id>;
}

function toggle<Id extends string>(id: Id, title: string, value: 0 | 1) {
  return {
    id,
    title,
    unit: null,
    kind: 'switch',
    min: 0,
    max: 1,
    default: value,
    step: 1,
  } satisfies PluginParameter<Id>;
}

function choice<Id extends string>(id: Id, title: string, value: number, choices: readonly string[]) {
  const range = { min: 0, max: choices.length - 1, default: value, step: 1 };
  return { id, title, unit: null, kind: 'choice', ...range, choices } satisfies PluginParameter<Id>;
}

/** The plugin's clusters, of which the first K are in use. */
export const CLUSTERS = [0, 1, 2, 3, 4, 5, 6, 7] as const;
export type Cluster = (typeof CLUSTERS)[number];

/** The parameters of all clusters or of none. */
const SHARED = [
  toggle('bypass', 'Bypass', 0),
  toggle('freeze', 'Freeze', 0),
  choice('fftSize', 'FFT Size', 1, ['1024', '2048', '512', '4096']),
  choice('hopMode', 'Hop', 0, ['N/2', 'N/4']),
  { ...number('numClusters', 'K Clusters', null, [2, 8], 4, 1), kind: 'count' },
  number('clusterUpdateHz', 'Cluster Update Hz', 'Hz', [5, 40], 20),
  number('glideMs', 'Glide ms', 'ms', [0, 2000], 150),
  number('clusterSpread', 'Cluster Spread', null, [0.2, 3], 1),
  number('distancePenalty', 'Distance Penalty', null, [0, 6], 1),
  number('maskSmoothMs', 'Mask Smooth ms', 'ms', [0, 500], 80),
  toggle('autoLevel', 'Auto Level', 1),
  choice('outputMode', 'Output Mode', 0, ['Mix', ...CLUSTERS.map((n) => `Cluster ${n + 1}`)]),
  number('globalMix', 'Global Mix', null, [0, 1], 1),
  number('outputGainDb', 'Output Gain dB', 'dB', [-24, 12], 0),
  number('saturationAmount', 'Saturation Amount', null, [0, 1], 0),
  number('driveFromLevel', 'Drive From Level', null, [0, 2], 0),
  toggle('gateEnable', 'Gate Enable', 0),
  number('gateThreshold', 'Gate Threshold', null, [-12, 2], -8),
  number('gateSharpness', 'Gate Sharpness', null, [0.5, 40], 2),
  number('gateFloor', 'Gate Floor', null, [0, 0.2], 0.02),
  toggle('featureAdaptive', 'Adaptive Feature Weights', 1),
  number('featureAdaptRate', 'Feature Adapt Rate', null, [0, 1], 0.35),
  number('featureLowPenalty', 'Feature Low Penalty', null, [0, 4], 0.45),
  number('featureHighPenalty', 'Feature High Penalty', null, [0, 2], 0.08),
  number('featureNormPenalty', 'Feature Norm Penalty', null, [0, 4], 0.5),
  number('featureMinimax', 'Feature Minimax', null, [0, 1], 0.4),
  number('featurePriorPenalty', 'Feature Prior Penalty', null, [0, 2], 0.2),
] as const;

function ofCluster<N extends Cluster>(n: N) {
  const title = `Cluster ${n + 1}`;
  return [
    number(`clusterGainDb${n}`, `${title} Gain dB`, 'dB', [-120, 24], 0, 0),
    number(`clusterHpHz${n}`, `${title} HP Hz`, 'Hz', [20, 2000], 20, 1),
    number(`clusterLpHz${n}`, `${title} LP Hz`, 'Hz', [200, 20_000], 20_000, 1),
    toggle(`clusterMute${n}`, `${title} Mute`, 0),
    choice(`clusterRoute${n}`, `${title} Route`, 0, ['Main', ...CLUSTERS.map((aux) => `Aux ${aux + 1}`)]),
  ] as const;
}

export type PluginParameterId = (typeof SHARED)[number]['id'] | ReturnType<typeof ofCluster<Cluster>>[number]['id'];

/** The plugin's 67 parameters in its own order. */
export const PLUGIN_PARAMETERS: readonly PluginParameter[] = [...SHARED, ...CLUSTERS.flatMap((n) => ofCluster(n))];

/** The parameters' ids as files list them. */
export const SORTED_PARAMETER_IDS: readonly PluginParameterId[] = PLUGIN_PARAMETERS.map(({ id }) => id).sort();

/** A whole state of the plugin: a value in real units for every parameter. */
export type PluginParameters = Readonly<Record<PluginParameterId, number>>;

/** A state of what `value` gives for each parameter. */
export function pluginParameters(value: (parameter: PluginParameter) => number): PluginParameters {
  const entries = PLUGIN_PARAMETERS.map((parameter) => [parameter.id, value(parameter)]);
  return Object.fromEntries(entries) as PluginParameters;
}

/** The state of a fresh plugin. */
export const PLUGIN_DEFAULTS: PluginParameters = pluginParameters((parameter) => parameter.default);

/** What is done to the sum of all clusters; all else that is of no cluster decides how the sound is split. */
const OF_OUTPUT: ReadonlySet<PluginParameterId> = new Set([
  'bypass',
  'autoLevel',
  'outputMode',
  'globalMix',
  'outputGainDb',
  'saturationAmount',
  'driveFromLevel',
  'gateEnable',
  'gateThreshold',
  'gateSharpness',
  'gateFloor',
]);

/** Whether a parameter says what is done to the clusters, and not how the sound is split. */
export function isOfTreatment(id: PluginParameterId): boolean {
  return OF_OUTPUT.has(id) || /^cluster\D+\d$/.test(id);
}

/** Of a state the parameters that say how the sound is split, but for the five knobs. */
export type SplitSettings = Readonly<Partial<Record<PluginParameterId, number>>>;

/** How a state splits the sound, but for its five knobs; null where a fresh plugin does the same. */
export function splitSettingsOf(state: PluginParameters): SplitSettings | null {
  const knobs = new Set<PluginParameterId>(HYPERPARAMETER_KNOBS.map(({ id }) => id));
  const changed = PLUGIN_PARAMETERS.filter(
    ({ id, default: value }) => !isOfTreatment(id) && !knobs.has(id) && state[id] !== value,
  );
  return changed.length === 0 ? null : Object.fromEntries(changed.map(({ id }) => [id, state[id]]));
}

/** A fresh plugin's state with other settings of its split, brought into their ranges. */
export function withSplitSettings(settings: SplitSettings): PluginParameters {
  return pluginParameters((parameter) => {
    const { id, default: value } = parameter;
    return isOfTreatment(id) ? value : clampParameter(parameter, settings[id] ?? value);
  });
}

/** The same split with the plugin's default treatment. */
export function untreatedParameters(state: PluginParameters): PluginParameters {
  return pluginParameters(({ id, default: value }) => (isOfTreatment(id) ? value : state[id]));
}

/** The value within the parameter's range; NaN stays NaN. */
export function clampParameter({ min, max }: PluginParameter, value: number): number {
  // −0 becomes 0, which its text in a file is read as.
  return Math.min(Math.max(value, min), max) + 0;
}

/** The values that the plugin holds after loading: clamped and snapped to its steps in 32-bit floating point (V3). */
export function loadedParameters(written: PluginParameters): PluginParameters {
  const f32 = Math.fround;
  return pluginParameters((parameter) => {
    const value = f32(clampParameter(parameter, written[parameter.id]));
    if (parameter.step === 0) return value;
    const min = f32(parameter.min);
    const step = f32(parameter.step);
    const steps = Math.floor(f32(f32(f32(value - min) / step) + 0.5));
    return f32(clampParameter(parameter, f32(min + f32(step * steps))));
  });
}

/** The value as a person reads it: without the dust of 32-bit floating point, 0.9999999403953552 is 1. */
export function roundedParameter({ step }: PluginParameter, value: number): number {
  const digits = step === 1 ? 1 : 100;
  return Math.round(value * digits) / digits + 0;
}

/** The hyperparameters that the plugin has a knob for. */
export type KnobKey = keyof ClusterHyperparameters;

/** The knobs that hyperparameters set (V4), by the names in code, in preset files and in the plugin. */
export const HYPERPARAMETER_KNOBS = [
  { key: 'distancePenalty', column: 'distance_penalty', id: 'distancePenalty' },
  { key: 'normRate', column: 'norm_rate', id: 'featureAdaptRate' },
  { key: 'minimaxStrength', column: 'minimax_strength', id: 'featureMinimax' },
  { key: 'lowPenalty', column: 'low_penalty', id: 'featureLowPenalty' },
  { key: 'highPenalty', column: 'high_penalty', id: 'featureHighPenalty' },
] as const satisfies readonly { key: KnobKey; column: HyperparameterColumn; id: PluginParameterId }[];

export type HyperparameterKnob = (typeof HYPERPARAMETER_KNOBS)[number];

/** What `value` gives for each knob. */
export function byKnob<T>(value: (knob: HyperparameterKnob) => T): Readonly<Record<KnobKey, T>> {
  return Object.fromEntries(HYPERPARAMETER_KNOBS.map((knob) => [knob.key, value(knob)])) as Record<KnobKey, T>;
}

/** The state with its five knobs at the hyperparameters (V4), which may lie beyond the knobs' ranges. */
export function withHyperparameters(state: PluginParameters, values: ClusterHyperparameters): PluginParameters {
  return { ...state, ...Object.fromEntries(HYPERPARAMETER_KNOBS.map(({ key, id }) => [id, values[key]])) };
}

/** The hyperparameters at which a state's five knobs stand (V4). */
export function hyperparametersOfState(state: PluginParameters): ClusterHyperparameters {
  return byKnob(({ id }) => state[id]);
}
