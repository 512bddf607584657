import { ClusterKernel } from '../kernel/clusterKernel.ts';
import type { ClusterPlan } from './clusterSettings.ts';
import { BIN_FEATURE_COUNT } from './features.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

const BASE_SHARES = [0.26, 0.13, 0.18, 0.1, 0.07, 0.1, 0.07, 0.04, 0.03, 0.02];
const MIN_WEIGHT = 0.001;
const RETURN_RATE = 0.05;
const ADAPTATION_RATE = 0.04;
const CANDIDATE_SHARE = 0.2;
const LOW_PENALTY_OFFSET = 0.02;
const MIN_CANDIDATE = 0.005;
const MAX_CANDIDATE = 2;

/** What the features' weights are drawn towards, of unit length [C1]. */
export const BASE_WEIGHTS = new Float32Array(BASE_SHARES);
normalise(BASE_WEIGHTS);

/** The weights of the ten features as the clustering adapts them. */
export class FeatureWeights {
  /** Of unit length, each at least 0.001 before it is scaled. */
  readonly values = new Float32Array(BIN_FEATURE_COUNT).fill(1 / Math.sqrt(BIN_FEATURE_COUNT));
  private readonly candidate = new Float32Array(BIN_FEATURE_COUNT);
  private readonly meanError = new Float64Array(BIN_FEATURE_COUNT);
  private readonly worstError = new Float64Array(BIN_FEATURE_COUNT);
  private readonly kernel = ClusterKernel.instance;

  /** Before every frame: a step towards the base weights [C1]. */
  relax(): void {
    moveTowards(this.values, BASE_WEIGHTS, RETURN_RATE);
  }

  /**
   * After a clustering of the frame whose features the kernel has taken: one step down the gradient [C5].
   *
   * @param labels the cluster of each bin. @param centres K × 10.
   */
  adapt(plan: ClusterPlan, labels: Int32Array, centres: Float32Array): void {
    this.measureErrors(plan.clusterCount, labels, centres);
    const { values, candidate } = this;
    const rate = plan.normRate * ADAPTATION_RATE;
    let squares = 0;
    for (let d = 0; d < BIN_FEATURE_COUNT; d++) squares += values[d]! * values[d]!;
    for (let d = 0; d < BIN_FEATURE_COUNT; d++) {
      const w = values[d]!;
      const gradient =
        2 * w * (this.meanError[d]! + plan.minimaxStrength * this.worstError[d]!) -
        plan.lowPenalty / (w + LOW_PENALTY_OFFSET) ** 2 +
        2 * plan.highPenalty * w +
        2 * plan.priorPenalty * (w - BASE_WEIGHTS[d]!) +
        4 * plan.normPenalty * (squares - 1) * w;
      candidate[d] = Math.min(Math.max(w - rate * gradient, MIN_CANDIDATE), MAX_CANDIDATE);
    }
    normalise(candidate);
    moveTowards(values, candidate, CANDIDATE_SHARE);
  }

  /** Mean squared error of each feature, over all bins and over those of the cluster with the largest error per bin. */
  private measureErrors(clusterCount: number, labels: Int32Array, centres: Float32Array): void {
    const { kernel } = this;
    const { sums, sizes } = kernel;
    kernel.labels.set(labels);
    kernel.centres.set(centres);
    kernel.sumErrors();
    this.meanError.fill(0);
    this.worstError.fill(0);
    let worst = -1;
    for (let c = 0; c < clusterCount; c++) {
      const size = sizes[c]!;
      if (size === 0) continue;
      const row = c * BIN_FEATURE_COUNT;
      let perBin = 0;
      for (let d = 0; d < BIN_FEATURE_COUNT; d++) {
        this.meanError[d]! += sums[row + d]! / PERCEPTUAL_BIN_COUNT;
        perBin += sums[row + d]! / size;
      }
      if (perBin <= worst) continue;
      worst = perBin;
      for (let d = 0; d < BIN_FEATURE_COUNT; d++) this.worstError[d] = sums[row + d]! / size;
    }
  }
}

function moveTowards(weights: Float32Array, target: Float32Array, share: number): void {
  for (let d = 0; d < BIN_FEATURE_COUNT; d++) weights[d]! += share * (target[d]! - weights[d]!);
  normalise(weights);
}

/** Each weight at least 0.001, then unit length. */
function normalise(weights: Float32Array): void {
  let squares = 0;
  for (let d = 0; d < BIN_FEATURE_COUNT; d++) {
    weights[d] = Math.max(weights[d]!, MIN_WEIGHT);
    squares += weights[d]! * weights[d]!;
  }
  const scale = 1 / Math.sqrt(squares);
  for (let d = 0; d < BIN_FEATURE_COUNT; d++) weights[d]! *= scale;
}
