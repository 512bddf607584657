import { describe, expect, it } from 'vitest';
import { TARGETS } from '../../src/domain/hyperparameters.ts';
import { gridParzenDensity } from '../../src/ml/importance/gridParzen.ts';
import { pedAnovaImportances } from '../../src/ml/importance/pedAnova.ts';
import optuna from '../fixtures/importance/pedAnova.json' with { type: 'json' };

function parametersOf(rows: readonly (readonly number[])[]) {
  return TARGETS.map(({ low, high }, column) => ({ low, high, values: rows.map((row) => row[column] ?? 0) }));
}

describe('parameter importance', () => {
  it.each(optuna.cases)('equals Optuna’s PED-ANOVA: $name', ({ values, scores, importances }) => {
    const ours = pedAnovaImportances(parametersOf(values), scores);
    for (const [i, share] of ours.entries()) expect(Math.abs(share - (importances[i] ?? 0))).toBeLessThan(1e-9);
  });

  it('does not depend on the order of trials, and its shares sum to 1', () => {
    const { values, scores } = optuna.cases[0]!;
    const order = values.map((_, i) => (i * 7) % values.length);
    const shuffled = pedAnovaImportances(
      parametersOf(order.map((i) => values[i]!)),
      order.map((i) => scores[i]!),
    );
    const shares = pedAnovaImportances(parametersOf(values), scores);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const [i, share] of shuffled.entries()) expect(share).toBeCloseTo(shares[i]!, 12);
  });

  it('gives equal shares where nothing tells the parameters apart', () => {
    const rows = Array.from({ length: 60 }, () => [1, 0.1, 0, 0, 0]);
    const shares = pedAnovaImportances(
      parametersOf(rows),
      rows.map(() => 0.5),
    );
    expect(shares).toEqual([0.2, 0.2, 0.2, 0.2, 0.2]);
    expect(pedAnovaImportances(parametersOf([]), [])).toEqual([0.2, 0.2, 0.2, 0.2, 0.2]);
  });

  it('estimates a density that sums to 1, also from nothing', () => {
    for (const counts of [Array.from({ length: 50 }, () => 0), [0, 3, 0, 0, 1, 0, 0, 7], [1]]) {
      expect(gridParzenDensity(counts).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    }
  });
});
