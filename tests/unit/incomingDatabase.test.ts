import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { DuckDbEngine } from '../../src/store/engine/duckdbEngine.ts';
import { inspectIncoming } from '../../src/store/transfer/incomingDatabase.ts';

/** An engine whose script takes a name that the browser does not have. */
function brokenEngine(): DuckDbEngine {
  const error = Object.assign(new Error('FileSystemSyncAccessHandle is not defined'), { name: 'ReferenceError' });
  const db = {
    open: async () => undefined,
    connect: async () => ({ query: async () => undefined }),
    registerFileHandle: async () => Promise.reject(error),
    dropFile: async () => undefined,
  };
  return { db: db as unknown as DuckDbEngine['db'], died: new Promise(() => undefined), terminate: () => undefined };
}

it('a failure of the app is not told as a fault of the database that is imported', async () => {
  const file = new File([await readFile('tests/fixtures/desktop.duckdb')], 'desktop.duckdb');
  const options = {
    createEngine: async () => brokenEngine(),
    openTimeoutMs: 1000,
    callTimeoutMs: 1000,
    lockTimeoutMs: 1000,
    onStep: () => undefined,
    canRead: () => true,
    build: 'this one',
  };
  await expect(inspectIncoming(file, options)).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('the app failed, not the file') as string,
    details: expect.stringContaining('FileSystemSyncAccessHandle is not defined') as string,
  });
});
