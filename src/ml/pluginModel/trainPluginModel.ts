import type { DegreePenalties, PluginWindows, PluginModelTraining } from '../../domain/training.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { Progress } from '../../domain/job.ts';
import { NO_PENALTY_LIMITS, type PenaltyLimits } from '../../domain/playable.ts';
import { groupedFolds } from '../quality/groupedFolds.ts';
import type { RegretSummary } from '../../domain/regret.ts';
import { descriptorRow, summariseRegret } from '../quality/regret.ts';
import { averagedPolynomial, type AveragedPolynomialOptions } from './averagedPolynomial.ts';
import { heldOutConstants } from './heldOutConstants.ts';
import { pluginAnswer } from './pluginAnswer.ts';
import { playedRegrets } from './playedRegret.ts';
import { answerPlaying } from './playedAnswers.ts';
import { STEADY_BLEND, withSteadyBlend } from './steadyBlend.ts';
import { optimumTargets, pluginRegrets, pluginReport, windowOptima } from './pluginReport.ts';

export interface PluginModelOptions extends AveragedPolynomialOptions {
  readonly kFolds: number;
  /** The penalties to choose from by the held-out regret of what plays. */
  readonly candidates: readonly DegreePenalties[];
  /** Of the penalties of the best that a window can reach. */
  readonly limits: PenaltyLimits;
}

export const DEFAULT_PLUGIN_MODEL_OPTIONS: PluginModelOptions = {
  seed: 1337,
  kFolds: 5,
  draws: 20,
  iterations: 12,
  candidates: [
    [100, Infinity, Infinity],
    [10, Infinity, Infinity],
    [1, Infinity, Infinity],
    [1e-1, Infinity, Infinity],
    [3e-1, 10, Infinity],
    [3e-2, 1, Infinity],
    [1e-2, 3e-1, 3],
    [3e-3, 1e-1, 1],
  ],
  limits: NO_PENALTY_LIMITS,
  blend: STEADY_BLEND,
};

/** Held-out answers to every window under one choice of penalties. */
interface Candidate {
  readonly penalties: DegreePenalties;
  readonly answers: readonly Hyperparameters[];
  /** The confidence of each answer. */
  readonly sure: Float64Array;
  readonly regret: RegretSummary;
  /** Of what plays, window by window, and over all. */
  readonly playedRegrets: Float64Array;
  readonly played: RegretSummary;
}

/**
 * Trains the model that runs inside the plugin: a polynomial of the plugin's own descriptors that follows the score of
 * what plays of the limited answer [P9, B2] on the trainer's descriptors of the same window ({@link averagedPolynomial}),
 * blended in steadily ({@link withSteadyBlend}). The penalties of the three degrees are chosen by the held-out regret of
 * what plays over grouped folds.
 *
 * @param targets windows × 5 good answers, in the order of `TARGETS`: those of a score-trained network on `scored`; null
 *   for the optimum of each window.
 * @param onProgress called after every fold; false ends the training.
 * @returns null when it was ended.
 * @throws RangeError for windows of fewer than two groups.
 */
export async function trainPluginModel(
  windows: PluginWindows,
  targets: Float64Array | null,
  options: PluginModelOptions,
  onProgress: (progress: Progress) => boolean | Promise<boolean>,
): Promise<PluginModelTraining | null> {
  const { scored, groups } = windows;
  const folds = groupedFolds(groups, options.kFolds, options.seed);
  const optima = windowOptima(scored, groups.length, options.limits);
  const bestScores = Float64Array.from(optima, ({ score }) => score);
  const trainingTargets = targets ?? optimumTargets(optima);
  const fit = (rows: Uint32Array, penalties: DegreePenalties) =>
    withSteadyBlend(averagedPolynomial(windows, trainingTargets, rows, penalties, options));
  const total = options.candidates.length * folds.length + 1;
  let done = 0;

  const tried: Candidate[] = [];
  for (const penalties of options.candidates) {
    const answers: Hyperparameters[] = [];
    const sure = new Float64Array(groups.length);
    for (const { train, test } of folds) {
      const parameters = fit(train, penalties);
      for (const row of test) {
        const answer = pluginAnswer(parameters, descriptorRow(windows.inputs, row));
        answers[row] = answer.hyperparameters;
        sure[row] = answer.confidence;
      }
      if (!(await onProgress({ done: ++done, total }))) return null;
    }
    const regret = summariseRegret(pluginRegrets(scored, optima, answers));
    const played = playedRegrets(scored, bestScores, answers, sure);
    tried.push({ penalties, answers, sure, regret, playedRegrets: played, played: summariseRegret(played) });
  }
  const [first, ...others] = tried;
  if (first === undefined) throw new RangeError('there are no penalties to choose from');
  const best = others.reduce((least, other) => (other.played.mean < least.played.mean ? other : least), first);

  const all = Uint32Array.from(groups.keys());
  const parameters = fit(all, best.penalties);
  const constants = heldOutConstants(scored, optimumTargets(optima), folds);
  // Built in as the model is, as sure as it is, and aimed as it is at what plays.
  const { blend } = options;
  const asAnswers = blend === undefined ? constants : constants.map((constant) => answerPlaying(constant, blend));
  const constantPlayed = summariseRegret(playedRegrets(scored, bestScores, asAnswers, best.sure));
  if (!(await onProgress({ done: total, total }))) return null;
  return {
    parameters,
    penalties: best.penalties,
    candidates: tried.map(({ penalties, regret, played }) => ({ penalties, regret, played })),
    report: pluginReport(scored, optima, best.answers, groups, best.sure),
    regrets: best.playedRegrets,
    constantReport: { ...pluginReport(scored, optima, constants, groups, null), played: constantPlayed },
  };
}
