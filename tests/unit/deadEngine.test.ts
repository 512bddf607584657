import type { AsyncDuckDB } from '@duckdb/duckdb-wasm';
import { expect, it } from 'vitest';
import { Session } from '../../src/store/engine/session.ts';
import { PoisonedError } from '../../src/store/engine/storeFailure.ts';

/** A session on an engine that answers nothing once it is open, as one whose worker has ended. */
async function silentSession() {
  let die = (): void => undefined;
  const died = new Promise<Error>((resolve) => (die = () => resolve(new Error('gone'))));
  let isOpen = false;
  const connection = { query: async () => (isOpen ? new Promise(() => undefined) : null) };
  const db = { open: async () => null, connect: async () => connection } as unknown as AsyncDuckDB;
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
