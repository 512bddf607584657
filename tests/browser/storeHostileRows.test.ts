import { describe, expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { PACKED_TRIAL_WIDTH } from '../../src/domain/packedTrials.ts';
import { DEFAULT_MEASURED_SETTINGS, MEASURE } from '../../src/domain/measured.ts';
import { ACCOUNT_TABLES, DATA_TABLES, type ColumnDefinition } from '../../src/store/schema/schema.ts';
import { toStoredModel } from '../../src/workers/store/modelText.ts';
import { someModel } from '../support/arbitraries.ts';
import { expectSound, makeHostile, readEverything, soundRowsOf } from './hostileStore.ts';
import {
  audioFile,
  changedCopy,
  digestOf,
  digestOfOpfs,
  doneOutcome,
  KEEP_BOTH,
  openStore,
  opfsNames,
  packedTrials,
  projectFolder,
  queryFile,
  readOpfs,
  runOf,
  sharedStore,
  startStore,
  TAKE_THEIRS,
  whenMarked,
  writeOpfs,
} from './storeHarness.ts';

const openedStore = sharedStore();

const SEED = 20_261_128;

describe('hostile rows in every column of every table', () => {
  // One way in; `npm run test:endurance` tries the others, with many values a column.
  it('[S5] merged from a database of texts: left out and named, all else is there', async () => {
    const file = await makeHostile({ seed: SEED, valuesPerColumn: 1, build: 'texts' });
    // One that no schema names would be tried in no column.
    const [made = []] = await queryFile(
      file,
      "SELECT lower(table_name) AS name FROM duckdb_tables() WHERE database_name = 'f'",
    );
    const known = ['schema_version', ...[...DATA_TABLES, ...ACCOUNT_TABLES].map(({ name }) => name)];
    expect(new Set(made.map(({ name }) => name))).toEqual(new Set(known));
    const sound = await soundRowsOf(file);
    const store = await openedStore(1);
    const own = await store.listAudio();
    const { contents } = await store.previewMerge(file);
    for (const { name, columns } of DATA_TABLES) {
      const isTried = ({ type, isForgiven }: ColumnDefinition) =>
        type === 'DOUBLE' || (type === 'TIMESTAMP' && isForgiven !== true);
      const wanted = columns.filter(isTried);
      const named = new Set(
        contents.refused.filter(({ table }) => table === name).map(({ reason }) => reason.split(' ')[0]),
      );
      expect(
        wanted.map((column) => column.name).filter((column) => !named.has(column)),
        name,
      ).toEqual([]);
    }
    expect((await store.mergeDatabase(file, TAKE_THEIRS)).contents.refused).toEqual(contents.refused);
    const again = await expectSound(store, sound);
    expect((await again.listAudio()).filter(({ file: { audioId } }) => audioId === own[0]?.file.audioId)).toEqual(own);
  });
});

describe('tables of ours that are not what they should be', () => {
  it('[S6] missing, views, of other columns, types, letters or versions: the rest opens, and is worked on', async () => {
    const first = await openedStore(2);
    await first.saveRuns([runOf(1, 'a')]);
    const before = await first.listAudio();
    const trials = await first.runTrials('a');
    const file = await first.exportDatabase();
    await first.close();
    const statements = [
      'DROP TABLE measured_runs',
      'DROP TABLE collections',
      'CREATE VIEW collections AS SELECT 1 AS collection_id',
      'ALTER TABLE descriptors DROP COLUMN frame_count',
      'ALTER TABLE run_trials ALTER score TYPE VARCHAR',
      "ALTER TABLE listening_answers ADD COLUMN extra TIMESTAMP DEFAULT 'infinity'",
      'ALTER TABLE timbre_profiles ADD COLUMN rowid INTEGER',
      'ALTER TABLE best_params RENAME TO kept',
      'ALTER TABLE kept RENAME TO "Best_Params"',
      'CREATE UNIQUE INDEX one_state ON trial_runs (state)',
      'CREATE TABLE keyless AS FROM audio_states',
      'DROP TABLE audio_states',
      'ALTER TABLE keyless RENAME TO audio_states',
      'DROP TABLE schema_version',
      "CREATE TABLE schema_version AS SELECT 'x' AS y",
    ];
    await writeOpfs('training.duckdb', await changedCopy(file, ...statements));
    const store = await startStore();
    const { notices } = await store.open();
    for (const table of ['descriptors', 'run_trials', 'listening_answers', 'audio_states', 'trial_runs']) {
      expect(notices.join(' ')).toContain(`${table}: the table was of another shape and is made anew`);
    }
    expect(notices.join(' ')).toContain('timbre_profiles: the table could not be read and is empty now');
    store.crash();
    const again = await openStore();
    expect(await again.runTrials('a')).toEqual(trials);
    const facts = ({ file: { audioId }, best }: AudioRecord) => [audioId, best];
    expect((await again.listAudio()).map(facts)).toEqual(before.map(facts));
    await readEverything(again);
    await again.addAudioFiles([audioFile(7)]);
    await again.saveDescriptors([doneOutcome(7)]);
    await again.saveRuns([runOf(7, 'later')]);
    await again.removeAudio([audioFile(7).audioId]);
  });

  it('[S6] has a damaged block, and there is no backup: what can be read is there, the file is kept', async () => {
    const first = await openedStore(2);
    const before = await first.listAudio();
    await first.saveModel({
      modelId: 'needle',
      createdAt: new Date(0),
      degree: null,
      alpha: null,
      kFolds: null,
      cvMse: null,
      trainMse: null,
      notes: 'needle'.repeat(5000),
      artifact: '{}',
    });
    await first.close();
    await writeOpfs(
      'training.duckdb',
      spoilt(await readOpfs('training.duckdb'), new TextEncoder().encode('needleneedle')),
    );
    for (const name of await opfsNames()) if (name.startsWith('training.bak')) await removeBackup();
    const store = await startStore();
    const { notices } = await store.open();
    expect(notices.join(' ')).toMatch(/kept as training\.damaged-1.*models: \d+ rows?, the table cannot be read/u);
    expect(await store.listAudio()).toEqual(before);
    store.crash();
    expect(await (await openStore()).listAudio()).toEqual(before);
  });
});

describe('a file that was looked through', () => {
  const isLookedThrough = async () =>
    whenMarked(({ runs, lookedThrough }) => runs === 1 && lookedThrough !== undefined);

  it('[S6] and that something else has changed since is looked through again, its trials too', async () => {
    const first = await openedStore(1);
    await first.saveRuns([runOf(1, 'a')]);
    await isLookedThrough();
    const file = await first.exportDatabase();
    await first.close();
    await writeOpfs(
      'training.duckdb',
      await changedCopy(file, "UPDATE run_trials SET score = 'infinity' WHERE trial_index = 0"),
    );
    const store = await startStore();
    expect((await store.open()).notices.join(' ')).toContain('run_trials: 1 row, score is out of range');
  });

  it(
    '[S6] [S10] has a damaged block among its trials: said when they are read, mended by the next opening',
    { tags: 'every' },
    async () => {
      const first = await openedStore(1);
      const logit = 0.123_456_789_012_345;
      const trials = packedTrials(40_000, 1);
      trials[20_000 * PACKED_TRIAL_WIDTH - 1] = logit;
      await first.saveRuns([runOf(1, 'long', { trials })]);
      expect(await first.makeBackup()).toBe(true);
      await isLookedThrough();
      await first.close();
      const bytes = await readOpfs('training.duckdb');
      await writeOpfs('training.duckdb', spoilt(bytes, new Uint8Array(Float64Array.of(logit).buffer)));
      const store = await startStore();
      expect((await store.open()).notices).toEqual([]);
      expect(await store.listAudio()).toHaveLength(1);
      await expect(store.runTrials('long')).rejects.toMatchObject({ code: 'storage-damaged' });
      await whenMarked(({ suspect }) => suspect);
      await store.close();
      const mended = await startStore();
      expect((await mended.open()).notices.join(' ')).toContain('restored from the backup');
      expect(await mended.runTrials('long')).toEqual(trials);
    },
  );
});

describe('a data set that does not open', () => {
  it('is exported, exchanged for the backup, where there is one, or begun anew without being opened, and kept aside', async () => {
    const first = await openedStore(2);
    expect(await first.makeBackup()).toBe(true);
    const backedUp = await first.listAudio();
    await first.addAudioFiles([audioFile(3)]);
    await first.close();
    const later = new Uint8Array(
      await changedCopy(
        new Blob([await readOpfs('training.duckdb')]),
        'INSERT INTO schema_version (version) VALUES (99)',
      ),
    );
    await writeOpfs('training.duckdb', later);
    const store = await startStore();
    await expect(store.open()).rejects.toMatchObject({ code: 'bad-database' });
    const digest = await digestOfOpfs('training.duckdb');
    expect(await digestOf(await (await store.databaseFile())!.arrayBuffer())).toBe(digest);
    await store.startOver('backup');
    expect((await store.open()).notices).toEqual([]);
    expect(await store.listAudio()).toEqual(backedUp);
    await store.startOver('nothing');
    expect((await store.open()).notices).toEqual([]);
    expect(await store.listAudio()).toEqual([]);
    expect((await store.status()).keptAside.map(({ name }) => name)).toEqual([
      'training.damaged-1',
      'training.damaged-2',
      'training.damaged-3',
    ]);
    expect(await digestOfOpfs('training.damaged-1')).toBe(digest);
    await expect(store.startOver('backup'), 'no backup is left').rejects.toMatchObject({ code: 'bad-input' });
    expect(await opfsNames()).toContain('training.duckdb');
  });
});

async function removeBackup(): Promise<void> {
  await (await projectFolder()).removeEntry('training.bak').catch(() => undefined);
}

function spoilt(bytes: Uint8Array<ArrayBuffer>, wanted: Uint8Array): Uint8Array<ArrayBuffer> {
  for (let at = 0; at < bytes.length - wanted.length; at += 1) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) bytes[at] = 0;
  }
  return bytes;
}

it('[S5] a run of mine is not taken by a run of that name of another file', { tags: 'every' }, async () => {
  const store = await openedStore(2);
  await store.saveRuns([runOf(1, 'mine')]);
  const trials = await store.runTrials('mine');
  const file = await changedCopy(
    await store.exportDatabase(),
    `UPDATE trial_runs SET audio_id = '${audioFile(2).audioId}'`,
    'UPDATE run_trials SET score = 0',
  );
  await store.mergeDatabase(new File([file], 'theirs.duckdb'), TAKE_THEIRS);
  expect((await store.listRuns(audioFile(1).audioId)).map(({ runId }) => runId)).toEqual(['mine']);
  expect(await store.runTrials('mine')).toEqual(trials);
  await store.mergeDatabase(new File([file], 'theirs.duckdb'), KEEP_BOTH);
});

it('[S6] models and outcomes that cannot be read are set aside; those that can stay', { tags: 'every' }, async () => {
  const first = await openedStore();
  await first.saveModel(toStoredModel(someModel(1)));
  const sound = await first.listModels();
  await first.saveModel({ ...toStoredModel(someModel(2)), modelId: 'garbage', artifact: '{"garbage": tru' });
  for (const collectionId of ['going-on', 'garbage']) {
    await first.saveCollection({
      collectionId,
      name: collectionId,
      settings: DEFAULT_MEASURED_SETTINGS,
      audioIds: [],
      measure: MEASURE,
      createdAt: new Date(0),
      resultJson: collectionId === 'garbage' ? '{"result": 5}' : null,
    });
  }
  await first.close();
  const store = await startStore({ readsTexts: true });
  expect((await store.open()).notices.join(' ')).toContain(
    '(collections: 1 row, result_json cannot be read; model_artifacts: 1 row, artifact_json cannot be read)',
  );
  expect(await store.listModels()).toEqual(sound);
  expect((await store.listCollections()).map(({ collectionId }) => collectionId)).toEqual(['going-on']);
  const aside = new Blob([await readOpfs('training.set-aside-1.duckdb')]);
  expect((await queryFile(aside, 'SELECT artifact_json FROM f.model_artifacts'))[0]).toEqual([
    { artifact_json: '{"garbage": tru' },
  ]);
  store.crash();
  await openStore({ readsTexts: true });
});
