import { tableFromArrays } from 'apache-arrow';
import { expect, it } from 'vitest';
import type { DuckDbEngine } from '../../src/store/engine/duckdbEngine.ts';
import { SnapshotConsole } from '../../src/store/engine/snapshotConsole.ts';

/** An engine that answers every statement by so many rows of so many numbers, a hundred at a time, or by a failure. */
function engineOf(rows: number, columns: number, failure: string | null = null): DuckDbEngine {
  const names = Array.from({ length: columns }, (_, column) => [`c${column}`, new Int32Array(100)]);
  const { batches } = tableFromArrays(Object.fromEntries(names) as Record<string, Int32Array>);
  const connection = {
    query: async () => tableFromArrays({ column_name: [], column_type: [] }),
    send: async () => {
      if (failure !== null) throw new Error(failure);
      return Array.from({ length: rows / 100 }, () => batches).flat();
    },
    cancelSent: async () => true,
  };
  const nothing = async () => undefined;
  const db = {
    open: nothing,
    reset: nothing,
    dropFiles: nothing,
    registerFileHandle: nothing,
    connect: async () => connection,
  };
  return { db, died: new Promise(() => undefined), terminate: () => undefined } as unknown as DuckDbEngine;
}

it('the console keeps of very wide rows as many as a page can hold, and says that there are more', async () => {
  const wide = await new SnapshotConsole(async () => engineOf(10_000, 300)).run(new Blob(), 'SELECT *', 10_000);
  expect(wide.cut).toBe(true);
  expect(wide.rows.length * wide.columns.length).toBeLessThan(1_500_000);
  const usual = await new SnapshotConsole(async () => engineOf(10_000, 40)).run(new Blob(), 'SELECT *', 10_000);
  expect([usual.rows.length, usual.cut]).toEqual([10_000, false]);
});

it('a statement that is too long for the engine is refused in a sentence', async () => {
  const asked = new SnapshotConsole(async () => engineOf(0, 1, 'Maximum call stack size exceeded')).run(
    new Blob(),
    'SELECT 1',
    1,
  );
  await expect(asked).rejects.toThrow(/too long or too deeply nested/u);
});

it('a mistake is shown in the words of the statement as it was written', async () => {
  const connection = {
    query: async (sql: string) =>
      tableFromArrays(sql.startsWith('DESCRIBE') ? { column_name: ['n'], column_type: ['BIGINT'] } : { nothing: [0] }),
    send: async (sql: string) => {
      throw new Error(`Conversion Error: out of range\n\nLINE 1: ${sql}`);
    },
  };
  const nothing = async () => undefined;
  const db = {
    open: nothing,
    reset: nothing,
    dropFiles: nothing,
    registerFileHandle: nothing,
    connect: async () => connection,
  };
  const engine = { db, died: new Promise(() => undefined), terminate: () => undefined } as unknown as DuckDbEngine;
  const asked = new SnapshotConsole(async () => engine).run(new Blob(), 'SELECT -9::BIGINT', 1);
  await expect(asked).rejects.toMatchObject({ message: expect.not.stringContaining('answer') });
});
