import type { ScoreNetworkTraining } from '../../domain/training.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import { NO_PENALTY_LIMITS, playable, type PenaltyLimits } from '../../domain/playable.ts';
import { fitScaler } from '../model/standardisation.ts';
import { decodeModelOutput } from '../objective/decode.ts';
import { globalBest } from '../objective/globalSearch.ts';
import { proxyTerms } from '../objective/proxy.ts';
import { limitDescriptors } from '../network/descriptorLimits.ts';
import { memberAnswer } from '../network/scoreNetwork.ts';
import { descriptorRow } from '../quality/regret.ts';
import type { HeldOutAnswer } from './calibration.ts';
import { novelty, rememberRows } from './novelty.ts';
import { ensembleSpread } from './spread.ts';

/** How far from the mean each held-out row is also tried, as multiples: a data set has too few unusual sounds of its own. */
const STRETCHES = [1, 1.5, 2, 3];

/**
 * What a network answers to sounds that it has not learned from, to calibrate its confidence by: every row of the data
 * set, and the same row moved away from the mean, answered by the two members that did not learn from it.
 *
 * @param inputs the rows that the network was trained on: rows × 12, row-major.
 * @param limits of the penalties, where the answers are played and the best is sought.
 */
export function heldOutAnswers(
  inputs: Float64Array,
  { network, heldOutBy }: ScoreNetworkTraining,
  limits: PenaltyLimits = NO_PENALTY_LIMITS,
): HeldOutAnswer[] {
  const count = network.members.length;
  const all = Uint32Array.from(heldOutBy.keys());
  const { mean } = fitScaler(inputs, all);
  return network.members.flatMap((_, fold) => {
    const members = [fold, (fold + count - 1) % count];
    const seen = rememberRows(
      inputs,
      all.filter((row) => heldOutBy[row] !== fold),
    );
    return Array.from(all.filter((row) => heldOutBy[row] === fold)).flatMap((row) =>
      STRETCHES.map((stretch): HeldOutAnswer => {
        const descriptors = stretched(descriptorRow(inputs, row), mean, stretch);
        const answer = new Float64Array(TARGET_COUNT);
        for (const member of members) {
          memberAnswer(network, member, descriptors).forEach((value, k) => {
            answer[k]! += value / members.length;
          });
        }
        const { score } = proxyTerms(descriptors, playable(decodeModelOutput(answer), limits));
        return {
          novelty: novelty(seen, descriptors),
          spread: ensembleSpread(network, members, descriptors),
          regret: globalBest(descriptors, limits).score - score,
        };
      }),
    );
  });
}

function stretched(row: Float64Array, mean: Float64Array, stretch: number): Float64Array {
  const moved = row.map((value, i) => mean[i]! + stretch * (value - mean[i]!));
  limitDescriptors(moved);
  return moved;
}
