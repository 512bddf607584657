import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import { TRIAL_BUDGET_LIMITS, type Trial, type TrialBudget } from '../../domain/trials.ts';
import { deriveHyperparameters, minimaxLogit } from '../objective/decode.ts';
import { NoisyObjective } from './noisyObjective.ts';
import { checkRanges, GLOBAL_RANGES, type SearchRange } from './searchRange.ts';
import { TpeSampler } from './tpeSampler.ts';

export interface StudyOptions {
  /** Twelve finite values in the order of `DESCRIPTORS`. */
  readonly descriptors: Float64Array;
  readonly budget: TrialBudget;
  /** Where each of the five values is searched; the ranges of `TARGETS` unless given. */
  readonly ranges?: readonly SearchRange[];
  /** The first trials of the same search, from trial 0 on, which then goes on behind them [T7]. */
  readonly finished?: readonly Trial[];
}

/**
 * One search over one file [T1–T4, T7]: an ask/tell loop that runs a trial at a time and can stop after any. A study
 * that resumes from finished trials continues as if it had never stopped, to a larger total too, as long as the other
 * numbers of the budget are the same.
 */
export class Study {
  private readonly budget: TrialBudget;
  private readonly sampler: TpeSampler;
  private readonly objective: NoisyObjective;
  private readonly values = new Float64Array(TARGET_COUNT);
  private count = 0;

  /** Throws a RangeError on descriptors, a budget, ranges or finished trials that are not as described. */
  constructor({ descriptors, budget, ranges = GLOBAL_RANGES, finished = [] }: StudyOptions) {
    checkBudget(budget);
    checkRanges(ranges);
    if (!descriptors.every(Number.isFinite)) throw new RangeError('a search needs descriptors that are finite');
    const { startupTrials, totalTrials, repeatsPerTrial, seed } = budget;
    this.budget = budget;
    this.sampler = new TpeSampler(ranges, startupTrials, Math.max(totalTrials, finished.length), seed);
    this.objective = new NoisyObjective(descriptors, repeatsPerTrial, seed);
    for (const trial of finished) this.replay(trial);
    this.sampler.skip(finished.length);
  }

  /** How many trials are finished, those it resumed from among them. */
  get trialCount(): number {
    return this.count;
  }

  /** Runs the next trial. Past the budget's total it is a RangeError. */
  next(): Trial {
    if (this.count >= this.budget.totalTrials) {
      throw new RangeError(`all ${this.budget.totalTrials} trials of this search are finished`);
    }
    const { values } = this;
    const trialIndex = this.count++;
    this.sampler.ask(values);
    const hyperparameters = deriveHyperparameters(values);
    const terms = this.objective.evaluate(trialIndex, hyperparameters);
    this.sampler.tell(values, terms.score);
    return { trialIndex, hyperparameters, minimaxLogit: values[4]!, terms };
  }

  private replay(trial: Trial): void {
    if (trial.trialIndex !== this.count) {
      throw new RangeError(`finished trial ${trial.trialIndex} stands where trial ${this.count} belongs`);
    }
    const { distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxStrength } = trial.hyperparameters;
    const logit = trial.minimaxLogit ?? minimaxLogit(minimaxStrength);
    this.values.set([distancePenalty, normRate, basePenaltyLog, penaltySkew, logit]);
    this.sampler.tell(this.values, trial.terms.score);
    this.count++;
  }
}

function checkBudget(budget: TrialBudget): void {
  for (const key of ['startupTrials', 'totalTrials', 'repeatsPerTrial', 'seed'] as const) {
    const { min, max } = TRIAL_BUDGET_LIMITS[key];
    const value = budget[key];
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new RangeError(`${key} is an integer from ${min} to ${max}, not ${value}`);
    }
  }
}
