import { DESCRIPTOR_COUNT, DESCRIPTORS, type DescriptorKey } from '../../domain/descriptors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import { OBJECTIVE_TERMS, type ObjectiveTerms } from '../../domain/trials.ts';
import { clamp } from './clamp.ts';
import { sigmoid } from './decode.ts';

/** The weight of each term in the logit of the score [O1]. */
export const TERM_WEIGHTS = {
  sep: 0.35,
  intra: -0.3,
  jitter: -0.15,
  loudErr: -0.1,
  maskFlicker: -0.1,
  lowPenLoss: -0.08,
  highPenLoss: -0.04,
} as const;

/** What the distance penalty, and the norm rate, may be off a file's own before it counts as one off [O1]. */
export const DISTANCE_UNIT = 0.6;
export const NORM_UNIT = 0.08;

/** How many values {@link ProxyObjective.evaluate} writes. */
export const TERM_COUNT = OBJECTIVE_TERMS.length;

const index = Object.fromEntries(DESCRIPTORS.map(({ key }, i) => [key, i])) as Record<DescriptorKey, number>;

/**
 * The proxy objective (O) for one descriptor vector at a time: `prepare` does what depends on the descriptors alone,
 * `evaluate` the rest without allocating. The prepared figures are what searches over the formula need.
 */
export class ProxyObjective {
  targetDistance = 0;
  targetNorm = 0;
  /** Jitter per unit of (0.45 + 2·norm_rate). */
  jitterSlope = 0;
  /** The ceiling of mask_flicker for ever larger norm rates, before its clamp. */
  flickerCeiling = 0;
  /** What low_penalty is multiplied with inside loud_err. */
  lowLoudness = 0;
  /** What high_penalty is multiplied with inside loud_err. */
  highLoudness = 0;
  /** The low penalty at and below which low_pen_loss is at its worst. */
  lowFloor = 0;
  /** The high penalty above which high_pen_loss begins. */
  highCeiling = 0;

  /** @param descriptors twelve values in the order of `DESCRIPTORS`, else a RangeError */
  constructor(descriptors: ArrayLike<number>) {
    this.prepare(descriptors);
  }

  /** Prepares for another descriptor vector of twelve values, else a RangeError. */
  prepare(descriptors: ArrayLike<number>): void {
    if (descriptors.length !== DESCRIPTOR_COUNT) {
      throw new RangeError(`a descriptor vector holds ${DESCRIPTOR_COUNT} values, not ${descriptors.length}`);
    }
    const flux = clamp(descriptors[index.spectralFluxMedian]!, 0, 3);
    const fluxIqr = clamp(descriptors[index.spectralFluxIqr]!, 0, 3);
    const transientness = clamp(descriptors[index.transientnessMedian]!, 0, 3);
    const brightness = clamp(descriptors[index.brightnessMedian]!, 0, 1);
    const silence = clamp(descriptors[index.silenceRatio]!, 0, 1);
    const dynamicRange = clamp(descriptors[index.dynamicRangeProxy]!, 0, 20);
    this.targetDistance = clamp(0.3 + 1.15 * flux + 0.45 * transientness + 0.2 * brightness, 0, 2.5);
    this.targetNorm = clamp(0.015 + 0.1 * flux + 0.08 * transientness, 0.001, 0.25);
    this.jitterSlope = 0.65 * fluxIqr + 0.8 * transientness;
    this.flickerCeiling = fluxIqr + transientness;
    this.lowLoudness = clamp(descriptors[index.lowHighRatio]!, 0, 6);
    this.highLoudness = 0.25 + brightness;
    this.lowFloor = 0.35 + 1.6 * silence + 0.04 * dynamicRange;
    this.highCeiling = 0.9 + 1.8 * brightness + 0.4 * flux;
  }

  /**
   * Writes the score and its seven terms to `out`, in the order of `OBJECTIVE_TERMS` [O1]. The arguments are in the
   * units of the hyperparameters of the same names.
   */
  evaluate(
    distancePenalty: number,
    normRate: number,
    minimaxStrength: number,
    lowPenalty: number,
    highPenalty: number,
    out: Float64Array,
  ): void {
    this.evaluateSplit(distancePenalty, normRate, minimaxStrength, out);
    const lowLoudness = Math.log(1 + lowPenalty * this.lowLoudness);
    const highLoudness = Math.log(1 + highPenalty * this.highLoudness);
    const loudErr = clamp(Math.abs(lowLoudness - highLoudness), 0, 4);
    const lowMargin = Math.max(lowPenalty - this.lowFloor, 1e-3);
    const lowPenLoss = clamp(1 / (lowMargin * lowMargin), 0, 50);
    const highExcess = Math.max(0, highPenalty - this.highCeiling);
    const highPenLoss = clamp(highExcess * highExcess, 0, 10);
    out[0] = sigmoid(
      TERM_WEIGHTS.sep * out[1]! +
        TERM_WEIGHTS.intra * out[2]! +
        TERM_WEIGHTS.jitter * out[3]! +
        TERM_WEIGHTS.loudErr * loudErr +
        TERM_WEIGHTS.maskFlicker * out[5]! +
        TERM_WEIGHTS.lowPenLoss * lowPenLoss +
        TERM_WEIGHTS.highPenLoss * highPenLoss,
    );
    out[4] = loudErr;
    out[6] = lowPenLoss;
    out[7] = highPenLoss;
  }

  /** Writes the four terms alone that the penalties have no part in, to their places: sep, intra, jitter and mask_flicker. */
  evaluateSplit(distancePenalty: number, normRate: number, minimaxStrength: number, out: Float64Array): void {
    const distanceError = (distancePenalty - this.targetDistance) / DISTANCE_UNIT;
    const normDistance = Math.abs(normRate - this.targetNorm);
    const normError = normDistance / NORM_UNIT;
    const distanceErrorSquared = distanceError * distanceError;
    out[1] = clamp(Math.exp(-distanceErrorSquared) * (1 - 0.2 * clamp(normDistance / 0.25, 0, 1)), 0, 1);
    out[2] = clamp(distanceErrorSquared + 0.6 * normError * normError, 0, 4);
    out[3] = clamp(this.jitterSlope * (0.45 + 2 * normRate) + 0.2 * minimaxStrength, 0, 4);
    out[5] = clamp(this.flickerCeiling * (1 - Math.exp(-5 * normRate)), 0, 4);
  }

  /** The same of a preset. */
  evaluatePreset(preset: Hyperparameters, out: Float64Array): void {
    const { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty } = preset;
    this.evaluate(distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty, out);
  }
}

/** Names the eight values that {@link ProxyObjective.evaluate} writes. */
export function namedTerms(values: Float64Array): ObjectiveTerms {
  return {
    score: values[0]!,
    sep: values[1]!,
    intra: values[2]!,
    jitter: values[3]!,
    loudErr: values[4]!,
    maskFlicker: values[5]!,
    lowPenLoss: values[6]!,
    highPenLoss: values[7]!,
  };
}

/** The score of hyperparameters for the (unperturbed) descriptors of a file, and its terms [O1]. */
export function proxyTerms(descriptors: ArrayLike<number>, hyperparameters: Hyperparameters): ObjectiveTerms {
  const out = new Float64Array(TERM_COUNT);
  new ProxyObjective(descriptors).evaluatePreset(hyperparameters, out);
  return namedTerms(out);
}
