import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import { isPlayable, playable } from '../../domain/playable.ts';
import { bestTrial, type Trial } from '../../domain/trials.ts';
import { proxyTerms } from '../objective/proxy.ts';

/** Values that may be wanted of the plugin, with their proxy score on the unperturbed descriptors. */
export interface PlayableAnswer {
  readonly hyperparameters: Hyperparameters;
  readonly score: number;
}

/** An answer brought into the plugin's ranges [B4] and scored as it is then. @param descriptors twelve values in order. */
export function playableAnswer(descriptors: Float64Array, answer: Hyperparameters): PlayableAnswer {
  const hyperparameters = playable(answer);
  return { hyperparameters, score: proxyTerms(descriptors, hyperparameters).score };
}

/** The best trial that the plugin can play, else the best of all brought into its ranges; null for no trials. @param descriptors likewise. */
export function bestPlayable(descriptors: Float64Array, trials: readonly Trial[]): PlayableAnswer | null {
  const best = bestTrial(trials.filter((trial) => isPlayable(trial.hyperparameters))) ?? bestTrial(trials);
  return best && playableAnswer(descriptors, best.hyperparameters);
}
