import type { AsyncDuckDB } from '@duckdb/duckdb-wasm';
import { expect, it, vi } from 'vitest';
import { Session } from '../../src/store/engine/session.ts';
import { LateError, PoisonedError } from '../../src/store/engine/storeFailure.ts';

/** A session on an engine that answers nothing once it is open, as one whose worker has ended. */
async function silentSession() {
  let die = (): void => undefined;
  const died = new Promise<Error>((resolve) => (die = () => resolve(new Error('gone'))));
  let isOpen = false;
  const connection = { query: async () => (isOpen ? new Promise(() => undefined) : null) };
  const db = {
    open: async () => null,
    connect: async () => connection,
    registerFileHandle: async () => null,
  } as unknown as AsyncDuckDB;
  const createEngine = async () => ({ db, died, terminate: () => undefined });
  const session = await Session.open({ createEngine, path: null, openTimeoutMs: 10_000, callTimeoutMs: 120_000 });
  isOpen = true;
  return { session, die };
}

it('a call that waits when the database’s worker ends, and one that begins afterwards, are given up at once', async () => {
  const { session, die } = await silentSession();
  const waiting = session.script('SELECT 1');
  die();
  await expect(waiting).rejects.toThrow(PoisonedError);
  // As the next call of the same job does.
  await expect(session.script('SELECT 2')).rejects.toThrow(PoisonedError);
  expect(session.broken).toBe(true);
}, 10_000);

it('a call has longer to answer, the larger the file is that it reads', async () => {
  vi.useFakeTimers();
  try {
    for (const [size, mostMs] of [
      [100_000_000, 240_000],
      [1_000_000_000, 1_320_000],
    ] as const) {
      const { session } = await silentSession();
      let failure: unknown = null;
      const file = { size } as Blob;
      const reading = session.withAttached(file, 'incoming', async () => undefined).catch((error) => (failure = error));
      await vi.advanceTimersByTimeAsync(mostMs - 1000);
      expect(failure).toBeNull();
      await vi.advanceTimersByTimeAsync(2000);
      await reading;
      expect(failure).toBeInstanceOf(LateError);
      expect(session.callTimeoutMs).toBe(120_000);
    }
  } finally {
    vi.useRealTimers();
  }
});
