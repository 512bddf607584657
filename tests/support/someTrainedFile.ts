import { descriptorsFromVector } from '../../src/domain/descriptors.ts';
import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';

/** Of half a minute of nothing. */
export const SILENCE = descriptorsFromVector([Math.log(1e-8), 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
/** Descriptors with the least and the greatest that text must hold, and one that no short text holds. */
export const SOME_DESCRIPTORS = descriptorsFromVector([-8.1, 0, 1e-7, 0.1, 2, 3, 0.25, 0.5, 0, 4, 1e21, 0.1 + 0.2]);

export const SOME_HYPERPARAMETERS: Hyperparameters = {
  distancePenalty: 0.8,
  normRate: 0.05,
  basePenaltyLog: 1.4,
  penaltySkew: -0.6,
  minimaxStrength: 0.02,
  lowPenalty: 2.4,
  highPenalty: 1.9,
};
