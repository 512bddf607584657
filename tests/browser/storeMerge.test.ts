import { beforeAll, describe, expect, it } from 'vitest';
import type { MergeDecision } from '../../src/domain/databaseMerge.ts';
import {
  audioFile,
  changedCopy,
  descriptorsOf,
  doneOutcome,
  KEEP_BOTH,
  modelOf,
  sharedStore,
  runOf,
  type StoreUnderTest,
  idOf,
} from './storeHarness.ts';

const openedStore = sharedStore();

const SAME = 1;
const OTHER_DESCRIPTORS = 2;
const OTHER_RUN = 3;
const ONLY_MINE = 4;
const ONLY_THEIRS = 5;
const BARE_HERE = 6;

let theirs: File;

beforeAll(async () => {
  const store = await openedStore();
  await store.addAudioFiles([SAME, OTHER_DESCRIPTORS, OTHER_RUN, ONLY_THEIRS, BARE_HERE].map((n) => audioFile(n)));
  await fill(store, 'theirs');
  await store.saveDescriptors([
    { ...doneOutcome(77), audioId: idOf(OTHER_DESCRIPTORS) },
    doneOutcome(ONLY_THEIRS),
    doneOutcome(BARE_HERE),
  ]);
  await store.saveRuns([runOf(BARE_HERE, 'theirs-6')]);
  await store.saveModel(modelOf('new', 'theirs'));
  await store.saveOptima([{ audioId: idOf(OTHER_DESCRIPTORS), score: 20, targets: [5, 4, 3, 2, 1] }]);
  theirs = new File([await store.exportDatabase()], 'theirs.duckdb');
});

describe('what a merge would change is told before', () => {
  it('by file: new, the same, other descriptors, other runs; by model: new, the same, other content', async () => {
    const store = await myStore();
    const before = await store.listAudio();
    const preview = await store.previewMerge(theirs);
    expect(preview).toMatchObject({
      newFiles: 1,
      identicalFiles: 1,
      newModels: 1,
      identicalModels: 1,
      differingModels: ['other'],
    });
    expect(preview.contents).toMatchObject({ audioFiles: 5, sharedAudioFiles: 4 });
    const byId = new Map(preview.differingFiles.map((file) => [file.audioId, file]));
    expect([...byId.keys()].toSorted()).toEqual([OTHER_DESCRIPTORS, OTHER_RUN, BARE_HERE].map((n) => idOf(n)));
    expect(byId.get(idOf(OTHER_DESCRIPTORS))).toMatchObject({ descriptors: 'differs', best: 'same', newRuns: 0 });
    expect(byId.get(idOf(OTHER_RUN))).toMatchObject({ descriptors: 'same', best: 'differs', newRuns: 1 });
    expect(byId.get(idOf(OTHER_RUN))!.myScore).not.toBe(byId.get(idOf(OTHER_RUN))!.theirScore);
    expect(byId.get(idOf(BARE_HERE))).toMatchObject({
      descriptors: 'only-theirs',
      best: 'only-theirs',
      newRuns: 1,
      myScore: null,
    });
    expect(await store.listAudio()).toEqual(before);
  });

  it('one engine looks at it, not another when it is merged then; at a file that has changed since, another does', async () => {
    const store = await openedStore();
    const again = async (file: File) => {
      const before = await store.remote.engineCount();
      await store.mergeDatabase(file, KEEP_BOTH);
      return (await store.remote.engineCount()) - before;
    };
    const before = await store.remote.engineCount();
    await store.previewMerge(theirs);
    expect((await store.remote.engineCount()) - before).toBe(1);
    expect(await again(theirs)).toBe(0);
    await store.previewMerge(theirs);
    const changed = await changedCopy(theirs, 'UPDATE models SET degree = 2');
    const { name, lastModified } = theirs;
    expect(await again(new File([changed], name, { lastModified }))).toBe(1);
  });

  it('[S5] a file whose date of import is none is taken, as one of today', async () => {
    const store = await openedStore();
    const dated = await changedCopy(
      theirs,
      `UPDATE audio_files SET imported_at = CASE audio_id WHEN '${idOf(SAME)}' THEN TIMESTAMP '294247-01-10' ELSE 'infinity' END`,
    );
    const file = new File([dated], 'dated.duckdb');
    expect((await store.previewMerge(file)).contents.refused).toEqual([]);
    await store.mergeDatabase(file, KEEP_BOTH);
    const files = await store.listAudio();
    expect(files).toHaveLength(5);
    for (const {
      file: { importedAt },
    } of files)
      expect(Date.now() - importedAt.getTime()).toBeLessThan(24 * 3600 * 1000);
  });

  it('the same file twice changes nothing the second time', async () => {
    const store = await myStore();
    await store.mergeDatabase(theirs, { files: 'take-theirs', byAudioId: {}, models: 'take-theirs' });
    expect(await store.previewMerge(theirs)).toMatchObject({
      newFiles: 0,
      differingFiles: [],
      differingModels: [],
    });
  });
});

describe('numbers that another browser computed', () => {
  it.each([
    ['differ in their last bits: the same', 1 + 1e-12, 0],
    ['differ in their sixth digit: not the same', 1 + 1e-6, 1],
  ])('%s', async (_, factor, differing) => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(SAME)]);
    await store.saveDescriptors([doneOutcome(SAME)]);
    await store.saveRuns([runOf(SAME, 'same')]);
    const exported = await store.exportDatabase();
    const scaled = (table: string, columns: readonly string[]) =>
      `UPDATE ${table} SET ${columns.map((name) => `${name} = ${name} * ${factor}`).join(', ')}`;
    const theirs = await changedCopy(
      exported,
      scaled('descriptors', ['flatness_median']),
      scaled('best_params', ['score']),
    );
    const { differingFiles } = await store.previewMerge(new File([theirs], 'theirs.duckdb'));
    expect(differingFiles).toHaveLength(differing);
  });
});

describe('what both have is decided', () => {
  it.each<[MergeDecision, { descriptors: number; chosen: string; runs: number; bare: boolean; model: string }]>([
    ['keep-both', { descriptors: OTHER_DESCRIPTORS, chosen: 'mine-3', runs: 2, bare: true, model: 'mine' }],
    ['take-theirs', { descriptors: 77, chosen: 'theirs-3', runs: 2, bare: true, model: 'theirs' }],
    ['keep-mine', { descriptors: OTHER_DESCRIPTORS, chosen: 'mine-3', runs: 1, bare: false, model: 'mine' }],
  ])('for all: %s', async (files, expected) => {
    const store = await myStore();
    const models = files === 'take-theirs' ? 'take-theirs' : 'keep-mine';
    await store.mergeDatabase(theirs, { files, byAudioId: {}, models });
    const records = new Map((await store.listAudio()).map((record) => [record.file.audioId, record]));
    expect([...records.keys()].toSorted()).toEqual([1, 2, 3, 4, 5, 6].map((n) => idOf(n)));
    const expectDescriptors = (n: number, seed: number) =>
      expect(records.get(idOf(n))!.descriptors, `file ${n}`).toMatchObject({ descriptors: descriptorsOf(seed) });
    expectDescriptors(OTHER_DESCRIPTORS, expected.descriptors);
    expectDescriptors(ONLY_MINE, ONLY_MINE);
    expectDescriptors(ONLY_THEIRS, ONLY_THEIRS);
    expect(records.get(idOf(BARE_HERE))!.descriptors.kind).toBe(expected.bare ? 'done' : 'missing');
    const runs = await store.listRuns(idOf(OTHER_RUN));
    expect(runs).toHaveLength(expected.runs);
    expect(runs.find(({ chosen }) => chosen)!.runId).toBe(expected.chosen);
    expect((await store.listModels()).find(({ modelId }) => modelId === 'other')!.artifact).toBe(expected.model);
  });

  it('file by file, against the choice for all', async () => {
    const store = await myStore();
    const byAudioId = { [idOf(OTHER_DESCRIPTORS)]: 'take-theirs', [idOf(OTHER_RUN)]: 'keep-mine' } as const;
    await store.mergeDatabase(theirs, { ...KEEP_BOTH, byAudioId });
    const records = new Map((await store.listAudio()).map((record) => [record.file.audioId, record]));
    expect(records.get(idOf(OTHER_DESCRIPTORS))!.descriptors).toMatchObject({ descriptors: descriptorsOf(77) });
    expect(await store.listRuns(idOf(OTHER_RUN))).toHaveLength(1);
    expect(records.get(idOf(BARE_HERE))!.best).not.toBeNull();
    // What direct search found goes with the descriptors that it was found for.
    const { audioIds, scores } = await store.listOptima();
    expect([audioIds, [...scores]]).toEqual([
      [idOf(SAME), idOf(OTHER_DESCRIPTORS)],
      [1, 20],
    ]);
  });
});

async function myStore(): Promise<StoreUnderTest> {
  const store = await openedStore();
  await store.addAudioFiles([SAME, OTHER_DESCRIPTORS, OTHER_RUN, ONLY_MINE, BARE_HERE].map((n) => audioFile(n)));
  await fill(store, 'mine');
  await store.saveDescriptors([OTHER_DESCRIPTORS, ONLY_MINE].map((n) => doneOutcome(n)));
  await store.saveOptima(
    [SAME, OTHER_DESCRIPTORS].map((n) => ({ audioId: idOf(n), score: n, targets: [1, 2, 3, 4, 5] })),
  );
  return store;
}

/** What both know, and what each knows otherwise. */
async function fill(store: StoreUnderTest, whose: 'mine' | 'theirs'): Promise<void> {
  await store.saveDescriptors([SAME, OTHER_RUN].map((n) => doneOutcome(n)));
  await store.saveRuns([runOf(SAME, 'same'), runOf(OTHER_DESCRIPTORS, 'same-2'), runOf(OTHER_RUN, `${whose}-3`)]);
  await store.saveModel(modelOf('same', 'same'));
  await store.saveModel(modelOf('other', whose));
}
