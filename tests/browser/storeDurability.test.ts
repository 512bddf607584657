import { describe, expect, it } from 'vitest';
import { recordOf } from '../../src/store/files/blockWrites.ts';
import { BLOCK_FILE, DATABASE_FILE } from '../../src/store/files/opfsFiles.ts';
import type { RunSnapshot } from '../../src/workers/contracts/store.ts';
import { backedUp, BACKUP_AT_ONCE, closedDataSet, expectRestored, NO_BACKUP } from './closedDataSet.ts';
import { killAtWrite, leaveLog, withRawDatabase } from './leftLog.ts';
import {
  audioFile,
  descriptorsOf,
  digestOf,
  digestOfOpfs,
  doneOutcome,
  isolateStoreTests,
  openStore,
  opfsNames,
  packedTrials,
  readOpfs,
  removeOpfs,
  runOf,
  sharedStore,
  startStore,
  undescribed,
  writeOpfs,
} from './storeHarness.ts';
import { seeded } from '../support/seeded.ts';

const openedStore = sharedStore(NO_BACKUP);

describe('crashes', () => {
  it('keep every acknowledged job, whenever the worker ends', { timeout: 180_000 }, async () => {
    const random = seeded(20_260_131);
    const acknowledged = new Map<number, { described: boolean; run: RunSnapshot | null }>();
    for (let launch = 0, next = 1; launch < 2; launch += 1) {
      const store = launch === 0 ? await openedStore() : await openStore(NO_BACKUP);
      const crashAfter = 2 + Math.floor(random() * 3);
      let done = 0;
      while (done < crashAfter) {
        const n = next++;
        await store.addAudioFiles([audioFile(n)]);
        acknowledged.set(n, { described: false, run: null });
        await store.saveDescriptors([doneOutcome(n)]);
        const run = runOf(n, `run-${n}`, { trials: packedTrials(40, n) });
        acknowledged.set(n, { described: true, run: null });
        await store.saveRuns([run]);
        acknowledged.set(n, { described: true, run });
        done += 1;
      }
      // One more job is under way when the worker ends, at some moment of its life.
      store.addAudioFiles([audioFile(next)]).catch(() => undefined);
      store.saveRuns([runOf(1, `torn-${launch}`, { trials: packedTrials(40, launch) })]).catch(() => undefined);
      next += 1;
      await new Promise((resolve) => setTimeout(resolve, random() * 60));
      store.crash();
    }
    const store = await openStore(NO_BACKUP);
    const records = new Map((await store.listAudio()).map((record) => [record.file.audioId, record]));
    for (const [n, { run }] of acknowledged) {
      const record = records.get(audioFile(n).audioId);
      expect(record?.descriptors, `file ${n}`).toMatchObject({ kind: 'done', descriptors: descriptorsOf(n) });
      if (run !== null) expect(await store.runTrials(run.runId), run.runId).toEqual(run.trials);
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(4);
  });

  it('of DuckDB alone are repaired unseen: the job runs again at once on a new instance', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    const engines = await store.remote.engineCount();
    await store.remote.killEngine();
    await store.addAudioFiles([audioFile(2)]);
    expect((await store.listAudio()).map(({ file }) => file.audioId)).toEqual([1, 2].map((n) => audioFile(n).audioId));
    expect(await store.remote.engineCount()).toBe(engines + 1);
  });
});

describe('an engine that dies after COMMIT, before it answers', () => {
  it('does not make an import take its own copies for unneeded: the command answers what it had done', async () => {
    const store = await openedStore();
    const stagedName = await store.remote.stageCopy(Uint8Array.of(1, 2, 3));
    await store.remote.loseNextCommit();
    const added = await store.addAudioFiles([audioFile(1, { stagedName })], 'step');
    expect(added).toEqual([{ kind: 'added', audioId: audioFile(1).audioId, path: audioFile(1).path }]);
    expect(await store.listAudio()).toHaveLength(1);
    expect((await store.openStaged(audioFile(1).audioId))?.size).toBe(3);
    expect(await store.listUndoSteps()).toMatchObject([{ stepId: 'step', audioFiles: 1 }]);
  });

  it('does not make a deletion run twice: the step takes all of it back', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1), audioFile(2)]);
    await store.remote.loseNextCommit();
    const step = await store.removeAudio([audioFile(1).audioId]);
    expect(step).toMatchObject({ kind: 'remove-audio', audioFiles: 1 });
    expect(step?.at).toBeInstanceOf(Date);
    expect(await store.listUndoSteps()).toHaveLength(1);
    await store.undo(step!.stepId);
    expect(await store.listAudio()).toHaveLength(2);
  });

  it('nor does a command that the page repeats with its key, after the store’s worker has ended too', async () => {
    const store = await openedStore();
    await store.remote.call('addDescribedAudio', [[undescribed(audioFile(1))]], 'the key');
    store.crash();
    const again = await openStore(NO_BACKUP);
    await again.makeBackup();
    expect(await again.remote.call('addDescribedAudio', [[undescribed(audioFile(1))]], 'the key')).toMatchObject([
      { kind: 'added' },
    ]);
    expect(await again.remote.call('addDescribedAudio', [[undescribed(audioFile(1))]], 'another key')).toMatchObject([
      { kind: 'duplicate' },
    ]);
  });
});

describe('two tabs', () => {
  it('the second is told in words that the data set is in use, and gets it once the first has closed', async () => {
    const first = await openedStore();
    await first.addAudioFiles([audioFile(1)]);
    const second = await startStore({ lockTimeoutMs: 300 });
    await expect(second.open()).rejects.toMatchObject({ code: 'storage-busy' });
    await first.close();
    const third = await openStore(NO_BACKUP);
    expect(await third.listAudio()).toHaveLength(1);
  });
});

describe('a block that was cut while it was written over [S11]', () => {
  it('is as it was, in the data set that opens and in copies of its file', async () => {
    const before = await openedStore();
    await before.addAudioFiles([audioFile(1), audioFile(2)]);
    const listed = await before.listAudio();
    await before.close();
    const whole = await cutBlock();
    const store = await startStore(NO_BACKUP);
    const copy = await store.databaseFile();
    expect(await digestOf((await copy?.arrayBuffer()) ?? new ArrayBuffer())).toBe(await digestOf(whole));
    expect((await store.open()).notices).toEqual([]);
    expect(await store.listAudio()).toEqual(listed);
    expect(await readOpfs(BLOCK_FILE)).toHaveLength(0);
  });

  it(
    'is as it was in a database that is kept aside, and not put into the backup that takes its place',
    { tags: 'every' },
    async () => {
      const before = await openedStore();
      await before.addAudioFiles([audioFile(1)]);
      expect(await before.makeBackup()).toBe(true);
      const backedUp = await before.listAudio();
      await before.addAudioFiles([audioFile(2), audioFile(3)]);
      await before.close();
      const whole = await cutBlock();
      const store = await startStore(NO_BACKUP);
      await store.startOver('backup');
      expect(await digestOfOpfs('training.damaged-1')).toBe(await digestOf(whole));
      expect(await readOpfs(BLOCK_FILE)).toHaveLength(0);
      expect((await store.open()).notices).toEqual([]);
      expect(await store.listAudio()).toEqual(backedUp);
    },
  );
});

/** Cuts a block of the closed database as an end in the middle of a write does. Resolves with the database as it was. */
async function cutBlock(): Promise<Uint8Array<ArrayBuffer>> {
  const whole = await readOpfs(DATABASE_FILE);
  const [at, length] = [3 * 4096, 256 << 10];
  const written = Uint8Array.from({ length }, (_, place) => place % 253);
  const cut = Uint8Array.from(whole);
  cut.set(written.subarray(0, length / 2), at);
  await writeOpfs(DATABASE_FILE, cut);
  const former = { at, bytes: whole.slice(at, at + length), intended: written.slice(0, 8) };
  await writeOpfs(BLOCK_FILE, recordOf(former));
  return whole;
}

describe('a write-ahead log that was left over', () => {
  isolateStoreTests();

  it('of 0 bytes is removed', { tags: 'every' }, async () => {
    await closedDataSet();
    await writeOpfs('training.duckdb.wal', new Uint8Array(0));
    const store = await openStore();
    await store.addAudioFiles([audioFile(2)]);
    expect(await store.listAudio()).toHaveLength(2);
  });

  it('with content is folded in', async () => {
    await leaveLog();
    expect((await readOpfs('training.duckdb.wal')).length).toBeGreaterThan(0);
    const store = await openStore();
    expect((await store.listAudio()).map(({ file }) => file.path)).toEqual(['one.wav', 'two.wav']);
    await store.addAudioFiles([audioFile(3)]);
    store.crash();
    expect(await (await openStore()).listAudio()).toHaveLength(3);
  });

  it('with content is whole again where the browser ended while it was folded in', { tags: 'every' }, async () => {
    await leaveLog();
    const log = await readOpfs('training.duckdb.wal');
    // In its place lies what DuckDB notes of a checkpoint; `tests/endurance/replayedLog.test.ts` tries every write.
    expect(await killAtWrite(5, 'all')).not.toEqual(log);
    const store = await openStore();
    expect((await store.listAudio()).map(({ file }) => file.path)).toEqual(['one.wav', 'two.wav']);
    expect(await opfsNames()).not.toContain('training.duckdb.wal.copy');
  });

  it('that cannot be replayed is set aside with a copy, and said', async () => {
    await leaveLog();
    await writeOpfs('training.duckdb.wal', spoiled(await readOpfs('training.duckdb.wal')));
    const store = await startStore();
    const { notices } = await store.open();
    expect(notices.join(' ')).toContain('training.damaged-1');
    expect(await opfsNames()).toEqual(expect.arrayContaining(['training.damaged-1', 'training.damaged-1.wal']));
    await store.addAudioFiles([audioFile(3)]);
    store.crash();
    expect(await (await openStore()).listAudio()).toHaveLength(1);
  });
});

describe('a damaged database', () => {
  isolateStoreTests();

  it('that is cut short is kept aside and the backup restored', async () => {
    await closedDataSet('with a backup');
    const bytes = await readOpfs('training.duckdb');
    await writeOpfs('training.duckdb', bytes.slice(0, 20_000));
    const store = await expectRestored({ openTimeoutMs: 2_000 });
    expect((await readOpfs('training.damaged-1')).length).toBe(20_000);
    await store.addAudioFiles([audioFile(2)]);
    store.crash();
    expect(await (await openStore()).listAudio()).toHaveLength(2);
  });

  // A damaged header, what is no database at all, one without a backup and one that vanished with the note of it come in
  // `npm run test:endurance`.
  it('that was emptied is noticed and the backup restored', async () => {
    await closedDataSet('with a backup');
    await writeOpfs('training.duckdb', new Uint8Array(0));
    await expectRestored();
  });

  it('that vanished together with its backup is noticed: it starts empty and says what is missing', async () => {
    await closedDataSet();
    for (const name of await opfsNames()) await removeOpfs(name);
    const store = await startStore();
    const { notices } = await store.open();
    expect(notices.join(' ')).toContain('It held 1 audio files');
    expect(await store.listAudio()).toEqual([]);
    await store.addAudioFiles([audioFile(5)]);
    store.crash();
    expect(await (await openStore()).listAudio()).toHaveLength(1);
  });

  it('in a block that shows only when read at the end of opening is noticed there, and the backup restored', async () => {
    await closedDataSet('with a backup');
    const bytes = await readOpfs('training.duckdb');
    const needle = new TextEncoder().encode('folder/sound');
    let spoilt = 0;
    for (let at = 0; at < bytes.length - needle.length; at += 1) {
      if (needle.every((byte, i) => bytes[at + i] === byte)) {
        bytes[at] = 0;
        spoilt += 1;
      }
    }
    expect(spoilt).toBeGreaterThan(0);
    await writeOpfs('training.duckdb', bytes);
    await expectRestored(NO_BACKUP);
  });

  it('in the backup as well: both are kept aside', async () => {
    await closedDataSet('with a backup');
    await writeOpfs('training.duckdb', new Uint8Array(50_000).fill(1));
    await writeOpfs('training.bak', new Uint8Array(50_000).fill(2));
    const store = await startStore();
    const { notices } = await store.open();
    expect(notices).toHaveLength(3);
    expect(await opfsNames()).toEqual(expect.arrayContaining(['training.damaged-1', 'training.damaged-2']));
  });

  it('is not what a database of a newer build is: that one is left as it is', async () => {
    await closedDataSet();
    await withRawDatabase("SET checkpoint_threshold = '0KB'", 'INSERT INTO schema_version (version) VALUES (99)');
    const store = await startStore();
    await expect(store.open()).rejects.toMatchObject({ code: 'bad-database' });
    expect((await opfsNames()).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});

describe('backups', () => {
  isolateStoreTests();

  it('are made after writes, read back, and told in the status', async () => {
    const store = await openStore(BACKUP_AT_ONCE);
    expect((await store.status()).lastBackupAt).toBeNull();
    await store.addAudioFiles([audioFile(1)]);
    await backedUp();
    expect((await store.status()).lastBackupAt).toBeInstanceOf(Date);
    expect((await store.status()).databaseBytes).toBe((await readOpfs('training.duckdb')).length);
    expect(await digestOfOpfs('training.bak')).toBe(await digestOfOpfs('training.duckdb'));
  });

  it('are made at open where the last is too old', async () => {
    await closedDataSet();
    expect(await opfsNames()).not.toContain('training.bak');
    await openStore({ backupPolicy: { everyWrites: Infinity, minAgeMs: 0, maxAgeMs: 0 } });
    await backedUp();
  });
});

/** The log with bytes of its second half turned over. */
function spoiled(log: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return log.map((byte, at) => (at >= log.length / 2 && at % 3 === 0 ? byte ^ 0xff : byte));
}
