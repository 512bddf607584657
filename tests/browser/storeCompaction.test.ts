import { describe, expect, it, onTestFinished } from 'vitest';
import { tellDisk } from './cutWrites.ts';
import {
  audioFile,
  digestOfOpfs,
  idOf,
  isolateStoreTests,
  openStore,
  opfsNames,
  packedTrials,
  startStore,
  writeOpfs,
  type StoreUnderTest,
  whenMarked,
} from './storeHarness.ts';
import {
  COMPACTING,
  COMPACTING_LATER,
  contentsOf,
  databaseBytes,
  expectWhole,
  FILES,
  fillStore,
  killAtRenaming,
  killAtWriteOfCompacting,
  LEFT,
  leaveWorn,
  NOT_COMPACTING,
  removeMost,
  sumsOf,
  TRIALS,
  whenCompacted,
  whenHeld,
  wornDatabase,
  type Worn,
} from './wornStore.ts';

isolateStoreTests();

/** Made once. */
let made: Worn | null = null;
async function worn(): Promise<Worn> {
  made ??= await wornDatabase();
  return made;
}

/** The same, on the disk. */
async function leftWorn(): Promise<Worn> {
  const state = await worn();
  await leaveWorn(state);
  return state;
}

const TABLES = ['audio_files', 'descriptors', 'trial_runs', 'run_trials', 'bo_trials', 'best_params', 'audio_order'];
const EVERY = { tags: ['every'] };

describe('[S18] a database of which more than half is room that removed rows left', () => {
  it('is small again after it is opened, with its backup; every row is as it was, and Undo brings back what it held', async () => {
    const filled = await openStore(NOT_COMPACTING);
    await fillStore(filled);
    const before = await sumsOf(filled, ...TABLES);
    await filled.makeBackup();
    await removeMost(filled);
    const removed = await contentsOf(filled);
    const bytes = await databaseBytes(filled);
    await filled.close();

    const store = await openStore(COMPACTING);
    await whenCompacted(store, bytes);
    expect(await contentsOf(store)).toEqual(removed);
    expect((await store.fileBytes())!.backup).toBe(await databaseBytes(store));
    expect(await store.status()).toMatchObject({ lastBackupFailure: null });
    store.crash();

    const again = await openStore(NOT_COMPACTING);
    expect(await contentsOf(again)).toEqual(removed);
    const [step] = await again.listUndoSteps();
    await again.undo(step!.stepId);
    expect(await again.listAudio()).toHaveLength(FILES);
    expect(await again.runTrials(`run ${FILES}`)).toEqual(packedTrials(TRIALS, FILES));
    expect(await sumsOf(again, ...TABLES)).toEqual(before);
  });

  it('is so a while after the last write too; what comes then is counted on, and kept', EVERY, async () => {
    const store = await openStore(COMPACTING);
    await fillStore(store);
    const bytes = await databaseBytes(store);
    const added = await store.remote.query('SELECT max(sequence) AS last FROM training.audio_order');
    await removeMost(store);
    await whenCompacted(store, bytes);
    await store.addAudioFiles([audioFile(100), audioFile(101)]);
    const [order] = await store.remote.query(
      `SELECT min(sequence) AS first FROM training.audio_order WHERE audio_id IN ('${idOf(100)}', '${idOf(101)}')`,
    );
    expect(Number(order?.['first'])).toBeGreaterThan(Number(added[0]?.['last']));
    store.crash();
    const again = await openStore(NOT_COMPACTING);
    expect((await again.listAudio()).map(({ file }) => file.audioId)).toEqual([1, 2, 100, 101].map(idOf));
  });

  it('loses nothing that is written while its copy is looked through', async () => {
    const { bytes } = await leftWorn();
    const store = await openStore(COMPACTING_LATER);
    const looking = whenHeld(store);
    await store.remote.holdRenaming('training.bak', 'before');
    await looking;
    const tagged = store.tagSounds([idOf(2)], { add: ['meanwhile'] });
    await store.remote.goOn();
    await tagged;
    await whenCompacted(store, bytes.length);
    expect((await store.listAudio())[1]?.tags).toEqual(['meanwhile']);
    store.crash();
    const again = await openStore(NOT_COMPACTING);
    expect((await again.listAudio()).map(({ tags }) => tags)).toEqual([[], ['meanwhile']]);
  });

  it('[durability] loses nothing that is written between its copy and the exchange', async () => {
    const { bytes } = await leftWorn();
    const store = await openStore(COMPACTING_LATER);
    const copying = whenHeld(store);
    await store.remote.holdOpening('training.new');
    await copying;
    const tagged = store.tagSounds([idOf(2)], { add: ['meanwhile'] });
    // Answered past the queue, in which the tag then waits.
    await store.remote.unkept();
    await store.remote.goOn();
    await tagged;
    expect((await store.listAudio())[1]?.tags).toEqual(['meanwhile']);
    await whenCompacted(store, bytes.length);
    store.crash();
    const again = await openStore(NOT_COMPACTING);
    expect((await again.listAudio()).map(({ tags }) => tags)).toEqual([[], ['meanwhile']]);
  });

  it('has its backup made anew where that alone is large', EVERY, async () => {
    const { bytes, contents } = await leftWorn();
    const first = await openStore(COMPACTING);
    await whenCompacted(first, bytes.length);
    await first.close();
    await writeOpfs('training.bak', bytes);
    const store = await openStore(COMPACTING);
    const backupBytes = async () => (await store.fileBytes())?.backup;
    await expect.poll(backupBytes).toBe(await databaseBytes(store));
    expect(await contentsOf(store)).toEqual(contents);
  });

  it('stays as it is where the backup holds what neither it nor Undo has', EVERY, async () => {
    const store = await openStore(NOT_COMPACTING);
    await fillStore(store);
    await store.makeBackup();
    const backup = await digestOfOpfs('training.bak');
    await removeMost(store);
    await store.freeSpace(['undo']);
    await store.close();
    const again = await openStore(COMPACTING_LATER);
    const looked = whenHeld(again);
    await again.remote.tellStatement('DETACH backed_up');
    await looked;
    // The first is answered when the look has ended; a copy would be taken before the second is.
    for (let call = 0; call < 2; call += 1) await again.listRuns(idOf(1));
    expect(await opfsNames()).not.toContain('training.bak.tmp');
    expect(await digestOfOpfs('training.bak')).toBe(backup);
  });
});

describe('[S18] the browser ends while the database is compacted', () => {
  it.each([
    ['after the database is exchanged', 'training.duckdb', 'after'],
    ['before the backup is exchanged', 'training.bak', 'before'],
    ['after the backup is exchanged', 'training.bak', 'after'],
  ] as const)('%s: all is there', EVERY, async (_, name, when) => killAtRenaming(await worn(), name, when));

  it('before the database is exchanged: all is there', async () =>
    killAtRenaming(await worn(), 'training.duckdb', 'before'));

  // One of the writes, of the file that goes into the database's place; `npm run test:endurance` ends it at each of them.
  it('in the middle of a write: all is there', async () => {
    expect(await killAtWriteOfCompacting(await worn(), 3, 'half')).toBe(true);
  });
});

describe('[S18] what cannot be compacted stays as it is, without a word', () => {
  const unchanged = async (draft: string, prepare: (store: StoreUnderTest) => Promise<unknown>) => {
    onTestFinished(() => tellDisk(null));
    const state = await leftWorn();
    const before = await digestOfOpfs('training.duckdb');
    const store = await openStore(COMPACTING_LATER);
    // Its writes are none of those that are counted.
    await whenMarked(({ list }) => list !== undefined);
    await prepare(store);
    const removed = whenHeld(store);
    await store.remote.tellRemoval(draft);
    await removed;
    tellDisk(null);
    expect(await contentsOf(store)).toEqual(state.contents);
    expect(await digestOfOpfs('training.duckdb')).toBe(before);
    expect(await store.status()).toMatchObject({ lastBackupFailure: null });
    store.crash();
    await expectWhole(state, 'unchanged');
  };

  it.each([
    ['training.bak.tmp', 1],
    ['training.new', 3],
  ])('on a disk that has no room for %s', EVERY, async (draft, fromWrite) =>
    unchanged(draft, async () => tellDisk({ worker: 'store', fromWrite, taken: 'half' })),
  );

  it('where what is written reads back otherwise', EVERY, async () =>
    unchanged('training.bak.tmp', async (store) => store.remote.garbleReading()),
  );

  it.each([
    ['has another value', "UPDATE compact_copy.main.audio_files SET genre = 'x' WHERE audio_id LIKE '%1'"],
    ['lacks a row', "DELETE FROM compact_copy.main.run_trials WHERE trial_index = 7 AND run_id = 'run 1'"],
    [
      'has another order',
      `CREATE TEMP TABLE turned AS FROM compact_copy.main.bo_trials ORDER BY trial_index DESC;
       DELETE FROM compact_copy.main.bo_trials; INSERT INTO compact_copy.main.bo_trials FROM temp.turned`,
    ],
    [
      'lacks a key',
      `CREATE TABLE compact_copy.main.other AS FROM compact_copy.main.descriptors; DROP TABLE compact_copy.main.descriptors;
       ALTER TABLE compact_copy.main.other RENAME TO descriptors`,
    ],
    ['counts from 1 again', 'CREATE OR REPLACE SEQUENCE compact_copy.main.row_order'],
    ['has a table more', 'CREATE TABLE compact_copy.main.more (n INTEGER)'],
  ])('where the copy %s', EVERY, async (_, sql) =>
    unchanged('training.bak.tmp', async (store) => store.remote.changeCopies(sql)),
  );
});

it(
  '[S18] a tab that opens the database in the moment when it is closed has it; nothing is put in its place',
  EVERY,
  async () => {
    const state = await leftWorn();
    const store = await openStore({ ...COMPACTING_LATER, lockTimeoutMs: 200 });
    const closed = whenHeld(store);
    await store.remote.holdRenaming('training.duckdb', 'before');
    await closed;
    const other = await startStore(NOT_COMPACTING);
    expect(await other.open()).toMatchObject({ mode: 'opfs', notices: [] });
    await store.remote.goOn();
    await other.tagSounds([idOf(2)], { add: ['of the other'] });
    await expect(store.listRuns(idOf(1))).rejects.toMatchObject({ code: 'storage-busy' });
    store.crash();
    other.crash();
    const again = await openStore(NOT_COMPACTING);
    expect((await again.listAudio()).map(({ tags }) => tags)).toEqual([[], ['of the other']]);
    expect(await again.listAudio()).toHaveLength(LEFT);
    expect((await contentsOf(again)).get('run_trials')).toEqual(state.contents.get('run_trials'));
  },
);
