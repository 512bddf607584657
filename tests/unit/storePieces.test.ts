import { readFile } from 'node:fs/promises';
import { tableFromIPC } from 'apache-arrow';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { stagedTable, type InsertColumn } from '../../src/store/engine/arrowInsert.ts';
import { readDatabaseHeader } from '../../src/store/engine/databaseHeader.ts';
import { toColumns, toRows } from '../../src/store/engine/rows.ts';
import { columnList, createTable, DESKTOP_TABLES } from '../../src/store/schema/schema.ts';
import { classifyFailure, PoisonedError, storeError } from '../../src/store/engine/storeFailure.ts';
import { claimPath } from '../../src/store/tables/uniquePath.ts';

describe('claimPath', () => {
  it('[S1] leaves a free path alone and puts a suffix before the extension of a taken one', () => {
    const taken = new Set(['a/b.wav']);
    expect(claimPath('a/c.wav', taken)).toBe('a/c.wav');
    expect(claimPath('a/b.wav', taken)).toBe('a/b (2).wav');
    expect(claimPath('a/b.wav', taken)).toBe('a/b (3).wav');
    for (const path of ['kit.v2/noext', 'a/.hidden']) taken.add(path);
    expect(claimPath('kit.v2/noext', taken)).toBe('kit.v2/noext (2)');
    expect(claimPath('a/.hidden', taken)).toBe('a/.hidden (2)');
  });

  it('[S1] never gives a path twice', () => {
    const names = fc.array(fc.constantFrom('a.wav', 'a (2).wav', 'a (2) (2).wav', 'b', 'b (2)'), { maxLength: 30 });
    fc.assert(
      fc.property(names, (paths) => {
        const taken = new Set<string>();
        const given = paths.map((path) => claimPath(path, taken));
        expect(new Set(given).size).toBe(paths.length);
      }),
      { seed: 7 },
    );
  });
});

describe('stagedTable', () => {
  interface Row {
    readonly text: string | null;
    readonly double: number | null;
    readonly integer: number | null;
    readonly flag: boolean | null;
    readonly timeMs: number | null;
  }
  const columns: readonly InsertColumn<Row>[] = [
    { name: 'text', type: 'VARCHAR', of: (row) => row.text },
    { name: 'double', type: 'DOUBLE', of: (row) => row.double },
    { name: 'same_double', type: 'DOUBLE', of: (row) => row.double },
    { name: 'integer', type: 'INTEGER', of: (row) => row.integer },
    { name: 'flag', type: 'BOOLEAN', of: (row) => row.flag },
    { name: 'time', type: 'TIMESTAMP', of: (row) => row.timeMs },
  ];

  it('carries every value as it is, nulls and NaN apart', () => {
    const row = fc.record<Row>({
      text: fc.option(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string())),
      double: fc.option(fc.double()),
      integer: fc.option(fc.integer()),
      flag: fc.option(fc.boolean()),
      timeMs: fc.option(fc.integer({ min: 0, max: 4_000_000_000_000 })),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
        const { stream, rowCount, definition } = stagedTable('t', columns, rows);
        expect(rowCount).toBe(rows.length);
        expect(definition).toBe(
          'text VARCHAR, double DOUBLE, same_double DOUBLE, integer INTEGER, flag BOOLEAN, time TIMESTAMP',
        );
        const back = toRows(tableFromIPC(stream));
        expect(back).toEqual(
          rows.map(({ text, double, integer, flag, timeMs }) => ({
            text,
            double,
            same_double: double,
            integer,
            flag,
            time: timeMs,
          })),
        );
      }),
      { seed: 11 },
    );
  });

  it('gives every column a buffer of its own: DuckDB inserts nothing where two share one', () => {
    const { stream } = stagedTable('t', columns, [{ text: 'x', double: 1, integer: 2, flag: true, timeMs: 3 }]);
    const offsets = tableFromIPC(stream).batches[0]!.data.children.map(
      ({ values }) => (values as Uint8Array).byteOffset,
    );
    expect(new Set(offsets).size).toBe(columns.length);
  });

  it('encodes a column of plain texts at once: one by one took most of the time of storing many rows', () => {
    const encode = vi.spyOn(TextEncoder.prototype, 'encode');
    const texts = ['a', null, '', 'bc'];
    const { stream } = stagedTable('t', [{ name: 'text', type: 'VARCHAR', of: (text: string | null) => text }], texts);
    const calls = encode.mock.calls.filter(([text]) => text?.includes('bc'));
    expect(calls).toEqual([['abc']]);
    expect(toRows(tableFromIPC(stream)).map(({ text }) => text)).toEqual(texts);
  });

  it('has no stream for no rows', () => {
    expect(stagedTable('t', columns, [])).toMatchObject({ rowCount: 0, stream: null });
  });

  it('reads columns without nulls as typed arrays', () => {
    const row: Row = { text: 'x', double: 0.1, integer: 2, flag: true, timeMs: 3 };
    const { stream } = stagedTable('t', columns, [row, row]);
    expect(toColumns(tableFromIPC(stream))['double']).toEqual(Float64Array.of(0.1, 0.1));
  });
});

describe('readDatabaseHeader', () => {
  it('knows a DuckDB file, its storage version, and whether it is cut', async () => {
    const bytes = await readFile(new URL('../fixtures/desktop.duckdb', import.meta.url));
    expect(await readDatabaseHeader(new Blob([bytes]))).toMatchObject({
      storageVersion: 64,
      isEncrypted: false,
      looksCut: false,
    });
    const encrypted = Uint8Array.from(bytes);
    encrypted[20] = 1;
    expect(await readDatabaseHeader(new Blob([encrypted]))).toMatchObject({ isEncrypted: true });
    expect(await readDatabaseHeader(new Blob([bytes.subarray(0, 500_000)]))).toMatchObject({ looksCut: true });
    expect(await readDatabaseHeader(new Blob([bytes.subarray(0, 5_000)]))).toBeNull();
    expect(await readDatabaseHeader(new Blob(['x'.repeat(20_000)]))).toBeNull();
    expect(await readDatabaseHeader(new Blob([]))).toBeNull();
  });
});

describe('classifyFailure', () => {
  const thrown = (name: string, message: string) => Object.assign(new Error(message), { name });

  it.each([
    [
      'full',
      thrown(
        'QuotaExceededError',
        'The operation failed because it would cause the application to exceed its storage quota.',
      ),
    ],
    ['full', new PoisonedError('x', { cause: thrown('QuotaExceededError', 'no') })],
    ['busy', thrown('NoModificationAllowedError', 'locked')],
    ['busy', new Error('Access Handles cannot be created if there is another open Access Handle or Writable stream:x')],
    ['damaged', new Error('IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2')],
    ['damaged', new Error('IO Error: Failure while replaying WAL file "x": something')],
    ['damaged', new Error('IO Error: The file "x" exists, but it is not a valid DuckDB database file!')],
    ['poisoned', thrown('RuntimeError', 'unreachable')],
    ['poisoned', new PoisonedError('no answer within 1 ms')],
    ['poisoned', new Error('INTERNAL Error: Attempted to dereference unique_ptr that is NULL!')],
    ['poisoned', new Error('FATAL Error: database has been invalidated')],
    ['poisoned', new Error('{"exception_type":"INTERNAL","exception_message":"x"}')],
    ['ordinary', new Error('Constraint Error: Duplicate key "id: x2" violates primary key constraint.')],
    ['ordinary', new Error('TransactionContext Error: Current transaction is aborted (please ROLLBACK)')],
    ['ordinary', new Error('{"exception_type":"Constraint","exception_message":"Duplicate key"}')],
  ])('sorts what can be done about it: %s', (kind, error) => {
    expect(classifyFailure(error)).toBe(kind);
  });

  it('becomes a sentence with the cause beneath; an AppError stays what it is', () => {
    const error = storeError(thrown('QuotaExceededError', 'full'), 'descriptors', 'a.wav');
    expect(error).toMatchObject({ code: 'storage-full', stage: 'descriptors', subject: 'a.wav' });
    expect(error.details).toContain('QuotaExceededError');
    const own = new AppError({ code: 'bad-input', stage: 'model', subject: null, message: 'x' });
    expect(storeError(own, 'import')).toBe(own);
  });
});

describe('schema', () => {
  it('[S2] has the six tables of the desktop with their columns in order', () => {
    expect(DESKTOP_TABLES.map(({ name }) => name)).toEqual([
      'audio_files',
      'descriptors',
      'bo_trials',
      'best_params',
      'models',
      'audio_metadata',
    ]);
    expect(columnList('bo_trials')).toBe(
      'audio_id, trial_index, score, sep, intra, jitter, loud_err, mask_flicker, low_pen_loss, high_pen_loss, ' +
        'distance_penalty, norm_rate, base_penalty_log, penalty_skew, minimax_strength, low_penalty, high_penalty, created_at',
    );
    expect(createTable(DESKTOP_TABLES[0]!)).toBe(
      'CREATE TABLE IF NOT EXISTS audio_files (audio_id VARCHAR PRIMARY KEY, path VARCHAR UNIQUE NOT NULL, source VARCHAR, ' +
        'genre VARCHAR, duration_sec DOUBLE, sample_rate INTEGER, channels INTEGER, imported_at TIMESTAMP DEFAULT now())',
    );
  });
});
