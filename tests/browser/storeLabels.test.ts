import { describe, expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { TAGS_PER_SOUND } from '../../src/domain/labels.ts';
import { DATABASE_NAME } from '../../src/store/engine/session.ts';
import type { StoredModel } from '../../src/store/tables/records.ts';
import {
  changedCopy,
  doneOutcome,
  idOf,
  KEEP_BOTH,
  openStore,
  queryFile,
  sharedStore,
  TAKE_THEIRS,
  type StoreUnderTest,
} from './storeHarness.ts';

const openedStore = sharedStore();

const said = ({ tags, note, file: { genre } }: AudioRecord) => ({ tags, note, genre });
const all = async (store: StoreUnderTest) => (await store.listAudio()).map(said);
const NOTHING = { tags: [], note: null, genre: null };

describe('[S16] what a person says of sounds', () => {
  it('is kept, counts letters alike, and each change is taken back and made again, also after a reload', async () => {
    const store = await openedStore(3);
    const ids = [1, 2, 3].map(idOf);
    const before = await all(store);
    await store.tagSounds(ids, { add: ['Loud', ' from  the cellar ', 'loud'] });
    const tagging = await store.tagSounds(ids.slice(0, 2), {
      add: ['LOUD', 'drums'],
      remove: ['FROM THE CELLAR', 'none'],
    });
    expect(tagging).toMatchObject({ kind: 'tag', audioFiles: 2, undone: false });
    expect((await all(store)).map(({ tags }) => tags)).toEqual([
      ['drums', 'Loud'],
      ['drums', 'Loud'],
      ['from the cellar', 'Loud'],
    ]);
    await store.noteSound(idOf(1), ' two\nlines ');
    await store.setGenre(ids.slice(0, 1), 'Field recording');
    const named = await store.renameTag('loud', 'LOUD');
    expect(named).toMatchObject({ kind: 'rename-tag', subject: 'loud', audioFiles: 3 });
    await store.renameTag('drums', 'loud');
    const after = await all(store);
    expect(after[0]).toEqual({ tags: ['LOUD'], note: 'two\nlines', genre: 'Field recording' });
    // What else is learned of the files meanwhile stays, and so does what a later step says.
    await store.saveDescriptors([{ ...doneOutcome(4), audioId: idOf(1) }]);
    const described = (await store.listAudio())[0]!.descriptors;
    store.crash();
    const again = await openStore();
    expect(await all(again)).toEqual(after);
    const steps = (await again.listUndoSteps()).filter(({ kind }) => kind !== 'import');
    expect(steps).toHaveLength(6);
    for (const { stepId } of steps) await again.undo(stepId);
    expect(await all(again)).toEqual(before);
    expect((await again.listAudio())[0]!.descriptors).toEqual(described);
    for (const { stepId } of steps.toReversed()) await again.redo(stepId);
    expect(await all(again)).toEqual(after);
    const removal = await again.removeAudio(ids);
    expect(
      await again.remote.query(
        `FROM ${DATABASE_NAME}.sound_tags FULL JOIN ${DATABASE_NAME}.sound_notes USING (audio_id)`,
      ),
    ).toEqual([]);
    await again.undo(removal!.stepId);
    expect(await all(again)).toEqual(after);
    await again.noteSound(idOf(1), null);
    await again.setGenre(ids, null);
    await again.renameTag('loud', null);
    expect(await all(again)).toEqual([NOTHING, NOTHING, { ...NOTHING, tags: ['from the cellar'] }]);
  });

  it('is refused in words where a tag, genre, name or note is none, or a sound would have too many; nothing is changed', async () => {
    const store = await openedStore(1);
    const ids = [idOf(1)];
    await store.tagSounds(ids, { add: ['kept'] });
    const before = await all(store);
    const steps = await store.listUndoSteps();
    const many = Array.from({ length: TAGS_PER_SOUND }, (_, i) => `tag ${i}`);
    for (const refused of [
      async () => store.tagSounds(ids, { add: ['x'.repeat(41)] }),
      async () => store.tagSounds(ids, { add: [' '] }),
      async () => store.tagSounds(ids, { add: ['a\u0007b'] }),
      async () => store.tagSounds(ids, { add: many }),
      async () => store.renameTag('gone', 'x'),
      async () => store.setGenre(ids, 'x'.repeat(101)),
      async () => store.noteSound(idOf(1), 'x'.repeat(10_001)),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'bad-input' });
    }
    expect(await all(store)).toEqual(before);
    expect(await store.listUndoSteps()).toEqual(steps);
  });

  it('is merged: tags of both, as far as there is room; my notes stay, theirs come where I have none', async () => {
    const store = await openedStore(3);
    await store.tagSounds([idOf(1), idOf(2)], { add: ['Theirs', 'both'] });
    for (const n of [1, 2]) await store.noteSound(idOf(n), 'theirs');
    const file = new File([await store.exportDatabase()], 'theirs.duckdb');
    await store.renameTag('theirs', null);
    await store.noteSound(idOf(1), 'mine');
    await store.noteSound(idOf(2), null);
    await store.tagSounds([idOf(1)], { add: ['BOTH', 'mine'] });
    const room = Array.from({ length: TAGS_PER_SOUND - 1 }, (_, i) => `tag ${i}`);
    await store.tagSounds([idOf(2)], { add: room });
    const mine = await all(store);
    expect(await store.previewMerge(file)).toMatchObject({ taggedFiles: 2, differingNotes: 1 });
    const { step } = await store.mergeDatabase(file, TAKE_THEIRS);
    const merged = await all(store);
    expect(merged[0]).toEqual({ tags: ['both', 'mine', 'Theirs'], note: 'mine', genre: null });
    expect(merged[1]).toMatchObject({ note: 'theirs', tags: mine[1]!.tags });
    expect(merged[2]).toEqual(NOTHING);
    await store.undo(step!.stepId);
    expect(await all(store)).toEqual(mine);
    await store.replaceDatabase(file);
    expect((await all(store))[0]).toEqual({ tags: ['both', 'Theirs'], note: 'theirs', genre: null });
    await store.deleteAll();
    await store.mergeDatabase(file, KEEP_BOTH);
    expect((await all(store))[0]).toEqual({ tags: ['both', 'Theirs'], note: 'theirs', genre: null });
  });

  it('[S5] is left out of a foreign database where a row is not as it should be', async () => {
    const store = await openedStore(1);
    const id = idOf(1);
    const hostile = await changedCopy(
      await store.exportDatabase(),
      `INSERT INTO sound_tags SELECT '${id}', tag FROM (VALUES ('good'), ('GOOD'), (' spaces '), ('two' || chr(10) || 'lines'),
         (repeat('é', 40)), (repeat('é', 41)), ('')) t(tag)`,
      `INSERT INTO sound_tags SELECT '${id}', 'tag ' || i FROM range(120) t(i)`,
      `INSERT INTO sound_tags VALUES ('nobody', 'good')`,
      `INSERT INTO sound_notes VALUES ('${id}', repeat('x', 10001))`,
    );
    const { contents } = await store.replaceDatabase(new File([hostile], 'hostile.duckdb'));
    expect(contents.refused.map(({ table, reason, rows }) => `${table}: ${reason}, ${rows}`)).toEqual([
      'sound_notes: note is not to be understood, 1',
      'sound_tags: is more than 100 of one audio_id, 22',
      'sound_tags: tag is not to be understood, 4',
      'sound_tags: audio_id belongs to nothing here, 1',
      'sound_tags: is there twice, 1',
    ]);
    expect((await all(store))[0]!.tags).toHaveLength(TAGS_PER_SOUND);
  });
});

const model = (modelId: string): StoredModel => ({
  modelId,
  createdAt: new Date(1000),
  degree: 3,
  alpha: 1,
  kFolds: 5,
  cvMse: 0.1,
  trainMse: 0.05,
  notes: 'good',
  artifact: '{}',
});

it('[S16] [S3] what is said of a model stays with it, goes and comes back with it, and is merged where nothing was said', async () => {
  const store = await openedStore();
  for (const id of ['one', 'two']) await store.saveModel(model(id));
  await store.labelModel({ modelId: 'two', name: 'theirs', note: null, pinned: false });
  await store.labelModel({ modelId: 'one', name: ' First  take ', note: 'heard it', pinned: true });
  await store.labelModel({ modelId: 'gone', name: 'nobody', note: null, pinned: true });
  const one = { modelId: 'one', name: 'First take', note: 'heard it', pinned: true };
  const both = [one, { modelId: 'two', name: 'theirs', note: null, pinned: false }];
  expect(await store.listModelLabels()).toEqual(both);
  const file = new File([await store.exportDatabase()], 'theirs.duckdb');
  const cleared = await store.labelModel({ modelId: 'two', name: null, note: ' ', pinned: false });
  expect(await store.listModelLabels()).toEqual([one]);
  await store.undo(cleared!.stepId);
  expect(await store.listModelLabels()).toEqual(both);
  await store.redo(cleared!.stepId);
  const removal = await store.deleteModel('one');
  expect(await store.listModelLabels()).toEqual([]);
  await store.undo(removal!.stepId);
  expect(await store.listModelLabels()).toEqual([one]);
  await store.labelModel({ ...one, name: 'mine' });
  await store.mergeDatabase(file, TAKE_THEIRS);
  expect(await store.listModelLabels()).toEqual([{ ...one, name: 'mine' }, both[1]]);
  await expect(store.labelModel({ ...one, name: 'x'.repeat(81) })).rejects.toMatchObject({ code: 'bad-input' });
});

it('[S17] an exported database says how it came about; the data set of whoever imports it says nothing of it', async () => {
  const store = await openedStore(1);
  const methodsIn = async (file: Blob) =>
    (await queryFile(file, 'SELECT methods FROM f.methods'))[0]!.map((row) => row['methods']);
  await store.exportDatabase("Made with 1.0's ways.");
  const file = await store.exportDatabase('Made with\n2.0.');
  expect(await methodsIn(file)).toEqual(['Made with\n2.0.']);
  await store.deleteAll();
  await store.mergeDatabase(new File([file], 'theirs.duckdb'), KEEP_BOTH);
  expect(await methodsIn(await store.exportDatabase())).toEqual([]);
});
