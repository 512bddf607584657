import type { Hyperparameters } from '../../domain/hyperparameters.ts';

/**
 * What the plugin's controls stand at before anybody touches them. Its norm rate lies above the range that is searched (H);
 * base penalty and skew are those that give its two penalties.
 */
export const DEFAULT_HYPERPARAMETERS: Hyperparameters = {
  distancePenalty: 1,
  normRate: 0.35,
  basePenaltyLog: -1.2501069119456423,
  penaltySkew: 0.4867073786304148,
  minimaxStrength: 0.4,
  lowPenalty: 0.45,
  highPenalty: 0.08,
};
