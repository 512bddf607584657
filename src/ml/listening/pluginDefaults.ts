import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import { deriveHyperparameters, minimaxLogit } from '../objective/decode.ts';
import { UNPREDICTED } from '../plugin/pluginModel.ts';

/** The high penalty is 0.35·e^base·e^{−0.5·tanh(skew)} where the low one is e^base·e^{tanh(skew)} (H). */
const HIGH_PENALTY_FACTOR = 0.35;

/** What the plugin clusters with while no model answers, with the base and skew that its two penalties stand for. */
export function pluginDefaults(): Hyperparameters {
  const { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty } = UNPREDICTED;
  const bend = Math.log((HIGH_PENALTY_FACTOR * lowPenalty) / highPenalty) / 1.5;
  const values = [
    distancePenalty,
    normRate,
    Math.log(lowPenalty) - bend,
    Math.atanh(bend),
    minimaxLogit(minimaxStrength),
  ];
  return deriveHyperparameters(values);
}
