import { describe, expect, it } from 'vitest';
import { audioIdOf } from '../../src/audio/bytes/hash.ts';
import { DataSet } from '../../src/stages/data/dataSet.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import { connectStore } from '../../src/workers/store/storeClient.ts';
import {
  audioFile,
  idOf,
  isolateStoreTests,
  openStore,
  opfsNames,
  projectFolder,
  queryFile,
  runOf,
  sharedStore,
  startStore,
  undescribed,
  untilTestEnds,
  whenMarked,
} from './storeHarness.ts';

const openedStore = sharedStore();

const bytes = Uint8Array.of(1, 2, 3);

describe('copies that the user asked to keep', () => {
  it('of version 1.0 are told apart by their bytes: whole ones stay, cut ones go', async () => {
    const store = await openedStore();
    const [whole = '', cut = ''] = await Promise.all(
      [bytes, Uint8Array.of(1, 2, 3, 4)].map(async (of) => audioIdOf(new Blob([of]))),
    );
    await store.addAudioFiles([audioFile(1, { audioId: whole }), audioFile(2, { audioId: cut })]);
    const folder = await (await projectFolder()).getDirectoryHandle('kept', { create: true });
    for (const name of [whole, cut]) {
      const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await writable.write(bytes);
      await writable.close();
    }
    await store.close();
    const again = await openStore();
    expect(await again.listKept()).toEqual([]);
    expect((await again.listUncheckedKept()).sort()).toEqual([whole, cut].sort());
    expect(await again.remote.checkKept(whole)).toBe(true);
    expect(await again.remote.checkKept(cut)).toBe(false);
    expect(await again.listKept()).toEqual([whole]);
    expect(await again.listUncheckedKept()).toEqual([]);
    expect(await namesIn('kept')).toHaveLength(1);
  });
});

describe('runs', () => {
  const { audioId } = audioFile(1);

  it('a run that a closed page left running is a stopped one afterwards, its trials kept', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    const run = runOf(1, 'run', { state: 'running' });
    await store.saveRuns([run]);
    store.crash();
    const again = await openStore();
    expect(await again.listRuns(audioId)).toMatchObject([{ state: 'stopped', chosen: true, trialCount: 6 }]);
    expect(await again.runTrials('run')).toEqual(run.trials);
  });
});

it('deleteAll waits for what a worker that has just ended still holds', async () => {
  const store = await openedStore();
  await store.addAudioFiles([audioFile(1)]);
  await store.remote.keepCopy(idOf(1), Uint8Array.of(1, 2, 3));
  const kept = await (await projectFolder()).getDirectoryHandle('kept');
  const held = await (await kept.getFileHandle(`${idOf(1)}.audio`)).createWritable();
  setTimeout(() => void held.abort(), 500);
  await store.deleteAll();
  expect(await opfsNames()).not.toContain('kept');
  expect(await store.listAudio()).toEqual([]);
});

describe('in empty storage', () => {
  isolateStoreTests();

  it('the worker of the app serves the contract, errors whole', async () => {
    const store: TrainingStore = connectStore(
      { follow: (message) => dataSet.follow(message), whenCurrent: async () => dataSet.whenCurrent() },
      () =>
        untilTestEnds(
          new Worker(new URL('../../src/workers/store/store.worker.ts', import.meta.url), { type: 'module' }),
        ),
    );
    const dataSet = new DataSet(store, new LogBook());
    expect(await store.open()).toEqual({ mode: 'opfs', notices: [] });
    await dataSet.whenCurrent();
    await store.addDescribedAudio([undescribed(audioFile(1))]);
    expect(dataSet.records.value[0]!.file.importedAt).toBeInstanceOf(Date);
    await expect(store.chooseRun('ghost')).rejects.toMatchObject({
      name: 'AppError',
      code: 'bad-input',
      subject: 'ghost',
    });
  });

  it('without files and records it works in memory, says so, exports, and has no backup', async () => {
    const store = await startStore({}, 'files', 'records');
    const opening = await store.open();
    expect(opening.mode).toBe('memory');
    expect(opening.notices).toHaveLength(1);
    await store.addAudioFiles([audioFile(1)]);
    expect(await store.listAudio()).toHaveLength(1);
    const blob = await store.exportDatabase();
    const [rows] = await queryFile(blob, 'SELECT audio_id FROM f.audio_files');
    expect(rows).toEqual([{ audio_id: audioFile(1).audioId }]);
    expect(await store.status()).toMatchObject({ mode: 'memory', databaseBytes: null, lastBackupAt: null });
    expect(await store.makeBackup()).toBe(false);
    await expect(store.previewBackup()).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('deleteAll leaves nothing behind and an empty store that works', async () => {
    const store = await openStore({ backupPolicy: { everyWrites: 1, minAgeMs: 0, maxAgeMs: 0 } });
    const stagedName = await store.remote.stageCopy(Uint8Array.of(1));
    await store.addAudioFiles([audioFile(1, { stagedName })]);
    await expect.poll(opfsNames, { timeout: 20_000 }).toContain('training.bak');
    await store.deleteAll();
    expect(await opfsNames()).toEqual(['training.duckdb', 'training.duckdb.block', 'training.duckdb.wal']);
    expect(await store.listAudio()).toEqual([]);
    await store.addAudioFiles([audioFile(2)]);
    await whenMarked((marker) => marker.audioFiles === 1);
    store.crash();
    expect(await (await openStore()).listAudio()).toHaveLength(1);
  });

  it('copies that are being written are left alone by whoever opens the database meanwhile', async () => {
    const writer = await startStore();
    await writer.remote.keepHalf(audioFile(1).audioId);
    const store = await openStore();
    await store.addAudioFiles([audioFile(1)]);
    expect(await namesIn('kept')).toHaveLength(1);
  });

  it('copies are there once they are whole; one that was cut off counts as none and is gone after the next opening', async () => {
    const store = await openStore();
    const { audioId } = audioFile(1);
    await store.addAudioFiles([audioFile(1), audioFile(2)]);
    await store.remote.keepCopy(audioFile(2).audioId, bytes);
    await store.remote.keepHalf(audioId);
    expect(await store.listKept()).toEqual([audioFile(2).audioId]);
    store.crash();
    const again = await openStore({ stagedOrphanAgeMs: 0 });
    expect(await again.listKept()).toEqual([audioFile(2).audioId]);
    expect(await again.openKept(audioId)).toBeNull();
    expect(new Uint8Array(await (await again.openKept(audioFile(2).audioId))!.arrayBuffer())).toEqual(bytes);
    expect(await namesIn('kept')).toHaveLength(1);
    await again.remote.keepCopy(audioId, bytes);
    expect((await again.listKept()).toSorted()).toEqual([audioId, audioFile(2).audioId].sort());
  });
});

async function namesIn(folderName: string): Promise<string[]> {
  const folder = await (await projectFolder()).getDirectoryHandle(folderName);
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names.sort();
}
