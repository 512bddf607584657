import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_COLUMNS } from '../../src/domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../src/domain/hyperparameters.ts';
import type { Trial, TrialBudget } from '../../src/domain/trials.ts';
import { bestTrial, OBJECTIVE_TERMS } from '../../src/domain/trials.ts';
import { Study } from '../../src/ml/optimisation/study.ts';
import edgeCases from '../fixtures/reference/edge_cases.json' with { type: 'json' };
import reference from '../fixtures/reference/trials.json' with { type: 'json' };

type GoldenCase = (typeof reference.cases)[number];
const cases = [...reference.cases, ...edgeCases.trials].map((golden, index) => ({ index, golden }));

function optionsOf({ descriptors, budget }: GoldenCase): { descriptors: Float64Array; budget: TrialBudget } {
  return {
    descriptors: Float64Array.from(DESCRIPTOR_COLUMNS, (column) => descriptors[column]),
    budget: {
      startupTrials: budget.startup_trials,
      totalTrials: budget.total_trials,
      repeatsPerTrial: budget.repeats_per_trial,
      seed: budget.seed,
    },
  };
}

function runToEnd(study: Study, totalTrials: number): Trial[] {
  const trials: Trial[] = [];
  while (study.trialCount < totalTrials) trials.push(study.next());
  return trials;
}

describe('Study', () => {
  it.each(cases)('[T1] [T2] [T3] [T4] [T5] case $index: every value of every trial', ({ golden }) => {
    const options = optionsOf(golden);
    const trials = runToEnd(new Study(options), options.budget.totalTrials);
    expect(trials).toHaveLength(golden.trials.length);
    let worst = 0;
    golden.trials.forEach((expected, i) => {
      const { trialIndex, hyperparameters, terms } = trials[i]!;
      expect(trialIndex).toBe(expected.trial_index);
      const pairs = [
        ...HYPERPARAMETERS.map(({ key, column }) => [hyperparameters[key], expected[column]] as const),
        ...OBJECTIVE_TERMS.map(({ key, column }) => [terms[key], expected[column]] as const),
      ];
      for (const [a, b] of pairs) worst = Math.max(worst, Math.abs(a - b) / Math.max(Math.abs(b), 1e-12));
    });
    expect(worst).toBeLessThanOrEqual(1e-9);
    expect(bestTrial(trials)!.trialIndex).toBe(golden.best_trial_index);
  });

  it.each([1, 5, 12, 13, 39, 59])('[T7] case 2 resumed after %i trials is the uninterrupted search', (stopAfter) => {
    const options = optionsOf(cases[2]!.golden);
    const whole = runToEnd(new Study(options), options.budget.totalTrials);
    const first = new Study({ ...options, budget: { ...options.budget, totalTrials: stopAfter } });
    const finished = structuredClone(runToEnd(first, stopAfter));
    const resumed = new Study({ ...options, finished });
    expect(resumed.trialCount).toBe(stopAfter);
    expect([...finished, ...runToEnd(resumed, options.budget.totalTrials)]).toEqual(whole);
  });

  it('[T7] ends with its budget', () => {
    const options = optionsOf(cases[3]!.golden);
    const study = new Study(options);
    runToEnd(study, options.budget.totalTrials);
    expect(() => study.next()).toThrow(RangeError);
    expect(study.trialCount).toBe(8);
  });
});
