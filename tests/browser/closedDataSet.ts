import { expect } from 'vitest';
import { readMarker, writeMarker, type DatabaseMarker } from '../../src/store/engine/marker.ts';
import {
  audioFile,
  openStore,
  opfsNames,
  readOpfs,
  removeOpfs,
  startStore,
  whenMarked,
  writeOpfs,
  type StoreUnderTest,
} from './storeHarness.ts';
import type { HarnessOptions } from './storeHarness.worker.ts';

export const BACKUP_AT_ONCE = { backupPolicy: { everyWrites: 1, minAgeMs: 0, maxAgeMs: 0 } };
export const NO_BACKUP = { backupPolicy: { everyWrites: Infinity, minAgeMs: Infinity, maxAgeMs: Infinity } };

/** A data set as it lies on the disk. */
interface Closed {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly marker: DatabaseMarker;
}

let madeOnce: Promise<Closed> | null = null;

/** Leaves a data set of one file in empty storage, as it is when it was closed in order, and its backup where asked. */
export async function closedDataSet(backup: 'with a backup' | null = null): Promise<void> {
  madeOnce ??= makeClosed();
  const { files, marker } = await madeOnce;
  for (const [name, bytes] of files) await writeOpfs(name, bytes);
  if (backup === null) await removeOpfs('training.bak');
  await writeMarker(marker);
}

async function makeClosed(): Promise<Closed> {
  const store = await openStore({ markerDelayMs: 0, ...BACKUP_AT_ONCE });
  await store.addAudioFiles([audioFile(1)]);
  await whenMarked(({ audioFiles }) => audioFiles === 1);
  await backedUp();
  await store.close();
  await settled();
  const marker = await readMarker();
  if (marker === null) throw new Error('the data set has no marker');
  const names = await opfsNames();
  const files = names.filter((name) => name.startsWith('training.'));
  return {
    files: new Map(await Promise.all(files.map(async (name) => [name, await readOpfs(name)] as const))),
    marker,
  };
}

export async function backedUp(): Promise<void> {
  await expect.poll(opfsNames, { timeout: 20_000 }).toContain('training.bak');
}

/** Waits until nobody holds the database open. */
export async function settled(): Promise<void> {
  for (const name of ['training.duckdb', 'training.duckdb.wal']) await writeOpfs(name, await readOpfs(name));
}

/** Opens what {@link closedDataSet} left and something damaged. */
export async function expectRestored(options: HarnessOptions = {}): Promise<StoreUnderTest> {
  const store = await startStore(options);
  const { notices } = await store.open();
  expect(notices.join(' ')).toContain('restored from the backup');
  expect((await store.listAudio()).map(({ file }) => file.audioId)).toEqual([audioFile(1).audioId]);
  return store;
}
