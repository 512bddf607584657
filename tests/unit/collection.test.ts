import { describe, expect, it } from 'vitest';
import {
  STRATEGIES,
  type AdaptationReport,
  type CollectionResult,
  type Strategy,
} from '../../src/domain/collection.ts';
import { DESCRIPTORS, type Descriptors } from '../../src/domain/descriptors.ts';
import { DEFAULT_MEASURED_SETTINGS, MEASURE } from '../../src/domain/measured.ts';
import { packMeasuredTrials, unpackMeasuredTrials } from '../../src/domain/packedMeasured.ts';
import { decodeCollectionOutcome, encodeCollectionOutcome } from '../../src/formats/collectionOutcome.ts';
import { encodePreset } from '../../src/formats/presetJson.ts';
import { decodePreset } from '../../src/formats/presets/decodePresetJson.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { deriveHyperparameters, minimaxLogit } from '../../src/ml/objective/decode.ts';
import { collectionPreset } from '../../src/stages/data/presets.ts';
import { modelIdOf } from '../../src/stages/model/modelId.ts';
import { commonRange } from '../../src/ui/shared/plot/plotData.ts';
import { adaptationAnswer, meanOf, trustWords } from '../../src/ui/optimise/measured/adaptationWords.ts';

const result: CollectionResult = {
  hyperparameters: deriveHyperparameters([1, 0.1, 0.5, -0.5, 0.3]),
  terms: { score: 0.17, purity: 0.2, maskChange: 0.06, spread: 0.01 },
  defaultsScore: 0.12,
  leaveOneOutScore: 0.165,
  leaveOneOutError: 0.004,
  fileCount: 2,
  trialCount: 61,
};

const scores = (value: number) =>
  Object.fromEntries(STRATEGIES.map((strategy, i) => [strategy, value + i / 100])) as Record<Strategy, number>;

function reportWith(pooled: readonly [mean: number, low: number, high: number]): AdaptationReport {
  const [mean, low, high] = pooled;
  const gain = { mean, low, high, better: 5, worse: 2 };
  const other = { mean: -0.01, low: -0.02, high: -0.001, better: 1, worse: 6 };
  return {
    files: [
      { audioId: 'a', scores: scores(0.1), purities: scores(0.2) },
      { audioId: 'b', scores: scores(0.2), purities: scores(0.3) },
    ],
    recordingCount: 2,
    gains: { own: other, descriptors: other, pooled: gain },
    trustInOthers: 0.25,
    trustInOwn: 0,
    overlappingFiles: 1,
  };
}

describe('does adapting pay, in words', () => {
  it.each([
    [
      [0.02, 0.01, 0.03],
      'Yes, adapting pays here.',
      /beats the best single constant: \+0\.0200 .* better for 5 of 2 files/u,
    ],
    [[-0.005, -0.009, -0.001], 'No: one preset for all is better.', /The best single constant beats every way/u],
    [[0.005, -0.001, 0.01], 'Not shown: one preset for all does as well.', /may be luck/u],
    [[0, 0, 0], 'No: one preset for all is the answer.', /Going by its own trials alone would change −0\.0100/u],
  ] as const)('[X7] a gain of %s', (gain, headline, text) => {
    const answer = adaptationAnswer(reportWith(gain));
    expect(answer.headline).toBe(headline);
    expect(answer.text).toMatch(text);
  });

  it('[X7] means and what is believed', () => {
    const report = reportWith([0.02, 0.01, 0.03]);
    expect(meanOf(report, 'constant', 'scores')).toBeCloseTo(0.16, 12);
    expect(meanOf(report, 'defaults', 'purities')).toBeCloseTo(0.25, 12);
    expect(trustWords(report)).toMatch(/25\u00a0% carries over to a file .* 0\u00a0% carries over/u);
  });
});

describe('collections', () => {
  it('[X8a] keep what came out of them, and what does not fit counts as nothing', () => {
    const outcome = { result, report: reportWith([0.02, 0.01, 0.03]) };
    expect(decodeCollectionOutcome(encodeCollectionOutcome(outcome))).toEqual(outcome);
    expect(encodeCollectionOutcome({ result: null, report: null })).toBeNull();
    const nothing = { result: null, report: null };
    for (const text of [null, '{', '{}', '{"result":{"fileCount":1},"report":null}']) {
      expect(decodeCollectionOutcome(text)).toEqual(nothing);
    }
  });

  it('[X8a] export their preset, which says the objective and how it was found', () => {
    const collection = {
      collectionId: 'c',
      name: 'Genre jazz',
      settings: DEFAULT_MEASURED_SETTINGS,
      audioIds: ['a', 'b', 'gone'],
      measure: MEASURE,
      createdAt: new Date(0),
      report: null,
    };
    const descriptors = (value: number) =>
      ({
        kind: 'done',
        descriptors: Object.fromEntries(DESCRIPTORS.map(({ key }) => [key, value])) as unknown as Descriptors,
        frameCount: 9,
        note: null,
      }) as const;
    const states = new Map([
      ['a', descriptors(1)],
      ['b', descriptors(2)],
    ]);
    const stateOf = (audioId: string) => states.get(audioId) ?? null;
    const preset = decodePreset(encodePreset(collectionPreset({ ...collection, result }, stateOf)), 'preset');
    expect(preset.hyperparameters).toEqual(result.hyperparameters);
    expect(preset.descriptors.brightnessMedian).toBe(1.5);
    expect(preset.facts).toMatchObject({ objective: 'measured', files: '2', change_weight: '0.5', score: '0.17' });
    expect(() => collectionPreset({ ...collection, result: null }, stateOf)).toThrow(/has not finished/u);
  });
});

describe('plots of answers that are all one preset', () => {
  it('[X8] leave room for ticks though values differ by rounding', () => {
    const [low, high] = commonRange([
      [1.7, 1.7000000000000002],
      [1.7, 1.6999999999999997, null],
    ]);
    expect(low).toBeCloseTo(1.2, 9);
    expect(high).toBeCloseTo(2.2, 9);
  });
});

describe('what travels', () => {
  it('[X5] measured trials survive packing to the last bit', () => {
    const trials = [0, 1, 2].map((trialIndex) => ({
      trialIndex,
      hyperparameters: deriveHyperparameters([trialIndex / 3, 0.1, 0, 0, 0]),
      minimaxLogit: trialIndex === 0 ? null : 1 / 3,
      terms: { score: 0.1, purity: 0.2, maskChange: 0.3, spread: 0.4 },
      parts: Float64Array.of(trialIndex, 1 / 7, 0, 1),
    }));
    expect(unpackMeasuredTrials(packMeasuredTrials(trials))).toEqual(trials);
    expect(unpackMeasuredTrials(packMeasuredTrials([]))).toEqual([]);
  });

  it('[H2] the plugin’s defaults hang together', () => {
    const { distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxStrength } = DEFAULT_HYPERPARAMETERS;
    const logit = minimaxLogit(minimaxStrength);
    const derived = deriveHyperparameters([distancePenalty, normRate, basePenaltyLog, penaltySkew, logit]);
    expect(derived.lowPenalty).toBeCloseTo(0.45, 9);
    expect(derived.highPenalty).toBeCloseTo(0.08, 9);
  });

  it('[X5] a model’s id says what it learned from, unless it is the proxy', () => {
    const at = new Date(Date.UTC(2026, 0, 31, 12));
    expect(modelIdOf('ridge', at, 'abcd')).toMatch(/^ridge-20260131-120000-[0-9a-f]{4}ab$/u);
    expect(modelIdOf('ridge', at, 'abcd', 'measured')).toMatch(/^ridge-measured-20260131-120000-/u);
  });
});
