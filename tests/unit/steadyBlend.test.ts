import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportedModel, RidgeParameters } from '../../src/domain/model.ts';
import type { PluginWindows } from '../../src/domain/training.ts';
import { decodePluginHeader, encodePluginHeader } from '../../src/formats/pluginHeader.ts';
import { answerTrack } from '../../src/ml/plugin/answerTrack.ts';
import { averagedPolynomial } from '../../src/ml/pluginModel/averagedPolynomial.ts';
import { compareInPlugin } from '../../src/ml/pluginModel/compareInPlugin.ts';
import { pluginAnswer } from '../../src/ml/pluginModel/pluginAnswer.ts';
import { optimumTargets, windowOptima } from '../../src/ml/pluginModel/pluginReport.ts';
import { distanceScaler, withSteadyBlend } from '../../src/ml/pluginModel/steadyBlend.ts';
import { confidence } from '../../src/ml/prediction/confidence.ts';
import music from '../fixtures/quality/musicWindows.json' with { type: 'json' };

/** The windows of every second piece, and those of the others. */
const [learned, unheard] = [0, 1].map((half): PluginWindows => {
  const windows = music.windows.filter(({ piece }, i) => piece % 2 === half && i % 2 === 0);
  return {
    inputs: Float64Array.from(windows.flatMap(({ plugin }) => plugin)),
    scored: Float64Array.from(windows.flatMap(({ trainer }) => trainer)),
    groups: windows.map(({ piece }) => music.pieces[piece]!),
  };
}) as [PluginWindows, PluginWindows];
const rowOf = ({ inputs }: PluginWindows, row: number) => inputs.slice(row * 12, row * 12 + 12);
/** A larger one makes what plays no better beyond 0.0005, and takes the musician's knobs the rest of their say. */
const LARGEST_SHARE = 0.965;
const rows = Uint32Array.from(unheard.groups.keys());

describe('[P9, B2] a plugin model whose answers are blended in steadily', () => {
  let plain: RidgeParameters;
  let steady: RidgeParameters;

  beforeAll(() => {
    const count = learned.groups.length;
    const targets = optimumTargets(windowOptima(learned.scored, count));
    const options = { seed: 1337, draws: 3, iterations: 12 };
    const all = Uint32Array.from(learned.groups.keys());
    plain = averagedPolynomial(learned, targets, all, [1e-2, 3e-1, 3], options);
    steady = withSteadyBlend(plain);
  });

  it('answers as before', () => {
    for (const row of rows) {
      const { hyperparameters } = pluginAnswer(steady, rowOf(unheard, row));
      const before = pluginAnswer(plain, rowOf(unheard, row)).hyperparameters;
      for (const key of ['distancePenalty', 'normRate', 'lowPenalty', 'highPenalty', 'minimaxStrength'] as const) {
        expect(hyperparameters[key]).toBeCloseTo(before[key], 9);
      }
    }
  });

  it('[B4] plays better by a quarter on music never heard, and leaves the knobs a say in every sound', () => {
    const [before, after] = compareInPlugin(unheard, [plain, steady], 1).reports;
    expect(after!.regret.mean).toBeCloseTo(before!.regret.mean, 9);
    expect(after!.played!.mean).toBeLessThan(0.75 * before!.played!.mean);
    const shares = Float64Array.from(rows, (row) => pluginAnswer(steady, rowOf(unheard, row)).confidence ** 2);
    expect(Math.max(...shares)).toBeLessThan(LARGEST_SHARE);
  });

  it('still leaves sounds that are like nothing learned to the knobs', () => {
    const strange = Float64Array.from(plain.scalerMean, (mean, i) => mean + 30 * plain.scalerScale[i]!);
    expect(pluginAnswer(steady, strange).confidence ** 2).toBeLessThan(0.01);
  });

  it('[header] is the same after the hand-off, and a sound’s distance is told in standard deviations again', () => {
    const parameters = decodePluginHeader(encodePluginHeader(steady, 'm'), 'h');
    const imported: ImportedModel = {
      kind: 'imported',
      origin: 'header',
      objective: 'proxy',
      modelId: 'm',
      fileName: 'h',
      createdAt: new Date(0),
      dataFingerprint: '',
      inputRange: null,
      quality: null,
      confidence: null,
      claimed: null,
      parameters,
    };
    for (const row of rows) {
      const descriptors = rowOf(unheard, row);
      expect(pluginAnswer(parameters, descriptors).confidence).toBeCloseTo(
        pluginAnswer(steady, descriptors).confidence,
        5,
      );
      const levelled = Float64Array.from(descriptors).with(0, plain.scalerMean[0]!);
      const byDeviations = pluginAnswer(plain, levelled).confidence;
      expect(confidence(imported, levelled).value).toBeCloseTo(byDeviations, 4);
      const [live] = answerTrack(steady, { timesSec: Float64Array.of(1), descriptors: Float32Array.from(levelled) });
      expect(live!.confidence).toBeCloseTo(byDeviations, 4);
    }
    expect(distanceScaler(plain).scalerScale).toEqual(plain.scalerScale);
  });
});
