import { describe, expect, it } from 'vitest';
import { createSchema, SCHEMA_VERSION } from '../../src/store/schema/migrations.ts';
import { NO_ROOM, tellDisk } from './cutWrites.ts';
import {
  audioFile,
  doneOutcome,
  idOf,
  inMemory,
  isolateStoreTests,
  openStore,
  opfsNames,
  queryFile,
  removeOpfs,
  runOf,
  sharedStore,
  startStore,
  writeOpfs,
} from './storeHarness.ts';

const openedStore = sharedStore();

const FULL = { code: 'storage-full', message: expect.stringMatching(/Free Space/u) as string };

it('with no byte free the data set opens, answers and can be exported; what must write is refused, and with room the same store goes on', async () => {
  const first = await openedStore(2);
  await first.saveRuns([runOf(1, 'run', { state: 'running' })]);
  const audio = await first.listAudio();
  await first.close();
  tellDisk(NO_ROOM);
  const store = await openStore();
  expect(await store.listAudio()).toEqual(audio);
  expect(await store.listRuns(idOf(1))).toHaveLength(1);
  const [rows] = await queryFile(await store.exportDatabase(), 'SELECT count(*)::INTEGER AS n FROM f.audio_files');
  expect(rows).toEqual([{ n: 2 }]);
  await expect(store.saveDescriptors([doneOutcome(1, 'anew')])).rejects.toMatchObject(FULL);
  expect(await store.listAudio()).toEqual(audio);
  tellDisk(null);
  await store.addAudioFiles([audioFile(3)]);
  expect(await store.listAudio()).toHaveLength(3);
});

it('Free Space gives up what was asked for and nothing else, and followers know; it works also where the data set is not open', async () => {
  const store = await openedStore(3);
  await store.remote.keepCopy(idOf(1), new Uint8Array(1000));
  await store.noteKept();
  await store.remote.stageCopy(new Uint8Array(2000));
  await store.removeAudio([idOf(2)]);
  await store.makeBackup();
  await writeOpfs('training.damaged-1', new Uint8Array(300));
  await writeOpfs('training.set-aside-1.duckdb', new Uint8Array(200));
  const before = await store.fileBytes();
  expect(before).toMatchObject({ kept: 1000, staged: 2000, aside: 500 });
  for (const kind of ['database', 'backup', 'undo'] as const) expect(before![kind]).toBeGreaterThan(0);
  await store.freeSpace(['kept', 'undo']);
  expect(await store.listKept()).toEqual([]);
  expect(await store.listUndoSteps()).toEqual([]);
  expect(await store.fileBytes()).toMatchObject({ kept: 0, undo: 0, staged: 2000, aside: 500, backup: before!.backup });
  await store.close();
  await store.freeSpace(['staged']);
  expect(await store.fileBytes()).toMatchObject({ staged: 0, aside: 500, backup: before!.backup });
  await store.freeSpace(['aside']);
  expect(await store.fileBytes()).toMatchObject({ aside: 0, backup: before!.backup });
  expect(await store.open()).toMatchObject({ notices: [] });
  expect(await store.listAudio()).toHaveLength(2);
  expect(await store.status()).toMatchObject({ keptAside: [] });
});

it('a copy that does not read back as it was written gets no name, and is said', async () => {
  const store = await openedStore(1);
  await removeOpfs('training.bak').catch(() => undefined);
  await store.remote.garbleReading();
  await expect(store.remote.keepCopy(idOf(1), new Uint8Array(9 << 20))).rejects.toMatchObject({
    code: 'storage-damaged',
  });
  expect(await store.openKept(idOf(1))).toBeNull();
  expect(await store.makeBackup()).toBe(false);
  expect(await opfsNames()).not.toContain('training.bak');
  // No other test could read a file in it.
  store.crash();
});

describe('a database of an earlier version', () => {
  isolateStoreTests();

  it(
    'that must be brought up to date first is read all the same, for reading only, until there is room',
    { tags: 'every' },
    async () => {
      const old = await inMemory(async (session) => {
        await createSchema(session, 0, SCHEMA_VERSION - 1);
        await session.script(`INSERT INTO audio_files (audio_id, path) VALUES ('${idOf(1)}', 'a.wav')`);
        return session.copyToBuffer();
      });
      await writeOpfs('training.duckdb', old);
      tellDisk(NO_ROOM);
      const store = await startStore();
      expect(await store.open()).toEqual({ mode: 'read-only', notices: [expect.stringMatching(/Free Space/u)] });
      expect(await store.status()).toMatchObject({ mode: 'read-only' });
      expect((await store.listAudio()).map(({ file }) => file.path)).toEqual(['a.wav']);
      expect((await store.exportDatabase()).size).toBeGreaterThan(0);
      await expect(store.addAudioFiles([audioFile(2)])).rejects.toMatchObject(FULL);
      tellDisk(null);
      await store.close();
      expect(await store.open()).toEqual({ mode: 'opfs', notices: [] });
      await store.addAudioFiles([audioFile(2)]);
      expect(await store.listAudio()).toHaveLength(2);
    },
  );
});
