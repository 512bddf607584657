import { afterEach, expect, it, vi } from 'vitest';
import type { MergePlan } from '../../src/domain/databaseMerge.ts';
import type { Session } from '../../src/store/engine/session.ts';
import { DatabaseTransfer } from '../../src/store/transfer/databaseTransfer.ts';
import { DEFAULT_IMPORT_POLICY } from '../../src/store/transfer/mergeIncoming.ts';

const CONTENTS = { writtenBy: 'desktop', audioFiles: 10, trials: 100, refused: [] };
vi.mock('../../src/store/transfer/inspections.ts', () => ({
  Inspections: class {
    take = async () => CONTENTS;
  },
}));
afterEach(() => vi.unstubAllGlobals());

const PLAN: MergePlan = { files: 'keep-both', byAudioId: {}, models: 'keep-mine' };
const BYTES = 1e9;

/** A data set of 3 GB, whose commands run where their key is new. */
function transferWith(freeBytes: number, isNew: boolean, policy = DEFAULT_IMPORT_POLICY) {
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ quota: 100e9, usage: 100e9 - freeBytes }) } });
  const session = {
    query: async (sql: string) => (sql.includes('_id AS id') ? [] : [{ n: 0, files: 0, trials: 0 }]),
  } as unknown as Session;
  const undoable = {
    makeFromFile: async (...[, , , , plan]: [string, Blob, string, unknown, (of: Session) => Promise<unknown>]) => {
      if (isNew) await plan(session);
      return null;
    },
  };
  const files = { size: async () => 3e9 };
  const options = { importPolicy: policy };
  const database = { whileClosed: async () => Promise.reject(new Error('no engine')) };
  const deps = { database, undoable, files, backups: null, options };
  return new DatabaseTransfer(deps as unknown as ConstructorParameters<typeof DatabaseTransfer>[0]);
}
const file = Object.assign(new Blob(), { name: 'big.duckdb' });
Object.defineProperty(file, 'size', { value: BYTES });

it('[S19] an import that is repeated once it has committed is not refused for the room that it took itself', async () => {
  const refusal = /needs about 5\.5 GB, and the browser grants this page 1\.0 GB more/u;
  for (const how of ['merge', 'replace'] as const) {
    const imported = async (transfer: DatabaseTransfer) =>
      how === 'merge' ? transfer.merge(file, PLAN, 'key') : transfer.replace(file, 'key');
    await expect(imported(transferWith(1e9, true))).rejects.toThrow(refusal);
    expect((await imported(transferWith(1e9, false))).contents.audioFiles).toBe(10);
  }
});

it('[S19] where Undo has to copy the whole data set there has to be room for that too', async () => {
  const policy = { ...DEFAULT_IMPORT_POLICY, namedFiles: 5 };
  await expect(transferWith(6e9, true, policy).merge(file, PLAN, 'key')).rejects.toThrow('needs about 8.5 GB');
  expect((await transferWith(6e9, true).merge(file, PLAN, 'key')).contents.audioFiles).toBe(10);
});

it('[S19] an import stands where no other engine can begin after it', async () => {
  const policy = { ...DEFAULT_IMPORT_POLICY, renewedFromBytes: 0 };
  expect((await transferWith(100e9, true, policy).replace(file, 'key')).contents.audioFiles).toBe(10);
});
