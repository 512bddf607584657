import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT, targetRow, TARGETS } from '../../domain/hyperparameters.ts';
import { clamp } from '../objective/clamp.ts';
import { ProxyObjective } from '../objective/proxy.ts';
import { minimise } from './lbfgs.ts';
import type { PenaltyLimits } from '../../domain/playable.ts';
import { relaxedScore, type AnswerBlend } from './scoreGradient.ts';
import type { WhitenedFeatures } from './whitenedFeatures.ts';

/** What the score says of answers to rows: a row is a stretch of sound as the score judges it. */
export interface ScoredTargets {
  readonly rows: number;
  /** rows × 12: the trainer's descriptors of the sound, which the score is computed from; row-major. */
  readonly scored: Float64Array;
  /** rows × 5: good answers, in the order of `TARGETS`: where the fit starts and what it stays near. */
  readonly targets: Float64Array;
  /** How much each row counts; their sum is 1. */
  readonly weights: Float64Array;
}

export interface ScoreFitOptions {
  readonly limits: PenaltyLimits;
  /** How much squared distance from the targets, in spans of their ranges, weighs against the score. */
  readonly targetPull: number;
  /** What an answer beyond its range costs, per squared span: it keeps a slope where the limits leave the score flat. */
  readonly overshootCost: number;
  readonly iterations: number;
  /** What of an answer plays, which is scored; absent for all of it. */
  readonly blend?: AnswerBlend;
}

/** One output of a fit: the weights of the features, and the constant. */
export interface FittedOutput {
  readonly weights: Float64Array;
  readonly constant: number;
}

const SPANS = Float64Array.from(TARGETS, ({ low, high }) => high - low);
/** The fit ends where an iteration gains less than this share of its cost. */
const TOLERANCE = 1e-7;
/** The step over which the curvature of the score is measured, in spans. */
const CURVATURE_STEP = 0.02;

/**
 * Fits answers that are linear in features to the score itself: from the ridge regression of the targets, the weights
 * follow the gradient of the weighted mean relaxed score. Deterministic.
 *
 * @returns the five outputs, in the order of `TARGETS`.
 */
export function fitScore(
  features: WhitenedFeatures,
  data: ScoredTargets,
  options: ScoreFitOptions,
): readonly FittedOutput[] {
  const { targetPull, iterations } = options;
  const { rows } = data;
  const { width } = features;
  const proxies = Array.from(
    { length: rows },
    (_, row) => new ProxyObjective(data.scored.subarray(row * DESCRIPTOR_COUNT, (row + 1) * DESCRIPTOR_COUNT)),
  );
  const curvature = scoreCurvature(proxies, data, options).map((value, k) => value + (2 * targetPull) / SPANS[k]! ** 2);

  // One block of unknowns for each output: the weights of its coordinates and its constant, scaled to like curvature.
  // In these coordinates the ridge penalty is ½(‖v‖² − Σ weight·(v·coordinates)²), and v = Σ weight·coordinates·target
  // is the ridge solution to start from.
  const block = width + 1;
  const unit = curvature.map((value) => 1 / Math.sqrt(value));
  const unknowns = ridgeSolution(features, data, unit);
  const cost = costOf(features, data, options, proxies, unit);
  minimise(cost, unknowns, iterations, TOLERANCE);

  return Array.from({ length: TARGET_COUNT }, (_, k) => {
    const own = unknowns.slice(k * block, (k + 1) * block).map((value) => value * unit[k]!);
    const { weights: ofFeatures, offset } = features.toFeatureWeights(own.subarray(0, width));
    return { weights: ofFeatures, constant: own[width]! + offset };
  });
}

/** The ridge solution of the targets, from which the fit starts: five blocks of unknowns. @param unit of the unknowns of each block. */
function ridgeSolution(
  { width, coordinates }: WhitenedFeatures,
  { rows, targets, weights }: ScoredTargets,
  unit: Float64Array,
): Float64Array {
  const block = width + 1;
  const unknowns = new Float64Array(TARGET_COUNT * block);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < TARGET_COUNT; k++) {
      const weighted = (weights[row]! * targets[row * TARGET_COUNT + k]!) / unit[k]!;
      for (let a = 0; a < width; a++) unknowns[k * block + a]! += weighted * coordinates[row * width + a]!;
      unknowns[k * block + width]! += weighted;
    }
  }
  return unknowns;
}

/** What unknowns cost; the derivatives by them are written to `gradient`. @param unit of the unknowns of each block. */
function costOf(
  { width, coordinates }: WhitenedFeatures,
  { rows, targets, weights }: ScoredTargets,
  options: ScoreFitOptions,
  proxies: readonly ProxyObjective[],
  unit: Float64Array,
): (x: Float64Array, gradient: Float64Array) => number {
  const block = width + 1;
  const answers = new Float64Array(TARGET_COUNT);
  const products = new Float64Array(TARGET_COUNT);
  const byAnswer = new Float64Array(TARGET_COUNT);
  return (x: Float64Array, gradient: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const free = i % block === width;
      gradient[i] = free ? 0 : x[i]!;
      sum += free ? 0 : 0.5 * x[i]! * x[i]!;
    }
    for (let row = 0; row < rows; row++) {
      const at = row * width;
      const weight = weights[row]!;
      for (let k = 0; k < TARGET_COUNT; k++) {
        let product = 0;
        for (let a = 0; a < width; a++) product += x[k * block + a]! * coordinates[at + a]!;
        products[k] = product;
        answers[k] = (product + x[k * block + width]!) * unit[k]!;
        sum -= 0.5 * weight * product * product;
      }
      const own = targetRow(targets, row);
      sum += weight * rowCost(proxies[row]!, options, own, answers, byAnswer);
      for (let k = 0; k < TARGET_COUNT; k++) {
        const byConstant = weight * byAnswer[k]! * unit[k]!;
        const byProduct = byConstant - weight * products[k]!;
        for (let a = 0; a < width; a++) gradient[k * block + a]! += byProduct * coordinates[at + a]!;
        gradient[k * block + width]! += byConstant;
      }
    }
    return sum;
  };
}

/** What five raw answers cost; their derivatives are written to `gradient`. */
function rowCost(
  proxy: ProxyObjective,
  { limits, targetPull, overshootCost, blend }: ScoreFitOptions,
  targets: Float64Array,
  raw: Float64Array,
  gradient: Float64Array,
): number {
  let sum = -relaxedScore(proxy, limits, raw, gradient, 0, blend);
  for (let k = 0; k < TARGET_COUNT; k++) {
    const { low, high } = TARGETS[k]!;
    const span = SPANS[k]!;
    const pull = (raw[k]! - targets[k]!) / span;
    const overshoot = (raw[k]! - clamp(raw[k]!, low, high)) / span;
    sum += targetPull * pull * pull + overshootCost * overshoot * overshoot;
    gradient[k] = (2 * targetPull * pull + 2 * overshootCost * overshoot) / span - gradient[k]!;
  }
  return sum;
}

/** The weighted mean over rows of how sharply −score curves in each answer around the targets; at least a little. */
function scoreCurvature(
  proxies: readonly ProxyObjective[],
  data: ScoredTargets,
  { limits, blend }: ScoreFitOptions,
): Float64Array {
  const curvature = new Float64Array(TARGET_COUNT).fill(0);
  const ahead = new Float64Array(TARGET_COUNT);
  const behind = new Float64Array(TARGET_COUNT);
  for (const [row, proxy] of proxies.entries()) {
    for (let k = 0; k < TARGET_COUNT; k++) {
      const raw = data.targets.slice(row * TARGET_COUNT, (row + 1) * TARGET_COUNT);
      const step = CURVATURE_STEP * SPANS[k]!;
      raw[k]! += step;
      relaxedScore(proxy, limits, raw, ahead, 0, blend);
      raw[k]! -= 2 * step;
      relaxedScore(proxy, limits, raw, behind, 0, blend);
      curvature[k]! += data.weights[row]! * Math.max(0, (behind[k]! - ahead[k]!) / (2 * step));
    }
  }
  return curvature.map((value, k) => Math.max(value, 1e-3 / SPANS[k]! ** 2));
}
