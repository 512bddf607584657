import type { Hyperparameters } from './hyperparameters.ts';

/** A set of hyperparameters that may be heard on a sound. */
export interface ListeningCandidate {
  /** Distinct among the candidates of one sound. */
  readonly id: string;
  /** What a person reads: `Plugin defaults`, `Predicted`, … */
  readonly label: string;
  readonly hyperparameters: Hyperparameters;
}

/** A stretch of a sound in seconds from its start, `endSec` behind `startSec`. */
export interface Excerpt {
  readonly startSec: number;
  readonly endSec: number;
}
