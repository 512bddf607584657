import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBestEquations, encodeBestEquations } from '../../src/formats/bestEquations.ts';
import { decodeModelFile, encodeModelFile } from '../../src/formats/modelFile.ts';
import { someModel } from '../support/arbitraries.ts';

describe('model files', () => {
  it('[model files] give back every number to the last bit', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 0, max: 30 }), (seed, rows) => {
        const model = someModel(seed, rows);
        expect(decodeModelFile(encodeModelFile(model), 'a.json')).toEqual(model);
        expect(decodeBestEquations(encodeBestEquations(model), 'b.json').parameters).toEqual(model.parameters);
      }),
      { seed: 6, numRuns: 20 },
    );
  });
});
