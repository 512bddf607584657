import { describe, expect, it } from 'vitest';
import type { TrainedModel } from '../../src/domain/model.ts';
import { ensembleConfidence, foldConfidence } from '../../src/ml/confidence/confidenceBasis.ts';
import { makeFolds } from '../../src/ml/model/folds.ts';
import { playable, PLUGIN_PENALTY_LIMITS } from '../../src/domain/playable.ts';
import { globalBest, playableBest } from '../../src/ml/objective/globalSearch.ts';
import { proxyTerms } from '../../src/ml/objective/proxy.ts';
import { predict } from '../../src/ml/prediction/predict.ts';
import { bestConstant } from '../../src/ml/quality/bestConstant.ts';
import { constantRows, evenSample, heldOutQuality, regretsOfAnswers } from '../../src/ml/quality/heldOutQuality.ts';
import { recordingGroup } from '../../src/ml/quality/recordingGroup.ts';
import { descriptorRow } from '../../src/ml/quality/regret.ts';
import { bestScores } from '../support/regrets.ts';
import { scoreMetrics } from '../../src/ml/quality/scoreMetrics.ts';
import { answersWords, helpWords, howWellWords, recommendation } from '../../src/ui/model/recommendation.ts';
import { confidenceMeaning, confidenceReason } from '../../src/ui/inference/confidenceWords.ts';
import { REGRET_TRAIN } from '../support/regretReference.ts';
import { someModel } from '../support/arbitraries.ts';
import { someNetwork, somePluginModel, someQuality, someStudent } from '../support/someModels.ts';

const ROWS = 30;
const inputs = REGRET_TRAIN.subarray(0, ROWS * 12);
const best = bestScores(inputs);
const folds = makeFolds(ROWS, 5, 1);
const optima = new Float64Array(ROWS * 5);
for (let row = 0; row < ROWS; row++) optima.set(globalBest(descriptorRow(inputs, row)).targets, row * 5);
const constants = folds.map((fold) => {
  const rows = constantRows({ inputs, optima }, fold);
  return bestConstant(rows.inputs, undefined, rows.optima).targets;
});
const judged = (answers: Float64Array) =>
  heldOutQuality({ name: 'It', basis: 'held-out', inputs, best, answers, folds, constants });

describe('the recording of a file', () => {
  const at = (path: string, sourceUrl: string | null = null) => recordingGroup({ path, sourceUrl });

  it('[Q] is the page it was published on, where that is known', () => {
    expect(at('a.wav', 'https://x.org/1')).toBe(at('b.wav', ' https://x.org/1 '));
    expect(at('a.wav', 'https://x.org/1')).not.toBe(at('a.wav', 'https://x.org/2'));
    expect(at('a.wav', ' ')).toBe(at('a.wav'));
  });

  it.each([
    ['song part 1.wav', 'song part 2.flac'],
    ['set/Song_excerpt-03.wav', 'set\\song_excerpt-11.wav'],
    ['song (segment 4).wav', 'song.wav'],
    ['song_0s-10s.wav', 'song_10s-20s.wav'],
    ['song 30000-40000ms.wav', 'song.mp3'],
    ['song (2).wav', 'song.wav'],
    ['song part 2 (3).wav', 'song.wav'],
  ])('[Q] %s and %s are of one', (a, b) => {
    expect(at(a)).toBe(at(b));
  });

  it.each([
    ['kick 1.wav', 'kick 2.wav'],
    ['a/song part 1.wav', 'b/song part 1.wav'],
    ['000123.mp3', '000124.mp3'],
    ['part 1.wav', 'part 2.wav'],
    ['song 1999-2001.wav', 'song 2002-2004.wav'],
  ])('[Q] %s and %s are not', (a, b) => {
    expect(at(a)).not.toBe(at(b));
  });
});

describe('held-out quality', () => {
  it('[Q] of direct search is no regret at all, and beats the constant', () => {
    const quality = judged(optima);
    expect(quality.regret.max).toBeLessThan(1e-6);
    expect(quality.constant.mean).toBeGreaterThan(0.01);
    expect(quality).toMatchObject({ verdict: 'near-perfect', basis: 'held-out' });
    expect(quality.regrets).toHaveLength(ROWS);
  });

  it('[Q, B4] within the plugin’s ranges judges answers as they are played, by the best that can be played', () => {
    const reachable = Float64Array.from({ length: ROWS }, (_, row) => playableBest(descriptorRow(inputs, row)).score);
    const { regrets } = heldOutQuality(
      { name: 'It', basis: 'held-out', inputs, best: reachable, answers: optima, folds, constants },
      PLUGIN_PENALTY_LIMITS,
    );
    const expected = reachable.map((score, row) => {
      const descriptors = descriptorRow(inputs, row);
      return score - proxyTerms(descriptors, playable(globalBest(descriptors).hyperparameters)).score;
    });
    expect(Math.min(...expected)).toBeGreaterThan(-1e-9);
    expect(Math.max(...expected)).toBeGreaterThan(1e-3);
    expect([...regrets]).toEqual([...expected.sort()].map((value) => expect.closeTo(value, 9) as unknown));
  });

  it('[Q] of a bad preset for every file is said in words', () => {
    const bad = Float64Array.from({ length: ROWS * 5 }, (_, i) => [2.5, 0.25, 4, 3, 4][i % 5]!);
    const quality = judged(bad);
    expect(quality.verdict).toBe('fails');
    expect(quality.sentence).toContain('does no better than one preset for every file');
    expect([...quality.regrets]).toEqual([...quality.regrets].sort((a, b) => a - b));
  });

  it('[Q] takes an even sample where rows are many', () => {
    const rows = Uint32Array.from({ length: 10 }, (_, i) => i);
    expect([...evenSample(rows, 4)]).toEqual([0, 2, 5, 7]);
    expect(evenSample(rows, 10)).toBe(rows);
  });

  it('[Q] against the optima: no error and R² 1 for the optima themselves', () => {
    expect(scoreMetrics({ actual: optima, predicted: optima }, 5)).toEqual({
      rows: ROWS,
      kFolds: 5,
      cvMse: 0,
      targetR2: [1, 1, 1, 1, 1],
    });
    const shifted = optima.map((value) => value + 0.5);
    expect(scoreMetrics({ actual: optima, predicted: shifted }, 5).cvMse).toBeCloseTo(0.25, 12);
  });
  it('[Q] a target whose optima are all alike has an R² of 0 unless it is met, whatever their sum rounds to', () => {
    for (const value of [-4, 0.1, 1 / 3]) {
      const actual = new Float64Array(24 * 5).fill(value);
      const predicted = actual.map((optimum) => optimum + 0.01);
      expect(scoreMetrics({ actual, predicted }, 5).targetR2).toEqual([0, 0, 0, 0, 0]);
      expect(scoreMetrics({ actual, predicted: actual }, 5).targetR2).toEqual([1, 1, 1, 1, 1]);
    }
  });
});

describe('the confidence of a model', () => {
  it('[Q] is calibrated by its held-out regrets: certain where they all are small, unsure where all are large', () => {
    const small = foldConfidence(inputs, folds, new Float64Array(ROWS).fill(0.001));
    const large = foldConfidence(inputs, folds, new Float64Array(ROWS).fill(0.3));
    const model = someModel(3);
    const value = (confidence: typeof small) => predict({ ...model, confidence }, descriptorRow(inputs, 0)).confidence;
    expect(value(small)).toMatchObject({ value: 1, basis: 'calibrated' });
    expect(value(small).expectedRegret).toBeCloseTo(0.001, 12);
    expect(value(large).value).toBe(0);
    expect(small.reliability).toEqual([expect.objectContaining({ count: ROWS, closeShare: 1, meanConfidence: 1 })]);
  });

  it('[Q] of an ensemble falls, or at least does not rise, with distance; unusual descriptors are named', () => {
    const network = someNetwork(3, ROWS);
    const { outOfFold, heldOutBy, bestSteps } = network;
    const training = { network: network.network, outOfFold: outOfFold.predicted, heldOutBy, bestSteps };
    const model = { ...network, confidence: ensembleConfidence(inputs, training) };
    const near = predict(model, descriptorRow(inputs, 3)).confidence;
    const far = predict(
      model,
      descriptorRow(inputs, 3).map((value) => value * 50 + 100),
    ).confidence;
    expect(far.value).toBeLessThanOrEqual(near.value);
    expect(far.unusual.length).toBeGreaterThan(3);
    expect(near.basis).toBe('calibrated');
  });

  it('[Q] is told in words', () => {
    const calm = { value: 0.9, basis: 'calibrated', expectedRegret: 0.003, outOfRange: [], unusual: [] } as const;
    expect(confidenceReason(calm)).toBe('every descriptor lies in the range of the training rows');
    expect(confidenceMeaning(calm)).toContain(
      '90\u00a0% came close to the best score; expect a regret of about 0.0030, which is how far the score stays below that.',
    );
    expect(confidenceReason({ ...calm, value: 0.1 })).toContain('this model seldom comes close');
    const odd = { ...calm, outOfRange: ['flatness_median'], unusual: [{ column: 'silence_ratio', deviations: -4 }] };
    expect(confidenceReason(odd)).toContain('flatness_median');
    expect(confidenceReason(odd)).toContain('silence_ratio (4.0 standard deviations below the mean)');
    expect(confidenceMeaning({ ...calm, basis: 'distance' })).toContain('not calibrated');
  });

  it('[Q] regrets of answers are those of their decoded presets', () => {
    expect(Math.max(...regretsOfAnswers(inputs, best, optima))).toBeLessThan(1e-6);
  });
});

describe('the recommendation', () => {
  const ridge: TrainedModel = { ...someModel(1), quality: someQuality(0.2) };

  it('[Q] names the best for presets, the polynomial for the plugin, and those that are no better than one preset', () => {
    const words = recommendation([ridge, someNetwork(2), someStudent(3)]).join(' ');
    expect(words).toContain('For presets here, use the network network-2: mean held-out regret 0.0040.');
    expect(words).toContain('the student (degree 3) student-3 can be exported');
    expect(words).toContain(`One preset for every file does at least as well as: ${ridge.modelId}.`);
  });

  it('[Q, S16] says which model answers by its name, how well, and what would help most', () => {
    const labels = new Map([['network-2', { name: 'Take two' }]]);
    const network = someNetwork(2);
    expect(answersWords(network, network, labels)).toBe('The network “Take two” answers.');
    expect(answersWords(somePluginModel(4), null, labels)).toContain('answers in the plugin alone');
    expect(howWellWords(network)).toBe(
      'On 12 sounds that it had not heard its presets stay 0.0040 below the best score on average, and one preset for all 0.0900 below it.',
    );
    const good: TrainedModel = { ...someModel(1), quality: someQuality(0.02) };
    expect(helpWords(good, [good], 24)).toContain('Train Network would help most');
    expect(helpWords(good, [good, network], 1e6)).toContain('Training anew would help most');
    expect(helpWords({ ...good, sampledFrom: 1e6 }, [good, network], 1e6), '[M7] a sample of all').not.toContain(
      'anew',
    );
    expect(helpWords(ridge, [ridge], 24), 'the recommendation says it').toBe('');
    expect(recommendation([network], false, labels, 'network-2').join(' ')).not.toContain('For presets here');
  });

  it('[Q] prefers the plugin model for the plugin', () => {
    expect(recommendation([someStudent(3), somePluginModel(4)]).join(' ')).toContain(
      'export the plugin model (degree 3) plugin-4',
    );
  });

  it('[Q] recommends no model that fails, nor one that was not measured', () => {
    expect(recommendation([ridge]).join(' ')).toContain('No model beats the best single constant');
    expect(recommendation([someModel(1)]).join(' ')).toContain('No model here was measured');
  });
});
