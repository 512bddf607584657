import { expect, it } from 'vitest';
import type { CrossValidatedModel } from '../../src/domain/model.ts';
import type { ModelQuality } from '../../src/domain/regret.ts';
import { outOfFoldSummary, regretSummary } from '../../src/ui/model/modelPlots.ts';

it('what is said beside the plots of a model of very many files has its thousands apart', () => {
  const model = { metrics: { targetR2: [0.5] }, outOfFold: { actual: new Float64Array(500_000) } };
  expect(outOfFoldSummary(model as unknown as CrossValidatedModel, 0)).toContain('over 100,000 rows');
  const quality = { regret: { count: 100_000, median: 0, p90: 0, max: 0 }, constant: { mean: 0, max: 0 } };
  expect(regretSummary(quality as unknown as ModelQuality)).toContain('Half of 100,000 files');
});
