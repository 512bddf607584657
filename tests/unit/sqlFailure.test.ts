import { describe, expect, it } from 'vitest';
import { sqlChart } from '../../src/ui/data/sqlChart.ts';
import { sqlFailure } from '../../src/ui/data/sqlFailure.ts';

describe('a statement that DuckDB refuses', () => {
  it('is told in a sentence, with its place and the name that was meant', () => {
    const message =
      'Catalog Error: Table with name audio_fils does not exist!\nDid you mean "audio_files"?\n\nLINE 2:   audio_fils\n          ^';
    const { sentence, near, at } = sqlFailure(message, 'SELECT 1 FROM models,\n  audio_fils');
    expect(sentence).toBe('Catalog Error: Table with name audio_fils does not exist!');
    expect(near).toEqual(['audio_files']);
    expect(at).toMatchObject({ line: 2, column: 3, excerpt: ['  ', 'audio_fils', ''] });
  });

  it.each([
    ['Candidate bindings: "duration_sec", "sample_rate"', ['duration_sec', 'sample_rate']],
    ['\nCandidate bindings: : "path"', ['path']],
    ['Did you mean "a" or "b"?', ['a', 'b']],
    ['', []],
  ])('offers what DuckDB offers: %j', (words, near) => {
    const message = `Binder Error: Referenced column "pth" not found in FROM clause!\n${words}\n\nLINE 1: SELECT pth\n               ^`;
    expect(sqlFailure(message, 'SELECT pth')).toMatchObject({
      sentence: 'Binder Error: Referenced column "pth" not found in FROM clause!',
      near,
      at: { line: 1, column: 8 },
    });
  });

  it('lists no forty signatures of a function', () => {
    const message =
      "Binder Error: No function matches '+(VARCHAR, INTEGER_LITERAL)'.\n\tCandidate functions:\n\t+(TINYINT) -> TINYINT\n\n\nLINE 1: SELECT path + 1\n                    ^";
    expect(sqlFailure(message, 'SELECT path + 1').sentence).toBe(
      "Binder Error: No function matches '+(VARCHAR, INTEGER_LITERAL)'.",
    );
  });

  it('keeps a message without a place whole', () => {
    expect(sqlFailure('The console only reads.', 'DELETE FROM x')).toEqual({
      sentence: 'The console only reads.',
      near: [],
      at: null,
    });
  });
});

describe('the chart of a result', () => {
  it('is bars of a text and a number', () => {
    const rows = Array.from({ length: 31 }, (_, i) => [`genre ${i}`, i, null] as const);
    const chart = sqlChart({ columns: ['genre', 'n', 'nothing'], rows });
    expect(chart).toMatchObject({ kind: 'bars', heading: 'n by genre', summary: 'The first 30 of 31 rows.' });
  });

  it('is points of two numbers, rows without either left out', () => {
    const chart = sqlChart({
      columns: ['yes', 'a', 'b'],
      rows: [
        [true, 2, 20],
        [true, null, 5],
        [false, 1, 10],
      ],
    });
    expect(chart).toMatchObject({
      kind: 'points',
      heading: 'b over a',
      data: { xLabel: 'a', yLabel: 'b', x: [1, 2], series: [{ values: [10, 20] }] },
    });
  });

  it.each([
    [['a'], [[1]]],
    [['a', 'b'], [['x', 'y']]],
    [['a', 'b'], []],
    [
      ['a', 'b'],
      [
        [1, 'x'],
        ['y', 2],
      ],
    ],
  ])('is none of columns %j with rows %j', (columns, rows) => {
    expect(sqlChart({ columns, rows })).toBeNull();
  });
});
