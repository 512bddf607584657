import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_COLUMNS } from '../../src/domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../src/domain/hyperparameters.ts';
import { OBJECTIVE_TERMS } from '../../src/domain/trials.ts';
import { decodeModelOutput, deriveHyperparameters, minimaxLogit } from '../../src/ml/objective/decode.ts';
import { proxyTerms } from '../../src/ml/objective/proxy.ts';
import edgeCases from '../fixtures/reference/edge_cases.json' with { type: 'json' };
import reference from '../fixtures/reference/objective.json' with { type: 'json' };

const cases = [...reference.cases, ...edgeCases.objective].map((golden, index) => ({ index, golden }));

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
}

describe('decoding and the proxy objective', () => {
  it.each(cases)('[H1] [O1] case $index of the reference', ({ golden }) => {
    const decoded = decodeModelOutput(golden.raw_model_output);
    for (const { key, column } of HYPERPARAMETERS) expectClose(decoded[key], golden.decoded[column]);

    const descriptors = DESCRIPTOR_COLUMNS.map((column) => golden.descriptors[column]);
    const terms = proxyTerms(descriptors, decoded);
    for (const { key, column } of OBJECTIVE_TERMS) expectClose(terms[key], golden.terms[column]);
  });

  it.each(edgeCases.objective.map((golden, index) => ({ index, golden })))(
    '[H2] the logit of the decoded strength of edge case $index',
    ({ golden }) => {
      expectClose(minimaxLogit(golden.decoded.minimax_strength), golden.minimax_logit_of_decoded);
    },
  );

  it('[H2] drawn values are derived from without clamping', () => {
    const derived = deriveHyperparameters([9, 9, 5, -4, 800]);
    expect(derived).toMatchObject({ distancePenalty: 9, normRate: 9, basePenaltyLog: 5, penaltySkew: -4 });
    expect(derived.minimaxStrength).toBe(1);
    expect(deriveHyperparameters([0, 0, 0, 0, -800]).minimaxStrength).toBe(0);
  });

  it('[H1] [O1] refuses vectors of another length', () => {
    expect(() => decodeModelOutput([1, 2, 3, 4])).toThrow(/5 values, not 4/);
    expect(() => proxyTerms([1, 2, 3], decodeModelOutput([1, 0.1, 0, 0, 0]))).toThrow(/12 values, not 3/);
  });
});
