import { expect, it } from 'vitest';
import { Database } from '../../src/store/engine/database.ts';
import type { Session } from '../../src/store/engine/session.ts';
import { PoisonedError } from '../../src/store/engine/storeFailure.ts';

const follower = { beforeCommit: async () => () => undefined, restarted: () => undefined };

/** A database whose sessions note their scripts; a low limit is refused by `refusal`. */
function notedDatabase(refusal: Error) {
  const scripts: string[] = [];
  let opened = 0;
  const open = (): Session => {
    opened += 1;
    const session = {
      broken: false,
      memoryLimit: '1.5GiB',
      terminate: () => (session.broken = true),
      transaction: async (work: () => Promise<unknown>) => work(),
      script: async (sql: string) => {
        scripts.push(sql);
        if (!sql.includes('1MB')) return;
        session.broken = refusal instanceof PoisonedError;
        throw refusal;
      },
    };
    return session as unknown as Session;
  };
  const hooks = { reopen: async () => open(), committed: () => undefined, damageSeen: () => undefined };
  const database = new Database(open(), hooks, follower);
  const commit = async (times: number) => {
    for (let i = 0; i < times; i += 1) await database.transaction('import', async () => null);
    await database.run('import', async () => null);
  };
  return { commit, scripts, opened: () => opened };
}

it('DuckDB’s list of blocks is swept after 64 commits by a limit that it refuses, and the usual one goes on', async () => {
  const { commit, scripts } = notedDatabase(new Error('Out of Memory Error: Failed to change memory limit'));
  await commit(63);
  expect(scripts).toEqual([]);
  await commit(1);
  expect(scripts).toEqual(["SET memory_limit = '1MB'", "SET memory_limit = '1.5GiB'"]);
  await commit(64);
  expect(scripts).toHaveLength(4);
});

it('an instance that ends while it sweeps takes no commit with it, and the next job has a fresh one', async () => {
  const { commit, opened } = notedDatabase(new PoisonedError('the database’s worker has ended'));
  await commit(65);
  expect(opened()).toBe(2);
});
