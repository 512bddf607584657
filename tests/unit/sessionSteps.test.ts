import { expect, it } from 'vitest';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import type { DuckDbEngine } from '../../src/store/engine/duckdbEngine.ts';
import { Session } from '../../src/store/engine/session.ts';

/** An engine whose statements take so many turns of so many milliseconds; what they give is `messages`. */
function slowEngine(turns: number, turnMs: number, messages: readonly Uint8Array[]): DuckDbEngine {
  let left = turns;
  let next = 0;
  let asked = 0;
  const turn = async () => {
    await new Promise((resolve) => setTimeout(resolve, turnMs));
    left -= 1;
    return left > 0 ? null : (messages[next++] ?? new Uint8Array());
  };
  const db = {
    open: async () => undefined,
    connect: async () => ({
      query: async () => undefined,
      useUnsafe: (use: (...of: unknown[]) => unknown) => use(db, 1),
    }),
    startPendingQuery: turn,
    pollPendingQuery: turn,
    // Every other time nothing is ready yet.
    fetchQueryResults: async () => ((asked += 1) % 2 === 1 ? null : (messages[next++] ?? new Uint8Array())),
  };
  return { db: db as unknown as DuckDbEngine['db'], died: new Promise(() => undefined), terminate: () => undefined };
}

const sessionOn = async (engine: DuckDbEngine, callTimeoutMs: number) =>
  Session.open({ createEngine: async () => engine, path: null, openTimeoutMs: 10_000, callTimeoutMs });

/** A column of rows as the engine sends it: the schema comes as the header, the rows as a message of their own. */
function cutStream(n: Float64Array): [schema: Uint8Array, rows: Uint8Array] {
  const stream = tableToIPC(tableFromArrays({ n }), 'stream');
  const schemaBytes = 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
  return [stream.slice(0, schemaBytes), stream.slice(schemaBytes, -8)];
}

it('[S19] a statement that goes on is not given up, however long it takes in all', async () => {
  const session = await sessionOn(slowEngine(12, 50, []), 400);
  let turns = 0;
  session.onTurn = () => (turns += 1);
  await session.steps(['INSERT INTO many SELECT * FROM more']);
  expect([session.broken, turns]).toEqual([false, 11]);
});

it('[S19] one whose turn does not end is given up', async () => {
  const session = await sessionOn(slowEngine(2, 10_000, []), 50);
  await expect(session.steps(['INSERT INTO many SELECT * FROM more'])).rejects.toThrow('no answer within 50 ms');
  expect(session.broken).toBe(true);
});

it('rows are read a page at a time', async () => {
  const session = await sessionOn(slowEngine(3, 1, cutStream(Float64Array.of(1, 2, 3))), 1000);
  const pages: unknown[] = [];
  for await (const { n } of session.pages('SELECT n FROM numbers')) pages.push(Array.from(n ?? []));
  expect(pages).toEqual([[1, 2, 3]]);
});

it('rows that never come are given up', async () => {
  const engine = slowEngine(1, 1, [tableToIPC(tableFromArrays({ n: Float64Array.of(1) }), 'stream').slice(0, 8)]);
  Reflect.set(engine.db, 'fetchQueryResults', async () => new Promise((resolve) => setTimeout(() => resolve(null), 5)));
  const session = await sessionOn(engine, 60);
  await expect(session.pages('SELECT n FROM numbers').next()).rejects.toThrow('no rows within 60 ms');
  expect(session.broken).toBe(true);
});

it('the engine makes a page while the one before is taken up', async () => {
  const [schema, rows] = cutStream(Float64Array.of(1, 2, 3));
  const engine = slowEngine(1, 1, [schema]);
  const left = [rows, rows, rows, new Uint8Array()];
  Reflect.set(engine.db, 'fetchQueryResults', async () => left.shift());
  const session = await sessionOn(engine, 1000);
  const leftAtPage: number[] = [];
  for await (const _ of session.pages('SELECT n FROM numbers')) leftAtPage.push(left.length);
  // Arrow reads one message ahead, and waits for it.
  expect(leftAtPage).toEqual([1, 0, 0]);
});
