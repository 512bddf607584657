import type { Trial } from '../../src/domain/trials.ts';

export function trialOf(trialIndex: number, score: number, distancePenalty: number): Trial {
  return {
    trialIndex,
    minimaxLogit: 0,
    hyperparameters: {
      distancePenalty,
      normRate: 0.1,
      basePenaltyLog: 0,
      penaltySkew: 0,
      minimaxStrength: 0.5,
      lowPenalty: 1,
      highPenalty: 1,
    },
    terms: { score, sep: 1, intra: 0, jitter: 0, loudErr: 0, maskFlicker: 0, lowPenLoss: 0, highPenLoss: 0 },
  };
}
