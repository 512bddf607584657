import { TARGET_COUNT, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { deriveHyperparameters, minimaxLogit } from '../objective/decode.ts';
import { GLOBAL_RANGES } from '../optimisation/searchRange.ts';
import { TpeSampler } from '../optimisation/tpeSampler.ts';

/** A setting to try: five values drawn, and what derives from them. */
export interface Proposal {
  readonly hyperparameters: Hyperparameters;
  readonly minimaxLogit: number;
}

/** What is known of a setting that was tried before. */
export interface Tried {
  readonly hyperparameters: Hyperparameters;
  readonly minimaxLogit: number | null;
  readonly score: number;
}

export interface MeasuredBudget {
  readonly startupTrials: number;
  readonly totalTrials: number;
  readonly seed: number;
}

/**
 * Proposes settings for a measured search by the sampler of the proxy trials [T3], one or several at a time. A search
 * that resumes from what was tried goes on as if it had never stopped, given the same sizes of its rounds.
 */
export class MeasuredSearch {
  private readonly sampler: TpeSampler;
  private readonly values = new Float64Array(TARGET_COUNT);
  private readonly budget: MeasuredBudget;
  private told = 0;

  /** @param tried the first settings of this search, in order. */
  constructor(budget: MeasuredBudget, tried: readonly Tried[] = []) {
    this.budget = budget;
    const capacity = Math.max(budget.totalTrials, tried.length);
    this.sampler = new TpeSampler(GLOBAL_RANGES, budget.startupTrials, capacity, budget.seed);
    for (const trial of tried) this.tell(trial);
    this.sampler.skip(tried.length);
  }

  /** Settings that were told. */
  get count(): number {
    return this.told;
  }

  /** Up to `size` settings for the next round, which ends with the start-up; none when the budget is spent. */
  propose(size: number): readonly Proposal[] {
    const { startupTrials, totalTrials } = this.budget;
    const end = this.told < startupTrials ? Math.min(startupTrials, totalTrials) : totalTrials;
    return Array.from({ length: Math.min(size, end - this.told) }, () => {
      this.sampler.ask(this.values);
      return { hyperparameters: deriveHyperparameters(this.values), minimaxLogit: this.values[4]! };
    });
  }

  /** Reports the next setting, in the order of the proposals. */
  tell({ hyperparameters, minimaxLogit: logit, score }: Tried): void {
    const { distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxStrength } = hyperparameters;
    const drawn = logit ?? minimaxLogit(minimaxStrength);
    this.sampler.tell(Float64Array.of(distancePenalty, normRate, basePenaltyLog, penaltySkew, drawn), score);
    this.told++;
  }
}
