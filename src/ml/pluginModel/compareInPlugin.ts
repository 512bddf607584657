import type { PenaltyLimits } from '../../domain/playable.ts';
import type { PluginWindows } from '../../domain/training.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import type { PluginComparison } from '../../domain/pluginReport.ts';
import { groupedFolds } from '../quality/groupedFolds.ts';
import { descriptorRow } from '../quality/regret.ts';
import { heldOutConstants } from './heldOutConstants.ts';
import { pluginAnswer } from './pluginAnswer.ts';
import { optimumTargets, pluginReport, windowOptima } from './pluginReport.ts';

const FOLDS = 5;

/**
 * How polynomials from anywhere behave inside the plugin on windows of sound [P9], beside the best single constant of the
 * windows' other recordings.
 *
 * @param polynomials what the plugin would be given; they may have learned from the windows.
 * @param limits of the penalties of the best that a window can reach.
 * @throws RangeError for windows of fewer than two groups.
 */
export function compareInPlugin(
  windows: PluginWindows,
  polynomials: readonly RidgeParameters[],
  seed: number,
  limits?: PenaltyLimits,
): PluginComparison {
  const { inputs, scored, groups } = windows;
  const optima = windowOptima(scored, groups.length, limits);
  const constants = heldOutConstants(scored, optimumTargets(optima), groupedFolds(groups, FOLDS, seed));
  return {
    reports: polynomials.map((parameters) => {
      const answers = groups.map((_, row) => pluginAnswer(parameters, descriptorRow(inputs, row)));
      const presets = answers.map(({ hyperparameters }) => hyperparameters);
      const confidences = Float64Array.from(answers, ({ confidence }) => confidence);
      return pluginReport(scored, optima, presets, groups, confidences);
    }),
    constant: pluginReport(scored, optima, constants, groups, null),
  };
}
