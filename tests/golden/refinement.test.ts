import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_COLUMNS } from '../../src/domain/descriptors.ts';
import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';
import { HYPERPARAMETERS, TARGETS } from '../../src/domain/hyperparameters.ts';
import { bestTrial, OBJECTIVE_TERMS } from '../../src/domain/trials.ts';
import { refinementBudget, refinementRanges } from '../../src/ml/optimisation/refinement.ts';
import { Study } from '../../src/ml/optimisation/study.ts';
import edgeCases from '../fixtures/reference/edge_cases.json' with { type: 'json' };
import reference from '../fixtures/reference/local_refinement.json' with { type: 'json' };

const cases = [...reference.cases, ...edgeCases.local_refinement].map((golden, index) => ({ index, golden }));

function centerOf({ center }: (typeof cases)[number]['golden']): Hyperparameters {
  return Object.fromEntries(
    HYPERPARAMETERS.map(({ key, column }) => [key, center[column]]),
  ) as unknown as Hyperparameters;
}

describe('local refinement', () => {
  it.each(cases)('[T6] case $index: the best trial is the reference’s', ({ golden }) => {
    const study = new Study({
      descriptors: Float64Array.from(DESCRIPTOR_COLUMNS, (column) => golden.descriptors[column]),
      budget: refinementBudget(golden.total_trials, golden.seed),
      ranges: refinementRanges(centerOf(golden)),
    });
    const trials = Array.from({ length: golden.total_trials }, () => study.next());
    const best = bestTrial(trials)!;
    expect(best.trialIndex).toBe(golden.best.trial_index);
    const pairs = [
      ...HYPERPARAMETERS.map(({ key, column }) => [best.hyperparameters[key], golden.best[column]] as const),
      ...OBJECTIVE_TERMS.map(({ key, column }) => [best.terms[key], golden.best[column]] as const),
    ];
    for (const [a, b] of pairs) expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(b), 1e-12));
  });

  it('[T6] ranges stay inside the global ones, except for the logit, and never vanish', () => {
    const [distance, norm, base, skew, logit] = refinementRanges({
      ...centerOf(cases[0]!.golden),
      distancePenalty: 9,
      normRate: -1,
      basePenaltyLog: 3.9,
      penaltySkew: 0,
      minimaxStrength: 1,
    });
    expect(distance).toEqual({ low: 2, high: TARGETS[0].high });
    expect(norm).toEqual({ low: TARGETS[1].low, high: 0.011 });
    expect(base).toEqual({ low: 3.9 - 0.6, high: 4 });
    expect(skew).toEqual({ low: -0.75, high: 0.75 });
    expect(logit!.high).toBeGreaterThan(14);
  });
});
