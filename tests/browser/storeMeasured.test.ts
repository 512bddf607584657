import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MEASURED_SETTINGS,
  MEASURE,
  type MeasuredBest,
  type MeasuredTrial,
} from '../../src/domain/measured.ts';
import { packMeasuredTrials, unpackMeasuredTrials } from '../../src/domain/packedMeasured.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import type { MeasuredSnapshot } from '../../src/workers/contracts/store.ts';
import {
  audioFile,
  changedCopy,
  queryFile,
  KEEP_BOTH,
  TAKE_THEIRS,
  idOf,
  sharedStore,
  type StoreUnderTest,
} from './storeHarness.ts';

const openedStore = sharedStore();

function trialOf(trialIndex: number): MeasuredTrial {
  return {
    trialIndex,
    hyperparameters: deriveHyperparameters([1 / 3 + trialIndex, 0.1, 0.2, -0.3, 0.7]),
    minimaxLogit: trialIndex === 0 ? null : 0.7,
    terms: { score: trialIndex / 7, purity: 0.3, maskChange: 1 / 3, spread: 0.01 },
    parts: Float64Array.of(0.1, 1 / 3, 0.25 + trialIndex, 1e-9),
  };
}

function runOf(n: number, count: number, more: Partial<MeasuredSnapshot> = {}): MeasuredSnapshot {
  return {
    runId: `run ${n}`,
    audioId: idOf(n),
    settings: { ...DEFAULT_MEASURED_SETTINGS, changeWeight: 0.25 },
    partnerIds: ['a', "b' c"],
    set: 'tuning',
    collectionId: null,
    measure: MEASURE,
    isFinished: false,
    trials: packMeasuredTrials(Array.from({ length: count }, (_, i) => trialOf(i))),
    ...more,
  };
}

function bestOf(n: number, source: MeasuredBest['source'], distance: number): MeasuredBest {
  const hyperparameters = deriveHyperparameters([distance, 0.1, 0, 0, 0]);
  return { audioId: idOf(n), measure: MEASURE, source, score: 0.5, hyperparameters };
}

describe('measured runs', () => {
  it('[X5] come back to the last bit and can grow', async () => {
    const store = await openedStore(1);
    await store.saveMeasured([runOf(1, 2)]);
    await store.saveMeasured([runOf(1, 3, { isFinished: true })]);
    const [run, ...others] = await store.listMeasured(idOf(1));
    const { settings, partnerIds } = runOf(1, 3);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ settings, partnerIds, isFinished: true, trialCount: 3, bestScore: 2 / 7 });
    expect(unpackMeasuredTrials(await store.measuredTrials('run 1'))).toEqual([0, 1, 2].map(trialOf));
    await store.deleteMeasured('run 1');
    expect(await store.listMeasured(idOf(1))).toEqual([]);
    expect(unpackMeasuredTrials(await store.measuredTrials('run 1'))).toEqual([]);
  });

  it('[S3] never touch the desktop’s tables, and go with their file', async () => {
    const store = await openedStore(2);
    await store.saveMeasured([runOf(1, 2), runOf(2, 1)]);
    await store.saveMeasuredBest([bestOf(1, 'own-trials', 1), bestOf(2, 'pooled', 1)]);
    const sql = 'SELECT (SELECT count(*) FROM f.bo_trials) + (SELECT count(*) FROM f.best_params) AS n';
    expect(await queryFile(await store.exportDatabase(), sql)).toEqual([[{ n: 0 }]]);
    await store.removeAudio([idOf(1)]);
    expect(await store.listMeasured(idOf(1))).toEqual([]);
    expect(await store.listMeasuredBest()).toEqual([bestOf(2, 'pooled', 1)]);
  });

  it('[X8b] best parameters: what was pooled stays when a file’s own trials say otherwise', async () => {
    const store = await openedStore(1);
    await store.saveMeasuredBest([bestOf(1, 'own-trials', 1)]);
    await store.saveMeasuredBest([bestOf(1, 'own-trials', 1.5)]);
    expect(await store.listMeasuredBest()).toEqual([bestOf(1, 'own-trials', 1.5)]);
    await store.saveMeasuredBest([bestOf(1, 'pooled', 2)]);
    await store.saveMeasuredBest([bestOf(1, 'own-trials', 0.5)]);
    expect(await store.listMeasuredBest()).toEqual([bestOf(1, 'pooled', 2)]);
  });
});

it('[X9] what an earlier measure found stays stored, says so, and gives way to what today’s finds', async () => {
  const store = await openedStore(2);
  await store.saveMeasured([runOf(1, 2)]);
  await store.saveMeasuredBest([bestOf(1, 'pooled', 2), bestOf(2, 'pooled', 2)]);
  const old = await changedCopy(
    await store.exportDatabase(),
    'UPDATE measured_runs SET measure = NULL',
    'UPDATE objective_best_params SET measure = NULL',
  );
  await store.replaceDatabase(new File([old], 'old.duckdb'));
  expect((await store.listMeasured(idOf(1))).map(({ measure }) => measure)).toEqual([1]);
  expect((await store.listMeasuredBest()).map(({ measure }) => measure)).toEqual([1, 1]);
  await store.saveMeasuredBest([bestOf(1, 'own-trials', 1)]);
  expect(await store.listMeasuredBest()).toEqual([
    bestOf(1, 'own-trials', 1),
    { ...bestOf(2, 'pooled', 2), measure: 1 },
  ]);
});

it.each([
  { mine: 'an earlier measure', plan: KEEP_BOTH, kept: 2 },
  { mine: 'today’s measure', plan: TAKE_THEIRS, kept: 1 },
])('[X9] merged with $mine on this side, the best of today’s is kept', async ({ mine, plan, kept }) => {
  const store = await openedStore(1);
  const today = await exportedBest(store, 2);
  const earlier = await changedCopy(today, 'UPDATE objective_best_params SET measure = NULL');
  await store.saveMeasuredBest([bestOf(1, 'pooled', 1)]);
  if (mine === 'an earlier measure') {
    await store.replaceDatabase(new File([earlier], 'mine.duckdb'));
    await store.mergeDatabase(new File([today], 'theirs.duckdb'), plan);
  } else await store.mergeDatabase(new File([earlier], 'theirs.duckdb'), plan);
  expect(await store.listMeasuredBest()).toEqual([bestOf(1, 'pooled', kept)]);
});

async function exportedBest(store: StoreUnderTest, distance: number): Promise<File> {
  await store.saveMeasuredBest([bestOf(1, 'pooled', distance)]);
  return new File([await store.exportDatabase()], 'best.duckdb');
}

describe('collections', () => {
  const collection = {
    collectionId: 'c',
    name: "All 'files'",
    settings: DEFAULT_MEASURED_SETTINGS,
    audioIds: [idOf(1), idOf(2)],
    measure: MEASURE,
    createdAt: new Date(1_700_000_000_000),
    resultJson: null,
  };

  it('[X8a] keep the trials of every file on both sets of mixtures', async () => {
    const store = await openedStore(2);
    const part = { collectionId: 'c' } as const;
    await store.saveCollection(collection);
    await store.saveCollection({ ...collection, resultJson: '{}' });
    await store.saveMeasured([
      runOf(1, 2, part),
      runOf(2, 3, part),
      runOf(1, 1, { ...part, set: 'unseen', runId: 'unseen' }),
    ]);
    expect(await store.listCollections()).toEqual([{ ...collection, resultJson: '{}' }]);
    const tuning = await store.collectionParts('c', 'tuning');
    const counts = new Map(tuning.map(({ run, trials }) => [run.audioId, unpackMeasuredTrials(trials).length]));
    expect([counts.get(idOf(1)), counts.get(idOf(2))]).toEqual([2, 3]);
    expect((await store.collectionParts('c', 'unseen')).map(({ trials }) => unpackMeasuredTrials(trials))).toEqual([
      [trialOf(0)],
    ]);
    expect(await store.listMeasured(idOf(1))).toHaveLength(1);
    const deletion = await store.deleteCollection('c');
    expect([await store.listCollections(), await store.collectionParts('c', 'tuning')]).toEqual([[], []]);
    await store.undo(deletion!.stepId);
    expect(await store.listCollections()).toHaveLength(1);
    expect((await store.collectionParts('c', 'tuning')).length).toBeGreaterThan(0);
  });

  it('[S2] merge with their runs and best parameters', async () => {
    const store = await openedStore(2);
    await store.saveCollection(collection);
    await store.saveMeasured([runOf(1, 3), runOf(2, 1, { collectionId: 'c' })]);
    await store.saveMeasuredBest([bestOf(1, 'pooled', 2)]);
    const file = await store.exportDatabase();
    const removal = await store.removeAudio([idOf(1), idOf(2)]);
    await store.undo(removal!.stepId);
    expect(unpackMeasuredTrials(await store.measuredTrials('run 1'))).toHaveLength(3);
    expect(await store.listMeasuredBest()).toEqual([bestOf(1, 'pooled', 2)]);
    await store.removeAudio([idOf(1), idOf(2)]);
    await store.deleteCollection('c');
    await store.addAudioFiles([audioFile(1)]);
    await store.saveMeasured([runOf(1, 2)]);
    await store.saveMeasuredBest([bestOf(1, 'own-trials', 1)]);
    await store.mergeDatabase(file, KEEP_BOTH);
    expect(unpackMeasuredTrials(await store.measuredTrials('run 1'))).toHaveLength(2);
    expect(await store.listMeasuredBest()).toEqual([bestOf(1, 'own-trials', 1)]);
    expect(await store.collectionParts('c', 'tuning')).toHaveLength(1);
    await store.mergeDatabase(file, TAKE_THEIRS);
    expect(unpackMeasuredTrials(await store.measuredTrials('run 1'))).toHaveLength(3);
    expect(await store.listMeasuredBest()).toEqual([bestOf(1, 'pooled', 2)]);
    expect(await store.listCollections()).toEqual([collection]);
  });
});
