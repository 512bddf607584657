import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCsv, encodeCsv, escapeText, unescapeText } from '../../src/formats/csv.ts';
import { encodeTrainingCsv } from '../../src/formats/trainingCsv.ts';
import { decodeTrainingCsv } from '../support/readTrainingCsv.ts';
import { awkwardText, trainingRow } from '../support/arbitraries.ts';

describe('CSV', () => {
  it('[CSV] the training table gives back every text and every double, the sign of zero included', () => {
    fc.assert(
      fc.property(fc.array(trainingRow, { maxLength: 4 }), (rows) => {
        expect(decodeTrainingCsv(encodeTrainingCsv(rows), 'a.csv')).toEqual(rows);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('[CSV] cells of text survive, whatever they hold', () => {
    const table = fc.array(fc.array(awkwardText, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(table, (lines) => {
        const read = decodeCsv(encodeCsv([['head', 'er'], ...lines]));
        expect(read.slice(1).map((cells) => cells.map(unescapeText))).toEqual(lines);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it('[CSV] escaped text never begins as a formula', () => {
    fc.assert(
      fc.property(awkwardText, (text) => {
        expect(escapeText(text)).not.toMatch(/^[=+\-@\t\r\n]/);
        expect(unescapeText(escapeText(text))).toBe(text);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
