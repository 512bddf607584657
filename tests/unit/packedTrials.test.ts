import { describe, expect, it, vi } from 'vitest';
import {
  PACKED_TRIAL_COLUMNS,
  PACKED_TRIAL_WIDTH,
  packTrials,
  trialRows,
  unpackTrials,
} from '../../src/domain/packedTrials.ts';
import type { Trial } from '../../src/domain/trials.ts';
import { trialsInTurns } from '../../src/stages/optimisation/trialsInTurns.ts';

const trial: Trial = {
  trialIndex: 7,
  terms: {
    score: 0.51,
    sep: 0.1,
    intra: 0.2,
    jitter: 0.3,
    loudErr: 0.4,
    maskFlicker: 0.5,
    lowPenLoss: 0.6,
    highPenLoss: 0.7,
  },
  hyperparameters: {
    distancePenalty: 1,
    normRate: 0.02,
    basePenaltyLog: -3,
    penaltySkew: 2,
    minimaxStrength: 0.25,
    lowPenalty: 5,
    highPenalty: 6,
  },
  minimaxLogit: -1.5,
};

describe('packed trials', () => {
  it('[T7] come back as they were, a missing logit included', () => {
    const trials = [trial, { ...trial, trialIndex: 8, minimaxLogit: null }];
    expect(unpackTrials(packTrials(trials))).toEqual(trials);
  });

  it('are read where they lie, a missing logit included', () => {
    const trials = [trial, { ...trial, trialIndex: 8, minimaxLogit: null }];
    const [first, second] = trialRows(packTrials(trials));
    expect(packTrials([first!, second!])).toEqual(packTrials(trials));
    expect(second!.minimaxLogit).toBeNull();
    expect(trialRows(packTrials(trials), 1, 5).map(({ trialIndex }) => trialIndex)).toEqual([8]);
  });

  it('come back in turns too, which leave the page to others', async () => {
    const trials = Array.from({ length: 50_500 }, (_, trialIndex) => ({ ...trial, trialIndex }));
    const clock = vi.spyOn(performance, 'now');
    let nowMs = 0;
    clock.mockImplementation(() => (nowMs += 5));
    let turns = 0;
    const timer = setInterval(() => (turns += 1));
    expect(packTrials(await trialsInTurns(packTrials(trials)))).toEqual(packTrials(trials));
    clearInterval(timer);
    clock.mockRestore();
    expect(turns).toBeGreaterThan(2);
  });

  it('lie in the column order that the database reads', () => {
    const packed = packTrials([trial]);
    expect(packed).toHaveLength(PACKED_TRIAL_WIDTH);
    expect(packed[PACKED_TRIAL_COLUMNS.indexOf('score')]).toBe(0.51);
    expect(packed[PACKED_TRIAL_COLUMNS.indexOf('high_penalty')]).toBe(6);
    expect(packed[PACKED_TRIAL_COLUMNS.indexOf('minimax_logit')]).toBe(-1.5);
  });

  it('refuse a length that is no whole number of trials', () => {
    expect(() => unpackTrials(new Float64Array(PACKED_TRIAL_WIDTH + 1))).toThrow(RangeError);
    expect(() => trialRows(new Float64Array(PACKED_TRIAL_WIDTH + 1))).toThrow(RangeError);
  });
});
