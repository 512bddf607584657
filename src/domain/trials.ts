import type { Hyperparameters } from './hyperparameters.ts';

/** The score of the proxy objective and its seven terms (rule O1), in the order of the table `bo_trials`. */
export const OBJECTIVE_TERMS = [
  { key: 'score', column: 'score' },
  { key: 'sep', column: 'sep' },
  { key: 'intra', column: 'intra' },
  { key: 'jitter', column: 'jitter' },
  { key: 'loudErr', column: 'loud_err' },
  { key: 'maskFlicker', column: 'mask_flicker' },
  { key: 'lowPenLoss', column: 'low_pen_loss' },
  { key: 'highPenLoss', column: 'high_pen_loss' },
] as const;

export type ObjectiveTermKey = (typeof OBJECTIVE_TERMS)[number]['key'];
export type ObjectiveTerms = Readonly<Record<ObjectiveTermKey, number>>;

/** How much a search may spend, and its seed (rules T). */
export interface TrialBudget {
  /** Trials drawn at random before the sampler learns, 1–200. */
  readonly startupTrials: number;
  /** All trials, 1–5,000. */
  readonly totalTrials: number;
  /** Perturbed evaluations that are averaged into one trial, 1–8. */
  readonly repeatsPerTrial: number;
  /** 0–2,000,000,000. */
  readonly seed: number;
}

export const DEFAULT_TRIAL_BUDGET: TrialBudget = {
  startupTrials: 12,
  totalTrials: 40,
  repeatsPerTrial: 3,
  seed: 1337,
};

/** The budget of a run that direct search made (Q): one trial, neither drawn at random nor perturbed. */
export const DIRECT_SEARCH_BUDGET: TrialBudget = { startupTrials: 1, totalTrials: 1, repeatsPerTrial: 1, seed: 0 };

/** Whether a run's budget says that direct search made it. */
export function isDirectSearch({ startupTrials, totalTrials, repeatsPerTrial, seed }: TrialBudget): boolean {
  const own = DIRECT_SEARCH_BUDGET;
  return (
    startupTrials === own.startupTrials &&
    totalTrials === own.totalTrials &&
    repeatsPerTrial === own.repeatsPerTrial &&
    seed === own.seed
  );
}

export const TRIAL_BUDGET_LIMITS = {
  startupTrials: { min: 1, max: 200 },
  totalTrials: { min: 1, max: 5000 },
  repeatsPerTrial: { min: 1, max: 8 },
  seed: { min: 0, max: 2_000_000_000 },
} as const satisfies Record<keyof TrialBudget, { min: number; max: number }>;

/** One finished trial (T1): what was drawn and the means of the score and of each term over the repeats. */
export interface Trial {
  readonly trialIndex: number;
  readonly hyperparameters: Hyperparameters;
  /** As drawn; `minimaxStrength` does not invert exactly (T7). Absent in trials that another program wrote. */
  readonly minimaxLogit: number | null;
  readonly terms: ObjectiveTerms;
}

/** One search over one file: identifiable, resumable and never overwritten (S3). */
export interface TrialRun {
  readonly runId: string;
  readonly audioId: string;
  readonly budget: TrialBudget;
  readonly state: 'running' | 'stopped' | 'finished';
  /** Whether `bo_trials` and `best_params` hold this run. */
  readonly chosen: boolean;
  readonly trialCount: number;
  readonly bestScore: number | null;
  readonly createdAt: Date;
}

/** The trial with the highest score, the earliest on a tie (T5); null for none. */
export function bestTrial<T extends { readonly terms: { readonly score: number } }>(trials: readonly T[]): T | null {
  let best = trials[0] ?? null;
  let highest = best?.terms.score ?? Number.NaN;
  for (const trial of trials) {
    const { score } = trial.terms;
    if (score > highest) [best, highest] = [trial, score];
  }
  return best;
}
