import type { Hyperparameters } from './hyperparameters.ts';

/** What the plugin has at one moment: the model's answer and its confidence. */
export interface LiveAnswer {
  readonly timeSec: number;
  readonly hyperparameters: Pick<
    Hyperparameters,
    'distancePenalty' | 'normRate' | 'minimaxStrength' | 'lowPenalty' | 'highPenalty'
  >;
  /** 0 … 1; 0 where there are too few frames for an answer. */
  readonly confidence: number;
}
