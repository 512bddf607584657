import { beforeAll, describe, expect, it } from 'vitest';
import { unpackTrials } from '../../src/domain/packedTrials.ts';
import { DESKTOP_TABLES } from '../../src/store/schema/schema.ts';
import desktopUrl from '../fixtures/desktop.duckdb?url';
import {
  audioFile,
  changedCopy,
  doneOutcome,
  inMemory,
  openStore,
  queryFile,
  runOf,
  sharedStore,
  KEEP_BOTH,
  modelOf,
  TAKE_THEIRS,
} from './storeHarness.ts';

const openedStore = sharedStore();
/** One for which five files are too many. */
const smallStore = sharedStore({
  importPolicy: { namedFiles: 2, trialsAtOnce: 4, renewedFromBytes: 0, mostFiles: 4, mostTrials: 1000 },
});

const ALPHA = 'deskalpha0000000';
const BRAVO = 'deskbravo0000000';
const CHARLIE = 'deskcharlie00000';
const TABLES = ['audio_files', 'descriptors', 'bo_trials', 'best_params', 'models', 'audio_metadata'];

let desktop: File;

beforeAll(async () => {
  desktop = new File([await (await fetch(desktopUrl)).arrayBuffer()], 'desktop.duckdb');
});

describe('export', () => {
  it('[S4] is a database of its own with the six tables as the desktop has them, and stays as it was', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    const exported = await store.exportDatabase();
    await store.addAudioFiles([audioFile(2)]);
    const [columns, rows, constraints] = await queryFile(
      exported,
      `SELECT table_name, column_name, data_type FROM duckdb_columns()
       WHERE database_name = 'f' AND table_name IN (${TABLES.map((name) => `'${name}'`).join(', ')})
       ORDER BY table_name, column_index`,
      'SELECT path FROM f.audio_files',
      `SELECT table_name, constraint_type, constraint_text FROM duckdb_constraints() WHERE database_name = 'f'
       AND table_name = 'audio_files' ORDER BY constraint_type`,
    );
    const [native] = await queryFile(
      desktop,
      `SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = 'f'
       ORDER BY table_name, column_index`,
    );
    expect(columns).toEqual(native);
    expect(native!.length).toBe(DESKTOP_TABLES.flatMap((table) => table.columns).length);
    expect(rows).toEqual([{ path: audioFile(1).path }]);
    expect(constraints!.map((row) => row['constraint_type'])).toEqual([
      'NOT NULL',
      'NOT NULL',
      'PRIMARY KEY',
      'UNIQUE',
    ]);
    const version = new DataView(await exported.slice(12, 20).arrayBuffer()).getBigUint64(0, true);
    expect(version).toBe(64n);
  });
});

describe('a database of the desktop', () => {
  it('is described before anything is changed', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1), audioFile(2, { audioId: ALPHA })]);
    expect((await store.previewMerge(desktop)).contents).toEqual({
      audioFiles: 3,
      descriptors: 3,
      bestParams: 2,
      trials: 12,
      models: 1,
      sharedAudioFiles: 1,
      writtenBy: 'desktop',
      refused: [],
    });
    expect(await store.listAudio()).toHaveLength(2);
  });

  it('[S2] replaces the data set whole, every value and id of it kept', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    await store.saveDescriptors([doneOutcome(1)]);
    await store.replaceDatabase(desktop);
    store.crash();
    const again = await openStore();
    const exported = await again.exportDatabase();
    for (const table of TABLES) {
      const statement = `SELECT * FROM f.${table} ORDER BY ALL`;
      expect(await queryFile(exported, statement), table).toEqual(await queryFile(desktop, statement));
    }
    expect((await again.listAudio()).map(({ file, best }) => [file.audioId, file.license, best !== null])).toEqual([
      [ALPHA, 'CC0', true],
      [BRAVO, 'CC0', true],
      [CHARLIE, 'CC0', false],
    ]);
    expect(await again.listModels()).toEqual([]);
    expect((await again.status()).lastBackupAt).toBeInstanceOf(Date);
  });

  it('[S15] gives a new database what it begins with, which no step of Undo takes away', async () => {
    const store = await openedStore();
    const contents = await store.fillDatabase(desktop);
    expect(contents).toMatchObject({ audioFiles: 3, sharedAudioFiles: 0 });
    expect(await store.listUndoSteps()).toEqual([]);
    store.crash();
    const again = await openStore();
    expect(await again.listUndoSteps()).toEqual([]);
    expect(await again.listAudio()).toHaveLength(3);
    expect((await again.status()).lastBackupAt).toBeInstanceOf(Date);
  });

  it('[S3] brings the mixed runs of a file as one finished run, in the order they were made', async () => {
    const store = await openedStore();
    await store.mergeDatabase(desktop, KEEP_BOTH);
    const [run] = await store.listRuns(ALPHA);
    expect(run).toMatchObject({ runId: `desktop-${ALPHA}`, state: 'finished', chosen: true, trialCount: 6 });
    const trials = unpackTrials(await store.runTrials(run!.runId));
    const [theirs] = await queryFile(
      desktop,
      `SELECT score, high_penalty FROM f.bo_trials WHERE audio_id = '${ALPHA}' ORDER BY created_at`,
    );
    expect(trials.map(({ trialIndex }) => trialIndex)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(
      trials.map(({ terms, hyperparameters }) => ({ score: terms.score, high_penalty: hyperparameters.highPenalty })),
    ).toEqual(theirs);
    expect(trials.every(({ minimaxLogit }) => minimaxLogit === null)).toBe(true);
    // Importing it twice changes nothing.
    await store.mergeDatabase(desktop, TAKE_THEIRS);
    expect(await store.listRuns(ALPHA)).toEqual([run]);
    expect(await store.runTrials(run!.runId)).toHaveLength(6 * 17);
  });

  it('[S19] of many files comes in parts, is taken back whole, and is refused where there would be too many', async () => {
    const store = await smallStore();
    await store.addAudioFiles([audioFile(1)]);
    const { step } = await store.mergeDatabase(desktop, KEEP_BOTH);
    const [run] = await store.listRuns(ALPHA);
    const trials = unpackTrials(await store.runTrials(run!.runId));
    const [theirs] = await queryFile(
      desktop,
      `SELECT score FROM f.bo_trials WHERE audio_id = '${ALPHA}' ORDER BY created_at`,
    );
    expect(trials.map(({ trialIndex, terms }) => [trialIndex, terms.score])).toEqual(
      theirs!.map((row, index) => [index, row['score']]),
    );
    expect(await store.listAudio()).toHaveLength(4);
    await store.undo(step!.stepId);
    expect((await store.listAudio()).map(({ file }) => file.path)).toEqual([audioFile(1).path]);
    await store.addAudioFiles([audioFile(2)]);
    const refusal = { code: 'bad-database', message: expect.stringContaining('npm run batch') as string };
    await expect(store.previewMerge(desktop)).rejects.toMatchObject(refusal);
    await expect(store.mergeDatabase(desktop, KEEP_BOTH)).rejects.toMatchObject(refusal);
    expect(await store.listAudio()).toHaveLength(2);
    expect((await store.replaceDatabase(desktop)).contents.audioFiles).toBe(3);
  });

  it('merges: mine stays where both have a row, new files come whole, a path clash gets a suffix', async () => {
    const store = await openedStore();
    const path = '/home/user/audio/bravo.wav';
    await store.addAudioFiles([audioFile(1, { audioId: ALPHA }), audioFile(2, { path })]);
    const own = { ...doneOutcome(1), audioId: ALPHA };
    await store.saveDescriptors([own]);
    await store.saveRuns([runOf(1, 'mine', { audioId: ALPHA })]);
    const before = await store.bestParameters(ALPHA);
    const { contents } = await store.mergeDatabase(desktop, KEEP_BOTH);
    expect(contents.sharedAudioFiles).toBe(1);
    const records = new Map((await store.listAudio()).map((record) => [record.file.audioId, record]));
    expect(records.size).toBe(4);
    expect(records.get(ALPHA)!.file.path).toBe(audioFile(1).path);
    expect(records.get(ALPHA)!.descriptors).toMatchObject({ frameCount: 11 });
    expect(records.get(BRAVO)!.file.path).toBe('/home/user/audio/bravo (2).wav');
    expect(records.get(BRAVO)!.descriptors).toMatchObject({ kind: 'done', frameCount: 101 });
    expect(await store.bestParameters(ALPHA)).toEqual(before);
    expect((await store.listRuns(ALPHA)).filter((run) => run.chosen).map((run) => run.runId)).toEqual(['mine']);
    expect(await store.listRuns(ALPHA)).toHaveLength(2);
  });

  it('merges: theirs is taken where asked, runs of mine stay in the history', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1, { audioId: ALPHA })]);
    await store.saveDescriptors([{ ...doneOutcome(1), audioId: ALPHA }]);
    await store.saveRuns([runOf(1, 'mine', { audioId: ALPHA })]);
    await store.mergeDatabase(desktop, TAKE_THEIRS);
    const alpha = (await store.listAudio()).find(({ file }) => file.audioId === ALPHA);
    expect(alpha!.descriptors).toMatchObject({ frameCount: 100 });
    expect(alpha!.file).toMatchObject({ path: audioFile(1).path, durationSec: 1.5, source: 'local' });
    const [best] = await queryFile(desktop, `SELECT score FROM f.best_params WHERE audio_id = '${ALPHA}'`);
    expect((await store.bestParameters(ALPHA))!.score).toBe(best![0]!['score']);
    const runs = await store.listRuns(ALPHA);
    expect(runs.map(({ runId, chosen }) => [runId, chosen])).toEqual(
      expect.arrayContaining([
        ['mine', false],
        [`desktop-${ALPHA}`, true],
      ]),
    );
  });
});

describe('a database of this product', () => {
  it('travels whole: runs, choice, predictions and remarks come back in an emptied data set', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1), audioFile(2)]);
    await store.saveDescriptors([
      doneOutcome(1, 'cut short'),
      { kind: 'failed', audioId: audioFile(2).audioId, reason: 'why' },
    ]);
    await store.saveRuns([runOf(1, 'a'), runOf(1, 'bb')]);
    await store.chooseRun('a');
    const { hyperparameters } = unpackTrials(runOf(1, 'a').trials)[0]!;
    await store.saveModel(modelOf('m'));
    await store.savePredictions([
      { audioId: audioFile(1).audioId, modelId: 'm', hyperparameters, score: 1 / 3, confidence: null },
    ]);
    const look = async () => ({
      audio: await store.listAudio(),
      runs: await store.listRuns(audioFile(1).audioId),
      trials: await store.runTrials('a'),
      predictions: await store.listPredictions('m'),
    });
    const before = await look();
    const exported = await store.exportDatabase();
    await store.deleteAll();
    expect(await store.listAudio()).toEqual([]);
    expect((await store.mergeDatabase(exported, KEEP_BOTH)).contents).toMatchObject({
      writtenBy: 'trainer',
      trials: 12,
      audioFiles: 2,
    });
    expect(await look()).toEqual(before);
    // The pin came along: a later run does not push it aside.
    await store.saveRuns([runOf(1, 'later')]);
    expect((await store.listRuns(audioFile(1).audioId)).find((run) => run.chosen)!.runId).toBe('a');
  });
});

const NO_DATA_SETS: readonly (readonly [name: string, make: () => Promise<Blob>, words: RegExp])[] = [
  ['nothing', async () => new File([], 'a.duckdb'), /a\.duckdb cannot be imported: it is not a DuckDB database/],
  ['text', async () => new File(['x'.repeat(50_000)], 'a.duckdb'), /not a DuckDB database/],
  ['a cut file', async () => desktop.slice(0, 1_000_000), /damaged or incomplete/],
  ['a damaged header', async () => patched(5_000, 7), /damaged or incomplete/],
  ['a newer DuckDB', async () => patched(12, 68), /newer DuckDB \(storage version 68\)[^]*STORAGE_VERSION 'v1\.0\.0'/],
  [
    'a foreign database',
    async () => madeOf('CREATE TABLE customers (id INTEGER)'),
    /not a trainer's database: it lacks the table.*\.wal lies beside it[^]*CHECKPOINT/,
  ],
  ['a table without its columns', async () => withoutColumn(), /lacks the column descriptors\.silence_ratio/],
];

describe('files that are refused in words, with nothing changed', () => {
  it(NO_DATA_SETS.map(([name]) => name).join(', '), async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    for (const [name, make, words] of NO_DATA_SETS) {
      const file = await make();
      for (const method of ['previewMerge', 'replaceDatabase'] as const) {
        await expect(store[method](file), name).rejects.toMatchObject({
          code: 'bad-database',
          message: expect.stringMatching(words) as string,
        });
      }
      expect(await store.listAudio(), name).toHaveLength(1);
    }
    await store.addAudioFiles([audioFile(2)]);
    expect(await store.listAudio()).toHaveLength(2);
  });

  it('a database of a newer build', async () => {
    const store = await openedStore();
    const newer = await changed(await store.exportDatabase(), 'INSERT INTO schema_version (version) VALUES (99)');
    await expect(store.mergeDatabase(newer, KEEP_BOTH)).rejects.toMatchObject({
      code: 'bad-database',
      message: expect.stringContaining('newer InertiaBands Trainer') as string,
    });
  });
});

async function patched(at: number, byte: number): Promise<File> {
  const bytes = new Uint8Array(await desktop.arrayBuffer());
  bytes[at] = byte;
  return new File([bytes], 'desktop.duckdb');
}

async function madeOf(...statements: readonly string[]): Promise<File> {
  return inMemory(async (session) => {
    for (const statement of statements) await session.script(statement);
    return new File([await session.copyToBuffer()], 'made.duckdb');
  });
}

async function changed(file: Blob, statement: string): Promise<File> {
  return new File([await changedCopy(file, statement)], 'changed.duckdb');
}

async function withoutColumn(): Promise<File> {
  return changed(desktop, 'ALTER TABLE descriptors DROP COLUMN silence_ratio');
}
