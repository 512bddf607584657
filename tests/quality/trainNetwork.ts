import type { ScoreNetworkTraining } from '../../src/domain/training.ts';
import { DEFAULT_SCORE_NETWORK_OPTIONS, trainScoreNetwork } from '../../src/ml/network/trainScoreNetwork.ts';

export async function trainNetwork(train: Float64Array, groups: readonly string[]): Promise<ScoreNetworkTraining> {
  const training = await trainScoreNetwork(train, groups, DEFAULT_SCORE_NETWORK_OPTIONS, () => true);
  if (training === null) throw new Error('nobody stopped it');
  return training;
}
