import { describe, expect, it } from 'vitest';
import {
  audioFile,
  digestOfOpfs,
  doneOutcome,
  openStore,
  queryFile,
  opfsNames,
  readOpfs,
  removeOpfs,
  runOf,
  sharedStore,
  writeOpfs,
  idOf,
} from './storeHarness.ts';

const NO_BACKUP = { backupPolicy: { everyWrites: Infinity, minAgeMs: Infinity, maxAgeMs: Infinity } };
const openedStore = sharedStore(NO_BACKUP);

describe('the backup on the user’s wish', () => {
  it('is made and told; restoring it says before what is lost, and can be undone', async () => {
    const store = await openedStore();
    await removeOpfs('training.bak').catch(() => undefined);
    await expect(store.previewBackup()).rejects.toMatchObject({ code: 'bad-input' });
    await store.addAudioFiles([audioFile(1), audioFile(2)]);
    await store.saveDescriptors([doneOutcome(1)]);
    await store.saveRuns([runOf(1, 'before')]);
    const kept = await store.listAudio();
    const madeFrom = Date.now();
    expect(await store.makeBackup()).toBe(true);
    expect(await store.status()).toMatchObject({ lastBackupFailure: null });
    expect((await store.status()).lastBackupAt!.getTime()).toBeGreaterThanOrEqual(madeFrom - 1000);

    await store.removeAudio([idOf(2)]);
    await store.addAudioFiles([audioFile(3)]);
    await store.saveDescriptors([doneOutcome(3)]);
    await store.saveRuns([runOf(1, 'after'), runOf(3, 'third')]);
    const later = await store.listAudio();
    expect(await store.previewBackup()).toMatchObject({
      audioFiles: 2,
      models: 0,
      lost: { audioFiles: 1, descriptors: 1, runs: 2, models: 0 },
      regainedFiles: 1,
    });
    expect(await store.listBackedUp()).toEqual({ files: [idOf(1), idOf(2)], models: [] });
    expect(await store.listAudio()).toEqual(later);

    const step = await store.restoreBackup();
    expect(step).toMatchObject({ kind: 'restore-backup' });
    expect(await store.listAudio()).toEqual(kept);
    expect((await store.listRuns(idOf(1))).map(({ runId }) => runId)).toEqual(['before']);
    store.crash();
    const again = await openStore(NO_BACKUP);
    expect(await again.listAudio()).toEqual(kept);
    await again.undo(step!.stepId);
    expect(await again.listAudio()).toEqual(later);
    expect(await again.listRuns(idOf(3))).toHaveLength(1);
  });

  it('is restored twice: nothing of reading it stays in the data set', { tags: 'every' }, async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    for (let times = 0; times < 2; times += 1) {
      await store.makeBackup();
      expect(await store.restoreBackup()).toMatchObject({ kind: 'restore-backup' });
    }
    const [tables] = await queryFile(
      await store.exportDatabase(),
      "SELECT table_name FROM duckdb_tables() WHERE database_name = 'f' AND table_name = 'refused_rows'",
    );
    expect(tables).toEqual([]);
  });

  it('holds what was there when it was asked for, though another was under way', { tags: 'every' }, async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    // Reading the first one back takes longer than the next write.
    const first = store.makeBackup();
    await store.addAudioFiles([audioFile(2)]);
    expect(await Promise.all([first, store.makeBackup()])).toEqual([true, true]);
    expect(await store.previewBackup()).toMatchObject({ audioFiles: 2 });
  });

  it('that is damaged is refused in words, before anything is changed', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    await store.makeBackup();
    const bytes = await readOpfs('training.bak');
    bytes.fill(7, 4096, 3 * 4096);
    await writeOpfs('training.bak', bytes);
    await store.addAudioFiles([audioFile(2)]);
    for (const method of ['previewBackup', 'restoreBackup'] as const) {
      await expect(store[method]()).rejects.toMatchObject({ code: 'bad-database' });
    }
    expect(await store.listAudio()).toHaveLength(2);
  });

  it('that finds no room leaves the last one and says why', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    await store.makeBackup();
    const last = await digestOfOpfs('training.bak');
    await store.addAudioFiles([audioFile(2)]);
    await store.remote.refuseFiles(1);
    expect(await store.makeBackup()).toBe(false);
    expect((await store.status()).lastBackupFailure).toMatch(/no room left/u);
    expect(await digestOfOpfs('training.bak')).toBe(last);
    expect(await opfsNames()).not.toContain('training.bak.tmp');
    expect(await store.makeBackup()).toBe(true);
    expect((await store.status()).lastBackupFailure).toBeNull();
  });
});
