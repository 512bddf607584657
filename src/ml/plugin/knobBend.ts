import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { clamp } from '../objective/clamp.ts';
import type { PluginPrediction } from './pluginModel.ts';
import { predictInPlugin, toPluginModel } from './pluginModel.ts';

/** The five knobs that the plugin bends, and the ends of their ranges, which begin at 0 [B2]. */
export const BENT_KNOBS = [
  { key: 'distancePenalty', high: 6 },
  { key: 'normRate', high: 1 },
  { key: 'lowPenalty', high: 4 },
  { key: 'highPenalty', high: 2 },
  { key: 'minimaxStrength', high: 1 },
] as const satisfies readonly { readonly key: keyof ClusterHyperparameters; readonly high: number }[];

/** How far the knobs are bent at one cluster update, and towards what [B2]. */
export interface Bend {
  /** Not clamped. */
  readonly inferred: ClusterHyperparameters;
  /** The part of the way from the knobs to what is inferred, 0 … 1. */
  readonly share: number;
}

/** What plays where the knobs say `knobs` [B2]. */
export function bendKnobs(knobs: ClusterHyperparameters, { inferred, share }: Bend): ClusterHyperparameters {
  const bent = { ...knobs };
  if (share === 0) return bent;
  for (const { key, high } of BENT_KNOBS) {
    bent[key] = Math.fround(knobs[key] + share * (clamp(inferred[key], 0, high) - knobs[key]));
  }
  return bent;
}

/** What the plugin has inferred before its first prediction, at confidence 0 [B1]. */
const START: ClusterHyperparameters = {
  distancePenalty: 1,
  normRate: 0.25,
  lowPenalty: 0.45,
  highPenalty: 0.08,
  minimaxStrength: 0.4,
};
const SLOWEST = 0.06;
const SPEED_BY_CONFIDENCE = 0.24;
const CONFIDENCE_SPEED = 0.2;
const CONFIDENCE_FADE = 0.92;

/** How the plugin bends its knobs towards what its own model says of the sound [B1, B2], in 32 bit as the plugin does. */
export class KnobBend {
  /** What the plugin goes by at present: its predictions, smoothed. */
  readonly inferred: Record<keyof ClusterHyperparameters, number> = round({ ...START });
  /** Of the predictions, smoothed: 0 … 1. */
  confidence = 0;
  private hasInferred = false;
  private readonly model: RidgeParameters;

  /** @param model the one that is built into the plugin, of the plugin's own descriptors. */
  constructor(model: RidgeParameters) {
    this.model = toPluginModel(model);
  }

  /** The part of the way from the knobs to what is inferred, 0 … 1. */
  get share(): number {
    return this.hasInferred ? Math.fround(clamp(this.confidence, 0, 1) ** 2) : 0;
  }

  /**
   * Takes the twelve descriptors of a cluster update, or null where there are too few frames for them [P8]; returns what
   * the model predicts.
   */
  update(descriptors: Float32Array | null): PluginPrediction | null {
    const prediction = descriptors === null ? null : predictInPlugin(this.model, descriptors);
    this.take(prediction);
    return prediction;
  }

  /** Takes the prediction of a cluster update, or null for an invalid one [B1]. */
  take(
    prediction: (Pick<PluginPrediction, 'confidence'> & { readonly hyperparameters: ClusterHyperparameters }) | null,
  ): void {
    const { inferred } = this;
    if (prediction === null) {
      this.confidence = Math.fround(CONFIDENCE_FADE * this.confidence);
      return;
    }
    const { hyperparameters, confidence } = prediction;
    const speed = this.hasInferred ? Math.fround(SLOWEST + SPEED_BY_CONFIDENCE * confidence) : 1;
    for (const { key } of BENT_KNOBS) {
      inferred[key] = Math.fround(inferred[key] + speed * (hyperparameters[key] - inferred[key]));
    }
    const confidenceSpeed = this.hasInferred ? CONFIDENCE_SPEED : 1;
    this.confidence = Math.fround(this.confidence + confidenceSpeed * (confidence - this.confidence));
    this.hasInferred = true;
  }

  /** What plays where the knobs say `knobs` [B2]. */
  effective(knobs: ClusterHyperparameters): ClusterHyperparameters {
    return bendKnobs(knobs, this);
  }
}

function round(values: ClusterHyperparameters): Record<keyof ClusterHyperparameters, number> {
  const rounded = { ...values };
  for (const { key } of BENT_KNOBS) rounded[key] = Math.fround(rounded[key]);
  return rounded;
}
