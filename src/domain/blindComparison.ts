import type { Hyperparameters } from './hyperparameters.ts';
import type { Excerpt } from './listening.ts';

/** One of the settings that were compared, as it was heard (E2). */
export interface BlindComparisonOption {
  readonly hyperparameters: Hyperparameters;
  /** Where it came from: a candidate's id, or `proposed`. */
  readonly origin: string;
  /** What it was multiplied by, so that all options were equally loud. */
  readonly gainDb: number;
  /** As rendered, before that; null for silence. */
  readonly loudnessLkfs: number | null;
  /** Mean change of a mask from one frame to the next: small for steady masks. */
  readonly maskChange: number;
  /** Mean of the largest mask of each bin: great for clear-cut masks. */
  readonly maskContrast: number;
}

/**
 * What was expected of a file's settings before anything was heard (E3): what its own trials measured, what the trials of a
 * collection predict of it, or the proxy score.
 */
export const PRIOR_KINDS = ['measured', 'pooled', 'proxy'] as const;
export type PriorKind = (typeof PRIOR_KINDS)[number];

/** Which is better of two, or which is worst of four. */
export type BlindComparisonQuestion = 'better' | 'worst';

/** One answer of a listener, as it was given; never changed afterwards (E2). */
export interface BlindComparisonAnswer {
  readonly answerId: string;
  /** The answers that were given in one go share it. */
  readonly sessionId: string;
  readonly audioId: string;
  readonly path: string;
  readonly excerpt: Excerpt;
  /** The cluster that was heard alone, from 0; null for all of them. */
  readonly soloCluster: number | null;
  readonly clusterCount: number;
  readonly question: BlindComparisonQuestion;
  /** In the order in which they were laid out, left to right. */
  readonly options: readonly BlindComparisonOption[];
  /** Index of the option that was picked; null where no difference was heard. */
  readonly picked: number | null;
  /** The earlier answer whose question this one repeats; null for a new question. */
  readonly repeats: string | null;
  readonly takenMs: number;
  readonly answeredAt: Date;
}

/** That the first setting was preferred to the second, or (½) that neither was. */
export interface Preference {
  readonly audioId: string;
  readonly first: Hyperparameters;
  readonly second: Hyperparameters;
  /** 1 or ½. */
  readonly share: number;
}

/** What one answer says of pairs: the better over the other, every other over the worst. */
export function preferencesOf({ audioId, question, options, picked }: BlindComparisonAnswer): readonly Preference[] {
  const chosen = picked === null ? undefined : options[picked];
  if (chosen === undefined) {
    const [first, ...others] = options.map(({ hyperparameters }) => hyperparameters);
    return first === undefined ? [] : others.map((second) => ({ audioId, first, second, share: 0.5 }));
  }
  return options
    .filter((_, index) => index !== picked)
    .map(({ hyperparameters }) =>
      question === 'better'
        ? { audioId, first: chosen.hyperparameters, second: hyperparameters, share: 1 }
        : { audioId, first: hyperparameters, second: chosen.hyperparameters, share: 1 },
    );
}

/** How often a repeated question was answered alike. */
export interface Consistency {
  readonly repeated: number;
  readonly alike: number;
}

/**
 * Compares every repeated question with its first answer, wherever the options were laid out. "No difference" is alike
 * only to itself.
 */
export function consistencyOf(answers: readonly BlindComparisonAnswer[]): Consistency {
  const byId = new Map(answers.map((answer) => [answer.answerId, answer]));
  let repeated = 0;
  let alike = 0;
  for (const answer of answers) {
    const first = answer.repeats === null ? undefined : byId.get(answer.repeats);
    if (first === undefined) continue;
    repeated += 1;
    if (pickedSetting(answer) === pickedSetting(first)) alike += 1;
  }
  return { repeated, alike };
}

function pickedSetting({ options, picked }: BlindComparisonAnswer): string | null {
  return picked === null ? null : JSON.stringify(options[picked]?.hyperparameters);
}
