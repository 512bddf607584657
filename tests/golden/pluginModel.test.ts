import type { PluginModelTraining, PluginWindows } from '../../src/domain/training.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodePluginHeader, encodePluginHeader } from '../../src/formats/pluginHeader.ts';
import { compareInPlugin } from '../../src/ml/pluginModel/compareInPlugin.ts';
import { pluginAnswer } from '../../src/ml/pluginModel/pluginAnswer.ts';
import { optimumTargets, windowOptima } from '../../src/ml/pluginModel/pluginReport.ts';
import { DEFAULT_PLUGIN_MODEL_OPTIONS, trainPluginModel } from '../../src/ml/pluginModel/trainPluginModel.ts';
import music from '../fixtures/quality/musicWindows.json' with { type: 'json' };

/** Every second window: half the work of `npm run quality`, which takes all. */
const heard = music.windows.filter((_, i) => i % 2 === 0);
const windows: PluginWindows = {
  inputs: Float64Array.from(heard.flatMap(({ plugin }) => plugin)),
  scored: Float64Array.from(heard.flatMap(({ trainer }) => trainer)),
  groups: heard.map(({ piece }) => music.pieces[piece]!),
};
const options = {
  ...DEFAULT_PLUGIN_MODEL_OPTIONS,
  draws: 8,
  candidates: [
    [1e-1, Infinity, Infinity],
    [1e-2, 3e-1, 3],
  ],
} as const;

describe('the model inside the plugin, on music it never heard', () => {
  const count = windows.groups.length;
  const targets = optimumTargets(windowOptima(windows.scored, count));
  let training: PluginModelTraining;

  beforeAll(async () => {
    training = (await trainPluginModel(windows, targets, options, () => true))!;
  }, 300_000);

  it('[P9] [B4] what plays beats what the best single constant plays, the answers beat its own by two fifths, none is worse than its worst', () => {
    expect(training.report.regret.count).toBe(943);
    expect(training.report.regret.mean).toBeLessThan((3 / 5) * training.constantReport.regret.mean);
    expect(training.report.played!.mean).toBeLessThan((3 / 4) * training.constantReport.played!.mean);
    expect(training.report.regret.max).toBeLessThan(training.constantReport.regret.max);
    const tried = training.candidates.map(({ played }) => played.mean);
    expect(training.report.played!.mean).toBe(Math.min(...tried));
  });

  it('[P9] is sure of itself: mean confidence ≥ 0.85', () => {
    expect(training.report.meanConfidence).toBeGreaterThan(0.85);
    expect(training.constantReport.meanConfidence).toBeNull();
  });

  it.each(['normRate', 'lowPenalty'])('[P9] has %s at a bound only where the optimum is, within 5 points', (key) => {
    const output = training.report.outputs.find((other) => other.key === key)!;
    expect(Math.abs(output.atFloor - output.optimumAtFloor)).toBeLessThanOrEqual(0.05);
    expect(Math.abs(output.atCeiling - output.optimumAtCeiling)).toBeLessThanOrEqual(0.05);
  });

  it('[P9] follows the sound, which the constant does not', () => {
    for (const output of training.report.outputs) expect(output.rankCorrelation).toBeGreaterThan(0.5);
    for (const output of training.constantReport.outputs) expect(output.rankCorrelation).toBeLessThan(0.1);
  });

  it('[P9] answers the same however loud the sound is, which the score does not depend on', () => {
    const soft = windows.inputs.slice(0, 12);
    soft[0]! -= Math.log(10);
    const { hyperparameters } = pluginAnswer(training.parameters, soft);
    expect(hyperparameters).toEqual(pluginAnswer(training.parameters, windows.inputs.slice(0, 12)).hyperparameters);
  });

  it('[P9] follows recordings more closely than their single windows', () => {
    for (const output of training.report.outputs) {
      expect(output.recordingRankCorrelation).toBeGreaterThan(output.rankCorrelation);
    }
  });

  it('[P9] is measured beside polynomials from elsewhere: one that always says the same does worse', () => {
    const flat = {
      ...training.parameters,
      coefficients: training.parameters.coefficients.map((row) => row.map(() => 0)),
    };
    const { reports, constant } = compareInPlugin(windows, [training.parameters, flat], options.seed);
    expect({ ...constant, played: training.constantReport.played }).toEqual(training.constantReport);
    expect(reports[0]!.regret.mean).toBeLessThan(training.report.regret.mean);
    expect(reports[1]!.regret.mean).toBeGreaterThan(constant.regret.mean);
    expect(reports[1]!.outputs.map(({ recordingRankCorrelation }) => recordingRankCorrelation)).toEqual([0, 0, 0, 0]);
  });

  it('[header] answers the same after the hand-off', () => {
    const read = decodePluginHeader(encodePluginHeader(training.parameters, 'm'), 'h');
    for (let row = 0; row < count; row += 50) {
      const descriptors = windows.inputs.subarray(row * 12, row * 12 + 12);
      const own = pluginAnswer(training.parameters, descriptors);
      const theirs = pluginAnswer(read, descriptors);
      expect(theirs.confidence).toBeCloseTo(own.confidence, 5);
      expect(theirs.hyperparameters.normRate).toBeCloseTo(own.hyperparameters.normRate, 4);
    }
  });

  it('[P9] limits the penalties of any answer and never divides by less than 1e-6', () => {
    const extreme = {
      ...training.parameters,
      scalerScale: [1e-9, ...training.parameters.scalerScale.slice(1)],
      intercept: [9, 9, 9, 9, 0],
      coefficients: training.parameters.coefficients.map((row) => row.map(() => 0)),
    };
    const { hyperparameters, confidence } = pluginAnswer(extreme, Float64Array.from(extreme.scalerMean));
    expect(hyperparameters).toMatchObject({ distancePenalty: 2.5, normRate: 0.25, lowPenalty: 4, highPenalty: 2 });
    expect(hyperparameters.minimaxStrength).toBe(0.5);
    expect(confidence).toBe(1);
    const off = Float64Array.from(extreme.scalerMean);
    off[0]! += 1e-6 * Math.sqrt(12) * 3;
    expect(pluginAnswer(extreme, off).confidence).toBeCloseTo(Math.exp(-1.6), 6);
  });

  it('[stop] ends when it is told', async () => {
    expect(await trainPluginModel(windows, targets, options, () => false)).toBeNull();
  }, 60_000);
});
