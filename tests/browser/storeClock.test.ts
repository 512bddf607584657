import { describe, expect, it } from 'vitest';
import { unpackTrials } from '../../src/domain/packedTrials.ts';
import desktopUrl from '../fixtures/desktop.duckdb?url';
import {
  audioFile,
  changedCopy,
  idOf,
  KEEP_BOTH,
  openStore,
  queryFile,
  runOf,
  sharedStore,
  writeOpfs,
  type StoreUnderTest,
} from './storeHarness.ts';

const openedStore = sharedStore();

const YEAR_MS = 365 * 86_400_000;

async function storeOfOne(): Promise<StoreUnderTest> {
  return openedStore(1);
}

const runIds = async (store: StoreUnderTest) => (await store.listRuns(idOf(1))).map(({ runId }) => runId);
const chosen = async (store: StoreUnderTest) => (await store.listRuns(idOf(1))).find((run) => run.chosen)?.runId;

describe('a clock that is set back a year', () => {
  it('[S3] [S9] does not decide which run counts, nor which takes its place', async () => {
    const store = await storeOfOne();
    await store.saveRuns([runOf(1, 'c-first')]);
    await store.remote.shiftClock(-YEAR_MS);
    await store.saveRuns([runOf(1, 'b-second')]);
    expect([await chosen(store), await runIds(store)]).toEqual(['b-second', ['b-second', 'c-first']]);
    await store.saveRuns([runOf(1, 'a-third')]);
    expect(await runIds(store)).toEqual(['a-third', 'b-second', 'c-first']);
    await store.deleteRun('a-third');
    expect(await chosen(store)).toBe('b-second');
  });

  it('[S9] runs that are stored at once are in their order, and one that goes on keeps its place', async () => {
    const store = await storeOfOne();
    await store.saveRuns([runOf(1, 'c'), runOf(1, 'a'), runOf(1, 'b')]);
    await store.remote.shiftClock(-YEAR_MS);
    await store.saveRuns([runOf(1, 'c')]);
    expect(await runIds(store)).toEqual(['b', 'a', 'c']);
  });

  it(
    '[S9] a run that Undo brings back has its place of before, also where the last was removed and another came',
    { tags: 'every' },
    async () => {
      const store = await storeOfOne();
      await store.saveRuns([runOf(1, 'b-kept'), runOf(1, 'z-removed')]);
      const step = await store.deleteRun('z-removed');
      await store.remote.shiftClock(-YEAR_MS);
      await store.undo(step!.stepId);
      await store.redo(step!.stepId);
      await store.saveRuns([runOf(1, 'a-new')]);
      const [numbers] = await queryFile(
        await store.exportDatabase(),
        'SELECT run_id FROM f.trial_runs ORDER BY sequence DESC',
      );
      expect(numbers!.map((row) => row['run_id'])).toEqual(['a-new', 'b-kept']);
      await store.close();
      await store.open();
      await store.undo(step!.stepId).catch(() => undefined);
      expect((await runIds(store))[0]).toBe('a-new');
    },
  );

  it('[S9] files stay in the order they came in, through Undo, Redo, a merge and a backup', async () => {
    const store = await openedStore();
    const order = async () => (await store.listAudio()).map(({ file }) => file.audioId);
    await store.addAudioFiles([audioFile(2), audioFile(1)]);
    await store.remote.shiftClock(-YEAR_MS);
    await store.addAudioFiles([audioFile(4), audioFile(3)], 'imported');
    expect(await order()).toEqual([2, 1, 4, 3].map(idOf));
    const removed = await store.removeAudio([idOf(1)]);
    await store.undo(removed!.stepId);
    await store.undo('imported');
    await store.redo('imported');
    expect(await order()).toEqual([2, 1, 4, 3].map(idOf));
    const all = await store.exportDatabase();
    await store.makeBackup();
    await store.removeAudio([1, 2, 3].map(idOf));
    await store.mergeDatabase(all, KEEP_BOTH);
    expect(await order()).toEqual([4, 2, 1, 3].map(idOf));
    await store.restoreBackup();
    expect(await order()).toEqual([2, 1, 4, 3].map(idOf));
  });

  it('[S9] Undo takes back the latest step, and Redo makes it again', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)], 'first');
    await store.remote.shiftClock(-YEAR_MS);
    await store.addAudioFiles([audioFile(2)], 'second');
    await expect(store.undo('first')).rejects.toMatchObject({ code: 'bad-input' });
    await store.undo('second');
    await store.undo('first');
    await store.redo('first');
    expect((await store.listAudio()).map(({ file }) => file.audioId)).toEqual([idOf(1)]);
  });
});

describe('a database whose times lie ahead', () => {
  it('[S2] [S9] of the desktop: what is made here after merging it counts, and its trials keep their order', async () => {
    const bytes = await (await fetch(desktopUrl)).arrayBuffer();
    const ahead = await changedCopy(
      new Blob([bytes]),
      "UPDATE bo_trials SET created_at = TIMESTAMP '2100-01-01' - to_days(rowid::INTEGER)",
    );
    const store = await openedStore();
    await store.mergeDatabase(new Blob([ahead]), KEEP_BOTH);
    const optimised = (await store.listAudio()).find(({ best }) => best !== null);
    const audioId = optimised!.file.audioId;
    await store.saveRuns([{ ...runOf(1, 'next'), audioId }]);
    const runs = await store.listRuns(audioId);
    expect(runs.map(({ runId, chosen: isChosen }) => [runId, isChosen])).toEqual([
      ['next', true],
      [`desktop-${audioId}`, false],
    ]);
    const [made] = await queryFile(
      new Blob([ahead]),
      `SELECT score FROM f.bo_trials WHERE audio_id = '${audioId}' ORDER BY rowid`,
    );
    const trials = unpackTrials(await store.runTrials(`desktop-${audioId}`));
    expect(trials.map(({ terms }) => ({ score: terms.score }))).toEqual(made);
  });

  it('[S9] of another browser: what is made here after merging it counts', { tags: 'every' }, async () => {
    const store = await storeOfOne();
    await store.saveRuns([runOf(1, 'mine')]);
    const ahead = await changedCopy(
      await store.exportDatabase(),
      "UPDATE trial_runs SET run_id = 'theirs', created_at = created_at + INTERVAL 2 YEAR",
      "UPDATE run_trials SET run_id = 'theirs'",
    );
    await store.mergeDatabase(new Blob([ahead]), KEEP_BOTH);
    expect([await chosen(store), await runIds(store)]).toEqual(['mine', ['theirs', 'mine']]);
    await store.saveRuns([runOf(1, 'next')]);
    expect([await chosen(store), await runIds(store)]).toEqual(['next', ['next', 'theirs', 'mine']]);
  });

  it('[S9] runs and files of an earlier version keep their order by time, and come before what is made now', async () => {
    const store = await storeOfOne();
    await store.saveRuns([runOf(1, 'a'), runOf(1, 'b')]);
    const old = await changedCopy(
      await store.exportDatabase(),
      "UPDATE trial_runs SET sequence = NULL, created_at = CASE run_id WHEN 'a' THEN TIMESTAMP '2031-01-01' ELSE TIMESTAMP '2030-01-01' END",
      'DROP SEQUENCE row_order',
      'DELETE FROM audio_order',
      "INSERT INTO audio_files (audio_id, path, imported_at) VALUES ('0', 'ahead.wav', TIMESTAMP '2100-01-01')",
    );
    await store.close();
    await writeOpfs('training.duckdb', old);
    const again = await openStore();
    await again.saveRuns([runOf(1, 'new')]);
    expect(await runIds(again)).toEqual(['new', 'a', 'b']);
    await again.addAudioFiles([audioFile(2)]);
    await again.undo((await again.removeAudio(['0']))!.stepId);
    expect((await again.listAudio()).map(({ file }) => file.audioId)).toEqual([idOf(1), '0', idOf(2)]);
  });

  it('[S9] numbers go on behind those of a backup that is brought back', { tags: 'every' }, async () => {
    const store = await storeOfOne();
    await store.saveRuns([runOf(1, 'a'), runOf(1, 'b')]);
    const high = await changedCopy(await store.exportDatabase(), 'UPDATE trial_runs SET sequence = sequence + 1000');
    await store.makeBackup();
    await writeOpfs('training.bak', high);
    await store.restoreBackup();
    await store.saveRuns([runOf(1, '0-new')]);
    expect((await runIds(store))[0]).toBe('0-new');
  });

  it('[S6] [S9] numbers go on, in their order, behind a row that has the largest there is', async () => {
    const store = await storeOfOne();
    await store.saveRuns([runOf(1, 'b'), runOf(1, 'a')]);
    await store.addAudioFiles([audioFile(2)], 'early');
    const largest = await changedCopy(
      await store.exportDatabase(),
      'UPDATE trial_runs SET sequence = 2147483647 - sequence',
      'UPDATE undo_steps SET step_number = 2147483647',
      `INSERT INTO command_answers VALUES ('of-old', 2147483647, '{"answer":null}')`,
      'DROP SEQUENCE row_order',
      'CREATE SEQUENCE row_order START 3000000000',
    );
    await store.close();
    await writeOpfs('training.duckdb', largest);
    const again = await openStore();
    await again.addAudioFiles([audioFile(3)], 'late');
    await again.saveRuns([runOf(1, '0-new')]);
    again.crash();
    const last = await openStore();
    expect(await runIds(last)).toEqual(['0-new', 'b', 'a']);
    expect((await last.listUndoSteps()).map(({ stepId }) => stepId)).toEqual(['late', 'early']);
  });
});

it(
  '[S9] a clock that is set back does not keep a backup from being made when it is due',
  { tags: 'every' },
  async () => {
    (await openedStore()).crash();
    const store = await openStore({ backupPolicy: { everyWrites: 2, minAgeMs: 1000, maxAgeMs: YEAR_MS } });
    await store.addAudioFiles([audioFile(1)]);
    expect(await store.makeBackup()).toBe(true);
    await store.remote.shiftClock(-YEAR_MS);
    const before = (await store.status()).lastBackupAt!.getTime();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await store.addAudioFiles([audioFile(2)]);
    await store.addAudioFiles([audioFile(3)]);
    await expect
      .poll(async () => (await store.status()).lastBackupAt!.getTime(), { timeout: 20_000 })
      .toBeGreaterThan(before);
  },
);
