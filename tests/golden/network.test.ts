import type { ScoreNetworkTraining } from '../../src/domain/training.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SCORE_NETWORK_OPTIONS, trainScoreNetwork } from '../../src/ml/network/trainScoreNetwork.ts';
import { networkAnswer } from '../../src/ml/network/scoreNetwork.ts';
import { predictRaw } from '../../src/ml/model/predictRaw.ts';
import { decodeModelOutput } from '../../src/ml/objective/decode.ts';
import { summariseRegret } from '../../src/ml/quality/regret.ts';
import { bestScores, regretsOf } from '../support/regrets.ts';
import { DEFAULT_STUDENT_OPTIONS, trainStudent } from '../../src/ml/student/trainStudent.ts';
import { calibrateConfidence, calibratedConfidence, reliabilityTable } from '../../src/ml/confidence/calibration.ts';
import { heldOutAnswers } from '../../src/ml/confidence/heldOutAnswers.ts';
import { REGRET_GROUPS, REGRET_TRAIN, REGRET_UNSEEN, REGRET_UNSEEN_BEST } from '../support/regretReference.ts';
import { useTensorFlow } from '../support/tensorFlow.ts';

const MINUTES = 60_000;

describe('learning from the score', () => {
  let training: ScoreNetworkTraining;

  beforeAll(async () => {
    await useTensorFlow('wasm');
    const options = { ...DEFAULT_SCORE_NETWORK_OPTIONS, steps: 500 };
    training = (await trainScoreNetwork(REGRET_TRAIN, REGRET_GROUPS, options, () => true))!;
  }, 10 * MINUTES);

  const unseen = (answer: (descriptors: Float64Array) => Float64Array) =>
    summariseRegret(regretsOf((d) => decodeModelOutput(answer(d)), REGRET_UNSEEN, REGRET_UNSEEN_BEST));

  it('[Q] the network: mean regret ≤ 0.005 and at most 0.05 on 40 unseen sets', () => {
    const { mean, max } = unseen((d) => networkAnswer(training.network, d));
    expect(mean).toBeLessThanOrEqual(0.005);
    expect(max).toBeLessThanOrEqual(0.05);
  });

  it('[Q] its held-out regret tells as much beforehand', () => {
    const best = bestScores(REGRET_TRAIN);
    let row = 0;
    const regrets = regretsOf(
      () => decodeModelOutput(training.outOfFold.subarray(row * 5, ++row * 5)),
      REGRET_TRAIN,
      best,
    );
    expect(row).toBe(200);
    expect(summariseRegret(regrets).mean).toBeLessThanOrEqual(0.01);
  });

  it(
    '[Q] the student, a polynomial of degree 3: mean regret ≤ 0.012 on 40 unseen sets',
    async () => {
      const student = (await trainStudent(REGRET_TRAIN, training, DEFAULT_STUDENT_OPTIONS, () => true))!;
      expect(unseen((d) => predictRaw(student.parameters, d)).mean).toBeLessThanOrEqual(0.012);
      const best = bestScores(REGRET_TRAIN);
      let row = 0;
      const heldOut = regretsOf(
        () => decodeModelOutput(student.outOfFold.subarray(row * 5, ++row * 5)),
        REGRET_TRAIN,
        best,
      );
      expect(summariseRegret(heldOut).mean).toBeLessThanOrEqual(0.012);
    },
    5 * MINUTES,
  );

  it('[Q] more confident answers are closer to the best', () => {
    const answers = heldOutAnswers(REGRET_TRAIN, training);
    expect(answers).toHaveLength(800);
    const learned = answers.filter((_, i) => Math.floor(i / 4) % 2 === 0);
    const judged = answers.filter((_, i) => Math.floor(i / 4) % 2 === 1);
    const calibration = calibrateConfidence(learned);
    const sure = judged.map(({ novelty, spread }) => calibratedConfidence(calibration, novelty, spread).value);
    const [low, high] = reliabilityTable(
      sure,
      judged.map(({ regret }) => regret),
      2,
    );
    expect(low!.count).toBeGreaterThan(5);
    expect(high!.count).toBeGreaterThan(5);
    expect(low!.meanRegret).toBeGreaterThan(3 * high!.meanRegret);
    expect(Math.abs(high!.meanConfidence - high!.closeShare)).toBeLessThan(0.1);
  });
});
