import type { Hyperparameters } from '../../domain/hyperparameters.ts';

/**
 * What separated 52 pieces of music of three games best by the measured score, of 49 settings (docs/hearing.md says how, and what
 * it is worth on other music): found by `npm run hearing -- --general`.
 */
export const GENERAL_PRESET: Hyperparameters = {
  distancePenalty: 2.4700003874202556,
  normRate: 0.0022059507333201936,
  basePenaltyLog: -3.008605801290747,
  penaltySkew: 1.8999396112241866,
  minimaxStrength: 0.3086505352458046,
  lowPenalty: 0.1284297119083466,
  highPenalty: 0.010710356914102026,
};
