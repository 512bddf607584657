import type { Hyperparameters } from './hyperparameters.ts';

/** What a model in the plugin answers at one moment, and how near the sound is to what it learned from. */
export interface LiveAnswer {
  readonly timeSec: number;
  readonly hyperparameters: Pick<
    Hyperparameters,
    'distancePenalty' | 'normRate' | 'minimaxStrength' | 'lowPenalty' | 'highPenalty'
  >;
  /** 0 … 1; 0 where there are too few frames for an answer. */
  readonly confidence: number;
}
