import { ParzenEstimator } from './parzenEstimator.ts';
import type { SearchRange } from './searchRange.ts';

const EQUAL_WEIGHTS = 25;
const PRIOR_WEIGHT = 1;

/** Trials that a sampler treats alike, in trial order, and the Parzen estimator of each value over them [T3]. */
export class TrialGroup {
  readonly estimators: readonly ParzenEstimator[];
  /** One weight for each trial in trial order, then the prior's. Valid after `update`. */
  readonly weights: Float64Array;
  private readonly trials: Int32Array;
  private readonly rank: Int32Array;
  private count = 0;
  private dirty = true;

  /**
   * @param capacity the most trials that the group may hold at a time
   * @param totalTrials above every trial's index
   */
  constructor(ranges: readonly SearchRange[], capacity: number, totalTrials: number) {
    this.estimators = ranges.map((range) => new ParzenEstimator(range, capacity));
    this.weights = new Float64Array(capacity + 1);
    this.trials = new Int32Array(capacity);
    this.rank = new Int32Array(totalTrials);
  }

  get size(): number {
    return this.count;
  }

  /** The trial of a rank in trial order. */
  trialAt(rank: number): number {
    return this.trials[rank]!;
  }

  /** @param values of all trials, five each */
  insert(trial: number, values: Float64Array): void {
    const { trials, estimators } = this;
    let at = this.count;
    while (at > 0 && trials[at - 1]! > trial) at--;
    trials.copyWithin(at + 1, at, this.count);
    trials[at] = trial;
    this.count++;
    for (let d = 0; d < estimators.length; d++) estimators[d]!.insert(trial, values[trial * estimators.length + d]!);
    this.dirty = true;
  }

  /** @param values of all trials, five each */
  remove(trial: number, values: Float64Array): void {
    const { trials, estimators } = this;
    const at = trials.indexOf(trial);
    trials.copyWithin(at, at + 1, this.count);
    this.count--;
    for (let d = 0; d < estimators.length; d++) estimators[d]!.remove(trial, values[trial * estimators.length + d]!);
    this.dirty = true;
  }

  /** Brings weights and estimators up to date with the trials. */
  update(): void {
    if (!this.dirty) return;
    const { trials, rank, weights, count } = this;
    const ramp = Math.max(0, count - EQUAL_WEIGHTS);
    const first = 1 / count;
    const step = ramp > 1 ? (1 - first) / (ramp - 1) : 0;
    let total = PRIOR_WEIGHT;
    for (let i = 0; i < count; i++) {
      rank[trials[i]!] = i;
      const weight = i < ramp ? first + i * step : 1;
      weights[i] = weight;
      total += weight;
    }
    weights[count] = PRIOR_WEIGHT;
    for (const estimator of this.estimators) estimator.update(rank, weights, total);
    this.dirty = false;
  }
}
