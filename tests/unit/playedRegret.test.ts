import { describe, expect, it } from 'vitest';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { playable } from '../../src/domain/playable.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { playableBest } from '../../src/ml/objective/globalSearch.ts';
import { proxyTerms } from '../../src/ml/objective/proxy.ts';
import { KnobBend } from '../../src/ml/plugin/knobBend.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { playedRegrets } from '../../src/ml/pluginModel/playedRegret.ts';
import { REGRET_UNSEEN } from '../support/regretReference.ts';

const scored = REGRET_UNSEEN.slice(0, 12);
const optimum = playableBest(scored);
const best = Float64Array.of(optimum.score);
/** Frames of 30 s at 44.1 kHz, of which the first 24 have no prediction. */
const FRAMES = 1291;

describe('[B1, B2, B4] the regret of what plays', () => {
  it('is that of the bend, frame by frame, with its smoothing', async () => {
    const answer = playable(deriveHyperparameters([1.4, 0.2, 0.1, 0.4, -2]));
    const confidence = 0.8;
    const bend = new KnobBend(await loadShippedModel());
    let sum = 0;
    for (let frame = 0; frame < FRAMES; frame++) {
      if (frame % 3 === 0) bend.take(frame < 24 ? null : { hyperparameters: answer, confidence });
      const plays = { ...DEFAULT_HYPERPARAMETERS, ...bend.effective(DEFAULT_HYPERPARAMETERS) };
      sum += optimum.score - proxyTerms(scored, plays).score;
    }
    const [regret] = playedRegrets(scored, best, [answer], Float64Array.of(confidence));
    expect(regret).toBeCloseTo(sum / FRAMES, 6);
  });

  it('lies between that of the answer and that of the knobs, nearer to the answer the surer it is', () => {
    const played = [0, 0.5, 0.9, 1].map(
      (confidence) => playedRegrets(scored, best, [optimum.hyperparameters], Float64Array.of(confidence))[0]!,
    );
    expect(played[0]).toBeCloseTo(optimum.score - proxyTerms(scored, DEFAULT_HYPERPARAMETERS).score, 12);
    expect(played).toEqual(played.toSorted((a, b) => b - a));
    expect(played[3]).toBeCloseTo((24 / FRAMES) * played[0]!, 9);
  });
});
