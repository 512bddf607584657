import type { ScoreNetwork } from '../../domain/scoreNetwork.ts';
import { memberAnswer } from '../network/scoreNetwork.ts';
import { decodeModelOutput } from '../objective/decode.ts';
import { proxyTerms } from '../objective/proxy.ts';

/**
 * How much the members of an ensemble disagree about a sound, in units of the score: the mean over pairs of members of
 * the difference of their answers' scores. Ensembles of any size can be compared. 0 for a single member.
 */
export function ensembleSpread(network: ScoreNetwork, members: readonly number[], descriptors: Float64Array): number {
  const scores = members.map(
    (member) => proxyTerms(descriptors, decodeModelOutput(memberAnswer(network, member, descriptors))).score,
  );
  let sum = 0;
  let pairs = 0;
  for (const [i, score] of scores.entries()) {
    for (const other of scores.slice(i + 1)) {
      sum += Math.abs(score - other);
      pairs++;
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}
