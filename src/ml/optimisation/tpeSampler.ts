import { cumulate, RandomState } from '../random/randomState.ts';
import type { SearchRange } from './searchRange.ts';
import { TrialGroup } from './trialGroup.ts';

const CANDIDATES = 24;
const BEST_SHARE = 0.1;
const MAX_BEST = 25;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011) as Optuna's `TPESampler` runs it by default, maximising
 * [T3]: `ask` draws the next trial's values, `tell` reports its score. Scores are told in trial order.
 */
export class TpeSampler {
  private readonly ranges: readonly SearchRange[];
  private readonly startupTrials: number;
  private readonly startupStream: RandomState;
  private readonly stream: RandomState;
  private readonly values: Float64Array;
  private readonly scores: Float64Array;
  private count = 0;

  /** The best trials, best first; `below` holds the same ones and `above` the others. */
  private readonly best: number[] = [];
  private readonly below: TrialGroup;
  private readonly above: TrialGroup;

  private readonly cumulative = new Float64Array(MAX_BEST + 1);
  private readonly kernels = new Int32Array(CANDIDATES);

  constructor(ranges: readonly SearchRange[], startupTrials: number, totalTrials: number, seed: number) {
    this.ranges = ranges;
    this.startupTrials = startupTrials;
    this.startupStream = new RandomState(seed);
    this.stream = new RandomState(seed);
    this.values = new Float64Array(totalTrials * ranges.length);
    this.scores = new Float64Array(totalTrials);
    this.below = new TrialGroup(ranges, Math.min(MAX_BEST, totalTrials), totalTrials);
    this.above = new TrialGroup(ranges, totalTrials, totalTrials);
  }

  /** Draws the values of the next trial into `out`, one for each range. */
  ask(out: Float64Array): void {
    const { ranges } = this;
    if (this.count < this.startupTrials) {
      for (let d = 0; d < ranges.length; d++) {
        const { low, high } = ranges[d]!;
        out[d] = Math.min(this.startupStream.uniform(low, high), previousDouble(high));
      }
      return;
    }
    this.below.update();
    this.above.update();
    const kernelCount = this.below.size + 1;
    cumulate(this.below.weights, kernelCount, this.cumulative);
    for (let d = 0; d < ranges.length; d++) out[d] = this.drawValue(d, kernelCount);
  }

  /** Reports the values and the score of the next trial. */
  tell(values: Float64Array, score: number): void {
    const { best, below, above } = this;
    const trial = this.count++;
    this.values.set(values, trial * this.ranges.length);
    this.scores[trial] = score;
    const bestCount = Math.min(Math.ceil(BEST_SHARE * this.count), MAX_BEST);
    if (best.length < bestCount) {
      above.insert(trial, this.values);
      const promoted = this.bestAbove();
      above.remove(promoted, this.values);
      this.promote(promoted);
      return;
    }
    const worst = best[best.length - 1]!;
    if (score > this.scores[worst]!) {
      best.pop();
      below.remove(worst, this.values);
      above.insert(worst, this.values);
      this.promote(trial);
    } else {
      above.insert(trial, this.values);
    }
  }

  /** Advances both streams as if so many trials had been asked for [T7]. */
  skip(trials: number): void {
    const startup = Math.min(trials, this.startupTrials);
    this.startupStream.skipDoubles(startup * this.ranges.length);
    this.stream.skipDoubles((trials - startup) * this.ranges.length * 2 * CANDIDATES);
  }

  private drawValue(d: number, kernelCount: number): number {
    const { kernels, stream } = this;
    const below = this.below.estimators[d]!;
    const above = this.above.estimators[d]!;
    stream.choice(this.cumulative, kernelCount, kernels);
    let chosen = 0;
    let chosenRatio = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < CANDIDATES; k++) {
      const x = below.quantile(kernels[k]!, stream.double());
      const ratio = below.density(x) / above.density(x);
      if (ratio > chosenRatio) {
        chosen = x;
        chosenRatio = ratio;
      }
    }
    return chosen;
  }

  private bestAbove(): number {
    const { above, scores } = this;
    let found = above.trialAt(0);
    for (let i = 1; i < above.size; i++) {
      const trial = above.trialAt(i);
      if (scores[trial]! > scores[found]!) found = trial;
    }
    return found;
  }

  private promote(trial: number): void {
    const { best, scores } = this;
    let at = best.length;
    while (at > 0 && scores[best[at - 1]!]! < scores[trial]!) at--;
    best.splice(at, 0, trial);
    this.below.insert(trial, this.values);
  }
}

/** The largest double below x. */
function previousDouble(x: number): number {
  const float = new Float64Array([x === 0 ? -Number.MIN_VALUE : x]);
  if (x === 0) return float[0]!;
  const bits = new BigInt64Array(float.buffer);
  bits[0]! += x > 0 ? -1n : 1n;
  return float[0]!;
}
