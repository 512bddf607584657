import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { AdamTensors, lossGradient } from '../../src/ml/network/networkTensors.ts';
import { networkInputs } from '../../src/ml/network/networkInputs.ts';
import { HIDDEN_UNITS, MEMBER_PARAMETER_COUNT } from '../../src/domain/scoreNetwork.ts';
import { memberAnswer, networkAnswer } from '../../src/ml/network/scoreNetwork.ts';
import { PREPARED_FIGURES, relaxedScoreTensors } from '../../src/ml/network/scoreTensors.ts';
import type { ScoreNetworkOptions } from '../../src/ml/network/trainScoreNetwork.ts';
import { trainScoreNetwork } from '../../src/ml/network/trainScoreNetwork.ts';
import { ProxyObjective } from '../../src/ml/objective/proxy.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';
import { NO_PENALTY_LIMITS, PLUGIN_PENALTY_LIMITS } from '../../src/domain/playable.ts';
import { targetRow } from '../../src/domain/hyperparameters.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { groupedFolds } from '../../src/ml/quality/groupedFolds.ts';
import { relaxedScore } from '../../src/ml/student/scoreGradient.ts';
import { REGRET_GROUPS, REGRET_TRAIN } from '../support/regretReference.ts';
import { useTensorFlow } from '../support/tensorFlow.ts';

const ROWS = 50;
const row = (i: number) => REGRET_TRAIN.subarray(i * 12, i * 12 + 12);
const figuresOf = (i: number) => {
  const proxy = new ProxyObjective(row(i));
  return PREPARED_FIGURES.map((name) => proxy[name]);
};

const QUICK: ScoreNetworkOptions = {
  seed: 5,
  members: 3,
  steps: 12,
  batchRows: 8,
  learningRate: 0.01,
  limits: NO_PENALTY_LIMITS,
};
const few = REGRET_TRAIN.subarray(0, 30 * 12);
const fewGroups = REGRET_GROUPS.slice(0, 30);

/** A member of random parameters on the first rows: what the network is given, and its loss when one parameter moves. */
function randomMember(seed: number, spread: number, lossOf: (answer: Float64Array, i: number) => number) {
  const rng = new DefaultRng(seed);
  const parameters = Float32Array.from({ length: MEMBER_PARAMETER_COUNT }, () => rng.normal(0, spread));
  const scaling = { inputMean: new Float64Array(7), inputScale: new Float64Array(7).fill(1) };
  const inputs = new Float32Array(ROWS * 7);
  for (let i = 0; i < ROWS; i++) networkInputs(row(i), 0, inputs, i * 7);
  const loss = (at: number, by: number) => {
    const moved = parameters.slice();
    moved[at]! += by;
    let sum = 0;
    for (let i = 0; i < ROWS; i++) sum += lossOf(memberAnswer({ ...scaling, members: [moved] }, 0, row(i)), i) / ROWS;
    return sum;
  };
  return {
    parameters: tf.tensor2d(parameters, [1, MEMBER_PARAMETER_COUNT]),
    inputs: tf.tensor3d(inputs, [1, ROWS, 7]),
    slopeAt: (at: number) => (loss(at, 0.01) - loss(at, -0.01)) / 0.02,
  };
}

describe('the score-trained network', () => {
  it.each([
    ['without limits', NO_PENALTY_LIMITS],
    ['within the plugin’s', PLUGIN_PENALTY_LIMITS],
  ])('[Q, B4] has a score and a slope on tensors that are those of plain numbers, %s', async (_, limits) => {
    await useTensorFlow('cpu');
    const rng = new DefaultRng(3);
    const answers = Float64Array.from({ length: ROWS * 5 }, (_, i) => {
      const [low, high] = [
        [0, 2.5],
        [0.001, 0.25],
        [-1.5, 2],
        [-2, 2],
        [-4, 4],
      ][i % 5]!;
      return low! + (high! - low!) * rng.double();
    });
    const { score, gradient } = relaxedScoreTensors(
      tf.tensor3d(Float32Array.from(answers), [1, ROWS, 5]),
      tf.tensor3d(Float32Array.from(Array.from({ length: ROWS }, (_, i) => figuresOf(i)).flat()), [1, ROWS, 8]),
      limits,
    );
    const scores = await score.data();
    const slopes = await gradient.data();
    const expected = new Float64Array(ROWS * 5);
    for (let i = 0; i < ROWS; i++) {
      const own = relaxedScore(new ProxyObjective(row(i)), limits, answers, expected, i * 5);
      expect(scores[i]).toBeCloseTo(own, 4);
    }
    const isHeld = (i: number) => {
      const { lowPenalty, highPenalty } = deriveHyperparameters(targetRow(answers, Math.floor(i / 5)));
      return lowPenalty >= limits.low || highPenalty >= limits.high;
    };
    const free = expected.filter((_value, i) => !isHeld(i)).length;
    expect(free).toBeGreaterThan(50);
    expected.forEach((value, i) => {
      if (!isHeld(i)) expect(Math.abs(slopes[i]! - value)).toBeLessThan(2e-3 * (1 + Math.abs(value)));
    });
  });

  it('[Q, B4] is led back from beyond a limit where less is better there, and no further beyond', async () => {
    await useTensorFlow('cpu');
    // One after the other: a high penalty that should be low, and one that should be as high as it may.
    const figures = { lowLoudness: 1, highLoudness: 1, lowFloor: 0.5, highCeiling: 0.5 };
    const slopeOfBase = async (given: Partial<typeof figures>) => {
      const own = { targetDistance: 1, targetNorm: 0.1, jitterSlope: 0, flickerCeiling: 0, ...figures, ...given };
      const { gradient } = relaxedScoreTensors(
        tf.tensor3d([1, 0.1, 1.95, -1.5, -3], [1, 1, 5]),
        tf.tensor3d(
          PREPARED_FIGURES.map((name) => own[name]),
          [1, 1, 8],
        ),
        { low: Infinity, high: 2 },
      );
      return (await gradient.data())[3]!;
    };
    const tooHigh = await slopeOfBase({});
    const notHighEnough = await slopeOfBase({ highCeiling: 10, lowLoudness: 0, highLoudness: 0 });
    expect(tooHigh).toBeGreaterThan(0);
    expect(Math.abs(notHighEnough)).toBeLessThan(Math.abs(tooHigh));
  });

  it('[Q] back-propagates the slope of what a member answers', async () => {
    await useTensorFlow('cpu');
    const { parameters, inputs, slopeAt } = randomMember(
      9,
      0.2,
      (answer, i) => -relaxedScore(new ProxyObjective(row(i)), NO_PENALTY_LIMITS, answer, new Float64Array(5), 0),
    );
    const gradient = await lossGradient(parameters, {
      inputs,
      figures: tf.tensor3d(Array.from({ length: ROWS }, (_, i) => figuresOf(i)).flat(), [1, ROWS, 8]),
    }).data();
    const firstOfSecond = 8 * HIDDEN_UNITS;
    const places = [0, 100, 7 * HIDDEN_UNITS + 3, firstOfSecond + 17, firstOfSecond + 33 * HIDDEN_UNITS + 12];
    for (const at of [...places, MEMBER_PARAMETER_COUNT - 5, MEMBER_PARAMETER_COUNT - 3]) {
      const numeric = slopeAt(at);
      expect(Math.abs(gradient[at]! - numeric)).toBeLessThan(0.03 * Math.abs(numeric) + 1e-5);
    }
  });

  it('[X8] meets targets where there is no score to follow: its slope, and what it learns of held-out files', async () => {
    await useTensorFlow('wasm');
    const spans = [2.5, 0.249, 8, 6, 8];
    const targets = Float64Array.from({ length: 200 * 5 }, (_, i) => {
      const brightness = Math.min(row(Math.floor(i / 5))[6]!, 1);
      return [1 + brightness, 0.05 + 0.1 * brightness, 2 * brightness, -brightness, 1 - 2 * brightness][i % 5]!;
    });
    const { parameters, inputs, slopeAt } = randomMember(3, 0.3, (answer, i) =>
      spans.reduce((sum, span, k) => sum + ((answer[k]! - targets[i * 5 + k]!) / span) ** 2, 0),
    );
    const gradient = await lossGradient(parameters, {
      inputs,
      targets: tf.tensor3d(Float32Array.from(targets.subarray(0, ROWS * 5)), [1, ROWS, 5]),
    }).data();
    for (const at of [0, 100, 8 * HIDDEN_UNITS + 17, MEMBER_PARAMETER_COUNT - 5, MEMBER_PARAMETER_COUNT - 3]) {
      const numeric = slopeAt(at);
      expect(Math.abs(gradient[at]! - numeric)).toBeLessThan(0.03 * Math.abs(numeric) + 1e-4);
    }
    const options = { ...QUICK, steps: 300, batchRows: 32 };
    const training = (await trainScoreNetwork(REGRET_TRAIN, REGRET_GROUPS, options, () => true, targets))!;
    const errorOf = (answers: (cell: number) => number) =>
      targets.reduce((sum, target, i) => sum + ((answers(i) - target) / spans[i % 5]!) ** 2, 0);
    const means = spans.map((_, k) => targets.filter((__, i) => i % 5 === k).reduce((sum, v) => sum + v / 200, 0));
    expect(errorOf((i) => training.outOfFold[i]!)).toBeLessThan(0.2 * errorOf((i) => means[i % 5]!));
  });

  it('[Adam] takes the first step of the published rule', async () => {
    await useTensorFlow('cpu');
    const adam = new AdamTensors(Float32Array.of(1, 2, 3, 4), 2);
    adam.step((parameters) => tf.mul(parameters, 10), 0.5);
    const after = await adam.read();
    adam.dispose();
    [0.5, 1.5, 2.5, 3.5].forEach((value, i) => expect(after[i]).toBeCloseTo(value, 4));
  });

  it.each(['cpu', 'wasm'] as const)('[R3] gives the same network for the same seed on %s', async (backend) => {
    await useTensorFlow(backend);
    const train = (seed: number) => trainScoreNetwork(few, fewGroups, { ...QUICK, seed }, () => true);
    const first = await train(5);
    expect(await train(5)).toEqual(first);
    expect((await train(6))!.network).not.toEqual(first!.network);
  });

  it('[Q] answers within the ranges and holds out each row from one member', async () => {
    await useTensorFlow('wasm');
    const training = (await trainScoreNetwork(few, fewGroups, QUICK, () => true))!;
    expect(new Set(training.heldOutBy)).toEqual(new Set([0, 1, 2]));
    const answer = networkAnswer(training.network, row(50));
    [
      [0, 2.5],
      [0.001, 0.25],
      [-4, 4],
      [-3, 3],
      [-4, 4],
    ].forEach(([low, high], k) => {
      expect(answer[k]).toBeGreaterThanOrEqual(low!);
      expect(answer[k]).toBeLessThanOrEqual(high!);
    });
  });

  it('[Q] answers held-out files the same, whatever was to be learned from them: neither learns from them nor is stopped by them', async () => {
    await useTensorFlow('wasm');
    const options = { ...QUICK, steps: 300 };
    const heldOut = groupedFolds(fewGroups, options.members, options.seed)[2]!.test;
    const wanted = [1, 0.1, 2, -1, 1];
    const answersWhere = async (times: number) => {
      const targets = Float64Array.from({ length: fewGroups.length * 5 }, (_, i) => wanted[i % 5]!);
      for (const at of heldOut) for (let i = 0; i < 5; i += 1) targets[at * 5 + i]! *= times;
      const training = (await trainScoreNetwork(few, fewGroups, options, () => true, targets))!;
      return [...heldOut].map((at) => ({ by: training.heldOutBy[at], answer: targetRow(training.outOfFold, at) }));
    };
    // Far off on either side: of two steps the one would be better by these, the other by those.
    expect(await answersWhere(100)).toEqual(await answersWhere(-100));
  });

  it('[stop] ends when it is told and leaves no tensors', async () => {
    await useTensorFlow('wasm');
    const before = tf.memory().numTensors;
    expect(await trainScoreNetwork(few, fewGroups, QUICK, ({ done }) => done < 10)).toBeNull();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('[Q] refuses files of too few recordings', async () => {
    const same = fewGroups.map(() => 'one recording');
    await expect(trainScoreNetwork(few, same, QUICK, () => true)).rejects.toThrow(RangeError);
  });
});
