import { beforeAll, describe, expect, it } from 'vitest';
import { unpackTrials } from '../../src/domain/packedTrials.ts';
import { UNDO_LIMIT } from '../../src/domain/undo.ts';
import type { StoredModel } from '../../src/store/tables/records.ts';
import { readDatabaseHeader } from '../../src/store/engine/databaseHeader.ts';
import { DATABASE_NAME } from '../../src/store/engine/session.ts';
import { DATA_TABLES } from '../../src/store/schema/schema.ts';
import { tellDisk } from './cutWrites.ts';
import desktopUrl from '../fixtures/desktop.duckdb?url';
import {
  alterOpfs,
  audioFile,
  doneOutcome,
  openStore,
  packedTrials,
  projectFolder,
  queryFile,
  removeOpfs,
  runOf,
  sharedStore,
  startStore,
  type StoreUnderTest,
  undescribed,
  TAKE_THEIRS,
  idOf,
} from './storeHarness.ts';

/** What a crash left is swept at the next opening, so that only what is needed stays. */
const SWEPT = { stagedOrphanAgeMs: 0 };
const openedStore = sharedStore(SWEPT);

/** A run of them and the desktop's table, which shows it, take more than a million values. */
const LONG_TRIALS = packedTrials(45_000, 7);

/** Another data set: file 1 with other descriptors and a run of its own, file 8 that is new, and the model m1 changed. */
let theirs: File;

beforeAll(async () => {
  const store = await openedStore();
  await store.addAudioFiles([audioFile(1, { path: 'elsewhere.wav', genre: 'rain' }), audioFile(8)]);
  await store.saveDescriptors([{ ...doneOutcome(4), audioId: idOf(1) }, doneOutcome(8)]);
  await store.saveRuns([runOf(1, 'their-run'), runOf(8, 'run-8')]);
  await store.saveModel({ ...modelOf('m1'), notes: 'theirs' });
  theirs = new File([await store.exportDatabase()], 'theirs.duckdb');
});

describe('what was deleted', () => {
  it('[durability] keeps the copy of its audio until its step goes, also where it was taken back and deleted again', async () => {
    const store = await openedStore();
    const stagedName = await store.remote.stageCopy(Uint8Array.of(1, 2, 3));
    await store.addAudioFiles([audioFile(0, { stagedName })]);
    const removal = await store.removeAudio([idOf(0)]);
    await store.undo(removal!.stepId);
    await store.redo(removal!.stepId);
    await store.close();
    const again = await openStore(SWEPT);
    expect(await stagedNames()).toEqual([stagedName]);
    await again.undo(removal!.stepId);
    const copy = await again.openStaged(idOf(0));
    expect(new Uint8Array(await copy!.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('comes back exactly, with all that was learned from it, also after a crash, whose left-overs go; and goes again', async () => {
    const store = await filledStore();
    const before = await everyTable(store);
    const removal = await store.removeAudio([idOf(1), idOf(3)]);
    expect(removal).toMatchObject({ kind: 'remove-audio', audioFiles: 2, undone: false });
    const after = await everyTable(store);
    expect(after['audio_files']).toHaveLength(1);
    expect(after['plugin_windows']).toEqual([]);
    store.crash();
    await writeUndo('left-over.duckdb');
    const again = await openStore(SWEPT);
    expect(await again.listUndoSteps()).toEqual([removal]);
    expect(await undoNames()).toHaveLength(1);
    expect(await again.undo(removal!.stepId)).toEqual({ ...removal, undone: true });
    expect(await everyTable(again)).toEqual(before);
    // The copy of the file that still waits for its descriptors is there, too.
    expect(new Uint8Array(await (await again.openStaged(idOf(3)))!.arrayBuffer())).toEqual(Uint8Array.of(7, 8, 9));
    await again.redo(removal!.stepId);
    expect(await everyTable(again)).toEqual(after);
    await again.undo(removal!.stepId);
    expect(await everyTable(again)).toEqual(before);
  });

  it(
    'leaves alone what others did meanwhile, and takes a free path where its own was taken',
    { tags: 'every' },
    async () => {
      const store = await filledStore();
      const removal = await store.removeAudio([idOf(1)]);
      await store.addAudioFiles([audioFile(9, { path: audioFile(1).path })]);
      await store.saveDescriptors([doneOutcome(9)]);
      await store.undo(removal!.stepId);
      const paths = new Map((await store.listAudio()).map(({ file }) => [file.audioId, file.path]));
      expect(paths.get(idOf(9))).toBe('folder/sound 1.wav');
      expect(paths.get(idOf(1))).toBe('folder/sound 1 (2).wav');
      expect(await store.listRuns(idOf(1))).toHaveLength(2);
    },
  );

  it('may be a model with its predictions', async () => {
    const store = await filledStore();
    const before = await everyTable(store);
    const step = await store.deleteModel('m1');
    expect(step).toMatchObject({ kind: 'delete-model', subject: 'm1', audioFiles: 0 });
    expect(await store.listModels()).toHaveLength(1);
    expect((await store.listPredictions('m1')).audioIds).toEqual([]);
    await store.undo(step!.stepId);
    expect(await everyTable(store)).toEqual(before);
  });

  it('[S3] may be the chosen run: it is chosen again, unless a later one was made meanwhile', async () => {
    const store = await filledStore();
    const before = await everyTable(store);
    const step = await store.deleteRun('run-1-later');
    expect(step).toMatchObject({ kind: 'delete-run', subject: audioFile(1).path });
    expect((await store.listRuns(idOf(1))).map(({ runId, chosen }) => [runId, chosen])).toEqual([['run-1', true]]);
    await store.undo(step!.stepId);
    expect(await everyTable(store)).toEqual(before);
    await store.redo(step!.stepId);
    await store.saveRuns([runOf(1, 'run-1-newest')]);
    await store.undo(step!.stepId);
    const runs = await store.listRuns(idOf(1));
    expect(runs.filter(({ chosen }) => chosen).map(({ runId }) => runId)).toEqual(['run-1-newest']);
    expect(runs).toHaveLength(3);
    const best = Math.max(...unpackTrials(await store.runTrials('run-1-newest')).map(({ terms }) => terms.score));
    expect((await store.bestParameters(idOf(1)))!.score).toBe(best);
  });
});

describe('what was chosen', () => {
  it('[S3] is chosen again, pin and mirror', async () => {
    const store = await filledStore();
    const before = await everyTable(store);
    const step = await store.chooseRun('run-1');
    expect(step).toMatchObject({ kind: 'choose-run' });
    expect((await everyTable(store))['best_params']).not.toEqual(before['best_params']);
    await store.undo(step!.stepId);
    expect(await everyTable(store)).toEqual(before);
    // Not pinned any more: a later run is chosen.
    await store.saveRuns([runOf(1, 'newest')]);
    expect((await store.listRuns(idOf(1))).find(({ chosen }) => chosen)!.runId).toBe('newest');
  });
});

describe('what was imported', () => {
  it('in several batches goes as one step, and comes back with what was learned since', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    const alone = await everyTable(store);
    await store.addAudioFiles([audioFile(2), audioFile(1)], 'the-import');
    await store.addAudioFiles([audioFile(3)], 'the-import');
    expect(await store.listUndoSteps()).toMatchObject([{ stepId: 'the-import', kind: 'import', audioFiles: 2 }]);
    await store.saveDescriptors([doneOutcome(2)]);
    await store.saveRuns([runOf(2, 'since')]);
    const filled = await everyTable(store);
    await store.undo('the-import');
    expect(await everyTable(store)).toEqual(alone);
    store.crash();
    const again = await openStore(SWEPT);
    await again.redo('the-import');
    expect(await everyTable(again)).toEqual(filled);
  });

  it('[durability] with its descriptors is there with them or not at all, and goes and comes with them', async () => {
    const store = await openedStore();
    const stagedName = await store.remote.stageCopy(Uint8Array.of(1));
    const empty = await everyTable(store);
    const done = { file: audioFile(1), outcome: doneOutcome(1), windows: [], metadata: null };
    const failed = {
      file: audioFile(2, { stagedName }),
      outcome: { kind: 'failed', audioId: audioFile(2).audioId, reason: 'cut off' },
      windows: [],
      metadata: null,
    } as const;
    const twin = undescribed(audioFile(1, { path: 'twin.wav' }));
    const answers = await store.addDescribedAudio([done, failed, twin], 'the-import');
    expect(answers.map(({ kind }) => kind)).toEqual(['added', 'added', 'duplicate']);
    store.crash();
    const again = await openStore(SWEPT);
    expect((await again.listAudio()).map(({ descriptors }) => descriptors.kind)).toEqual(['done', 'failed']);
    expect(await again.listStaged()).toEqual([{ audioId: failed.file.audioId, stagedName }]);
    const filled = await everyTable(again);
    await again.undo('the-import');
    expect(await everyTable(again)).toEqual(empty);
    await again.redo('the-import');
    expect(await everyTable(again)).toEqual(filled);
    const odd = { ...done, file: audioFile(3), outcome: { ...doneOutcome(3), descriptors: null as never } };
    await expect(again.addDescribedAudio([odd])).rejects.toThrow();
    expect(await again.listAudio()).toHaveLength(2);
  });

  it('of which nothing was new leaves no step', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)], 'first');
    await store.addAudioFiles([audioFile(1)], 'second');
    expect((await store.listUndoSteps()).map(({ stepId }) => stepId)).toEqual(['first']);
  });
});

describe('an imported database', () => {
  it('that was merged is taken out again exactly, whatever was decided, and merged again', async () => {
    const store = await filledStore();
    const before = await everyTable(store);
    for (const files of ['keep-both', 'take-theirs'] as const) {
      const { step } = await store.mergeDatabase(theirs, { files, byAudioId: {}, models: 'take-theirs' });
      const merged = await everyTable(store);
      expect(merged['audio_files']).toHaveLength(4);
      expect(merged).not.toEqual(before);
      await store.undo(step!.stepId);
      expect(await everyTable(store), files).toEqual(before);
      await store.redo(step!.stepId);
      expect(await everyTable(store), files).toEqual(merged);
      await store.undo(step!.stepId);
    }
  });

  it('that replaced the data set gives it back exactly, also after a crash', async () => {
    const store = await filledStore();
    const before = await everyTable(store);
    const desktop = new File([await (await fetch(desktopUrl)).arrayBuffer()], 'desktop.duckdb');
    const { step } = await store.replaceDatabase(desktop);
    expect(step).toMatchObject({ kind: 'replace-database', subject: 'desktop.duckdb' });
    const replaced = await everyTable(store);
    store.crash();
    const again = await openStore(SWEPT);
    await again.undo(step!.stepId);
    expect(await everyTable(again)).toEqual(before);
    expect((await again.openStaged(idOf(3)))!.size).toBe(3);
    await again.redo(step!.stepId);
    expect(await everyTable(again)).toEqual(replaced);
    expect(replaced['audio_files']).toHaveLength(3);
  });

  it('runs that were made after a merge stay when it is taken back', { tags: 'every' }, async () => {
    const store = await filledStore();
    const { step } = await store.mergeDatabase(theirs, TAKE_THEIRS);
    await store.saveRuns([runOf(1, 'since')]);
    await store.undo(step!.stepId);
    expect((await store.listRuns(idOf(1))).map(({ runId, chosen }) => [runId, chosen])).toEqual([
      ['since', true],
      ['run-1-later', false],
      ['run-1', false],
    ]);
  });
});

describe('the account of steps', () => {
  it('goes strictly backwards and forwards, and a new change ends what could be made again', async () => {
    const store = await filledStore();
    const first = await store.removeAudio([idOf(1)]);
    const second = await store.removeAudio([idOf(2)]);
    await expect(store.undo(first!.stepId)).rejects.toMatchObject({ code: 'bad-input' });
    await store.undo(second!.stepId);
    await expect(store.redo(first!.stepId)).rejects.toMatchObject({ code: 'bad-input' });
    await store.undo(first!.stepId);
    await expect(store.redo(second!.stepId)).rejects.toMatchObject({ code: 'bad-input' });
    const third = await store.deleteModel('m1');
    expect((await store.listUndoSteps()).map(({ stepId }) => stepId)).toEqual([third!.stepId]);
    expect(await undoNames()).toHaveLength(1);
  });

  it('is bounded, keeps nothing that no step needs, and goes with everything else', { tags: 'every' }, async () => {
    const store = await openedStore();
    const stagedName = await store.remote.stageCopy(Uint8Array.of(1));
    await store.addAudioFiles([audioFile(0, { stagedName })]);
    await store.removeAudio([idOf(0)]);
    expect(await stagedNames()).toEqual([stagedName]);
    const others = Array.from({ length: UNDO_LIMIT }, (_, i) => i + 1);
    await store.addAudioFiles(others.map((n) => audioFile(n)));
    for (const n of others) await store.removeAudio([idOf(n)]);
    expect(await store.listUndoSteps()).toHaveLength(UNDO_LIMIT);
    expect(await undoNames()).toHaveLength(UNDO_LIMIT);
    // The copy of the file that cannot come back any more is gone with its step.
    expect(await stagedNames()).toEqual([]);
    await store.deleteAll();
    expect(await store.listUndoSteps()).toEqual([]);
    expect(await undoNames()).toEqual([]);
  });

  it('[S18] keeps the newest step, and of the others as much as the data set holds, 128 MB in any case', async () => {
    const store = await filledStore();
    const removals = [
      await store.removeAudio([idOf(1)]),
      await store.removeAudio([idOf(2)]),
      await store.removeAudio([idOf(3)]),
    ];
    const stepsAfter = async (megabytes: number) => {
      await store.remote.query(
        `UPDATE training.undo_steps SET image_bytes = ${megabytes << 20} WHERE step_id = '${removals[1]!.stepId}'`,
      );
      await store.tagSounds([idOf(4)], { add: [`after ${megabytes}`], remove: [] });
      return (await store.listUndoSteps()).filter(({ kind }) => kind === 'remove-audio').map(({ stepId }) => stepId);
    };
    await store.addAudioFiles([audioFile(4)]);
    expect(await stepsAfter(100)).toEqual([removals[2], removals[1], removals[0]].map((step) => step!.stepId));
    expect(await undoNames()).toHaveLength(3);
    expect(await stepsAfter(130)).toEqual([removals[2]!.stepId]);
    // Its image, and that of the tag that the file had before it got another.
    expect(await undoNames()).toHaveLength(2);
  });

  it('of many files is written without counting their rows before, and comes back exactly', async () => {
    const store = await filledStore();
    const many = Array.from({ length: 600 }, (_, n) => n + 10);
    await store.addAudioFiles(many.map((n) => audioFile(n)));
    await store.saveRuns(many.slice(0, 3).map((n) => runOf(n, `run-of-${n}`)));
    await store.setGenre([idOf(1), idOf(10)], 'wind');
    const before = await everyTable(store);
    const removal = await store.removeAudio([1, ...many].map((n) => idOf(n)));
    expect(await store.listAudio()).toHaveLength(2);
    store.crash();
    const again = await openStore(SWEPT);
    expect(await undoNames()).toHaveLength(2);
    await again.undo(removal!.stepId);
    expect(await everyTable(again)).toEqual(before);
    await again.redo(removal!.stepId);
    expect(await again.listAudio()).toHaveLength(2);
    await again.undo(removal!.stepId);
    expect(await everyTable(again)).toEqual(before);
  });

  it('of very many trials is kept in a file that is no longer than its blocks, and comes back exactly', async () => {
    const store = await filledStore();
    await store.saveRuns([runOf(1, 'long', { trials: packedTrials(3000, 5) })]);
    const before = await everyTable(store);
    const removal = await store.removeAudio([idOf(1)]);
    const [name] = await undoNames();
    const image = await (await (await folder('undo')).getFileHandle(name!)).getFile();
    expect(image.size).toBe((await readDatabaseHeader(image))?.fileBytes);
    await store.undo(removal!.stepId);
    expect(await everyTable(store)).toEqual(before);
  });

  it('of more trials than fit into memory well is written to the disk by the engine, and comes back exactly', async () => {
    const store = await filledStore();
    await store.saveRuns([runOf(1, 'long', { trials: LONG_TRIALS })]);
    const before = await everyTable(store);
    await store.remote.refuseFiles(2);
    const removal = await store.removeAudio([idOf(1)]);
    const [name, ...others] = await undoNames();
    expect(others).toEqual([]);
    const image = await (await (await folder('undo')).getFileHandle(name!)).getFile();
    expect(image.size).toBe((await readDatabaseHeader(image))?.fileBytes);
    store.crash();
    const again = await openStore(SWEPT);
    await again.undo(removal!.stepId);
    expect(await everyTable(again)).toEqual(before);
    await again.redo(removal!.stepId);
    expect(await again.listAudio()).toHaveLength(2);
    expect(await undoNames()).toHaveLength(1);
  });

  it(
    'of more trials than the disk has room for changes nothing at first, and is then made without the step',
    { tags: 'every' },
    async () => {
      const store = await filledStore();
      await store.saveRuns([runOf(1, 'long', { trials: LONG_TRIALS })]);
      const before = await everyTable(store);
      tellDisk({ worker: 'duckdb', fromWrite: 10, taken: 'half' });
      await expect(store.removeAudio([idOf(1)])).rejects.toMatchObject({ code: 'storage-full' });
      tellDisk(null);
      expect(await everyTable(store)).toEqual(before);
      expect(await store.listUndoSteps()).toEqual([]);
      await store.remote.refuseFiles(2);
      expect(await store.removeAudio([idOf(1)])).toBeNull();
      expect(await store.listAudio()).toHaveLength(2);
    },
  );

  it(
    'keeps the rows of a step in a file that is written once, without blocks left over',
    { tags: 'every' },
    async () => {
      const store = await filledStore();
      await store.removeAudio([idOf(1), idOf(2)]);
      const [name] = await undoNames();
      const image = await (await (await folder('undo')).getFileHandle(name!)).getFile();
      const [sizes] = await queryFile(
        image,
        `SELECT free_blocks FROM pragma_database_size() WHERE database_name = 'f'`,
      );
      expect(sizes).toEqual([{ free_blocks: 0 }]);
    },
  );

  it('is emptied where the browser has removed an image', { tags: 'every' }, async () => {
    const store = await filledStore();
    await store.removeAudio([idOf(1)]);
    store.crash();
    await removeOpfs('undo');
    const emptied = await startStore(SWEPT);
    expect((await emptied.open()).notices).toEqual([expect.stringContaining('1 step can no longer be undone')]);
    expect(await emptied.listUndoSteps()).toEqual([]);
  });

  it('whose image is damaged is refused as that, not as a damaged data set, and goes at the next opening', async () => {
    const store = await filledStore();
    const step = await store.removeAudio([idOf(1)]);
    const folder = await (await projectFolder()).getDirectoryHandle('undo');
    for await (const name of folder.keys()) {
      await alterOpfs('undo', name, async (writer) =>
        writer.write({ type: 'write', position: 20_000, data: new Uint8Array(50_000).fill(7) }),
      );
    }
    const gone = /kept for it is gone or damaged/u;
    await expect(store.undo(step!.stepId)).rejects.toThrow(gone);
    await expect(store.undo(step!.stepId)).rejects.toThrow(gone);
    store.crash();
    const again = await startStore(SWEPT);
    expect((await again.open()).notices).toEqual([expect.stringContaining('1 step can no longer be undone')]);
    expect(await again.listUndoSteps()).toEqual([]);
  });

  it('stays out of what is exported: the removed rows are not in the file, the desktop’s tables are as ever', async () => {
    const store = await filledStore();
    await store.removeAudio([idOf(1)]);
    const exported = await store.exportDatabase();
    const [columns] = await queryFile(
      exported,
      `SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'f'
         AND table_name NOT LIKE 'undo%' AND column_name IN ('audio_id', 'run_id')`,
    );
    expect(columns!.length).toBeGreaterThan(10);
    for (const row of columns!) {
      const where = `${String(row['column_name'])} IN ('${idOf(1)}', 'run-1', 'run-1-later')`;
      const [found] = await queryFile(exported, `SELECT * FROM f.${String(row['table_name'])} WHERE ${where}`);
      expect(found, String(row['table_name'])).toEqual([]);
    }
    const other = (await store.previewMerge(exported)).contents;
    expect(other).toMatchObject({ writtenBy: 'trainer', audioFiles: 2 });
  });

  it('gives up older steps where the disk is full, and at last the step itself: the change is made all the same', async () => {
    const store = await filledStore();
    await store.deleteModel('m1');
    await store.remote.refuseFiles(1);
    const second = await store.deleteModel('m2');
    expect((await store.listUndoSteps()).map(({ stepId }) => stepId)).toEqual([second!.stepId]);
    await store.remote.refuseFiles(2);
    expect(await store.removeAudio([idOf(3)])).toBeNull();
    expect(await store.listAudio()).toHaveLength(2);
    expect(await store.listUndoSteps()).toEqual([]);
    expect([await undoNames(), await stagedNames()]).toEqual([[], []]);
  });

  it('works in memory, where nothing is kept', async () => {
    const store = await startStore({}, 'files', 'records');
    await store.open();
    await fill(store, null);
    const before = await everyTable(store, 'memory');
    const removal = await store.removeAudio([idOf(1), idOf(2)]);
    const { step } = await store.replaceDatabase(theirs);
    await store.undo(step!.stepId);
    await store.undo(removal!.stepId);
    expect(await everyTable(store, 'memory')).toEqual(before);
  });
});

/** A store with three files: one with all that can be known of it, one described, one that waits with its copy. */
async function filledStore(): Promise<StoreUnderTest> {
  const store = await openedStore();
  await fill(store, await store.remote.stageCopy(Uint8Array.of(7, 8, 9)));
  return store;
}

async function fill(store: StoreUnderTest, stagedName: string | null): Promise<void> {
  await store.addDescribedAudio([
    {
      ...undescribed(audioFile(1)),
      metadata: {
        datasetId: 'x/y',
        config: 'all',
        split: 'train',
        sourceUrl: 'https://example.org/1',
        title: 'Rain',
        creator: 'Ada',
        license: 'CC BY 4.0',
        licenseFamily: 'by',
        licenseSource: 'row',
        genre: null,
        tags: ['rain'],
        rawJson: '{}',
      },
    },
    undescribed(audioFile(2)),
    undescribed(audioFile(3, { stagedName })),
  ]);
  await store.saveDescriptors([doneOutcome(1, 'cut short'), doneOutcome(2)]);
  await store.savePluginWindows(
    [0, 128].map((startFrame) => ({
      audioId: idOf(1),
      startFrame,
      frameCount: 256,
      plugin: new Float64Array(12).fill(1 / 3),
      trainer: new Float64Array(12).fill(-1 / 7),
    })),
  );
  await store.saveOptima([{ audioId: idOf(1), score: 0.7, targets: [0.1, 0.2, 0.3, 0.4, 1 / 3] }]);
  await store.saveRuns([runOf(1, 'run-1')]);
  await store.saveRuns([runOf(1, 'run-1-later'), runOf(2, 'run-2', { state: 'stopped' })]);
  for (const modelId of ['m1', 'm2']) await store.saveModel(modelOf(modelId));
  const { hyperparameters } = unpackTrials(runOf(1, 'any').trials)[0]!;
  await store.savePredictions(
    [1, 2].flatMap((n) =>
      ['m1', 'm2'].map((modelId) => ({ audioId: idOf(n), modelId, hyperparameters, score: n / 3, confidence: null })),
    ),
  );
}

function modelOf(modelId: string): StoredModel {
  return {
    modelId,
    createdAt: new Date(1_700_000_000_000),
    degree: 3,
    alpha: 1 / 3,
    kFolds: 5,
    cvMse: 0.1,
    trainMse: 0.01,
    notes: 'a model',
    artifact: `{"model": "${modelId}"}`,
  };
}

/** Every row of every table but the account of steps, as text. */
async function everyTable(store: StoreUnderTest, database = DATABASE_NAME): Promise<Record<string, string[]>> {
  const tables = DATA_TABLES.map(
    ({ name }) => `SELECT '${name}' AS name, t::VARCHAR AS row FROM ${database}.${name} t`,
  );
  const rows = await store.remote.query(`${tables.join(' UNION ALL ')} ORDER BY ALL`);
  const byTable: Record<string, string[]> = Object.fromEntries(DATA_TABLES.map(({ name }) => [name, []]));
  for (const { name, row } of rows) byTable[String(name)]?.push(String(row));
  return byTable;
}

async function folder(name: string): Promise<FileSystemDirectoryHandle> {
  return (await projectFolder()).getDirectoryHandle(name, { create: true });
}

async function namesIn(name: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of (await folder(name)).keys()) names.push(entry);
  return names;
}

const undoNames = async () => namesIn('undo');
const stagedNames = async () => namesIn('staged');

async function writeUndo(name: string): Promise<void> {
  const writable = await (await (await folder('undo')).getFileHandle(name, { create: true })).createWritable();
  await writable.write(Uint8Array.of(1));
  await writable.close();
}
