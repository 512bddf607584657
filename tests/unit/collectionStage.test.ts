import { describe, expect, it } from 'vitest';
import { DEFAULT_MEASURED_SETTINGS, MEASURE, type MeasuredBest } from '../../src/domain/measured.ts';
import {
  MEASURED_HEAD,
  packMeasuredTrials,
  unpackMeasuredTrials,
  type PackedMeasuredTrials,
} from '../../src/domain/packedMeasured.ts';
import type { AudioSources } from '../../src/stages/import/audioSources.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { CollectionStage } from '../../src/stages/optimisation/collectionStage.ts';
import { ByteBudget } from '../../src/stages/jobs/byteBudget.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { MeasuredStage } from '../../src/stages/optimisation/measuredStage.ts';
import { SegmentSource } from '../../src/stages/optimisation/segmentSource.ts';
import { UndoStage } from '../../src/stages/data/undoStage.ts';
import { PreferenceStage } from '../../src/stages/listening/comparison/preferenceStage.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import type { PreferenceRequest } from '../../src/workers/contracts/preference.ts';
import type { MeasureRequest, MeasuredSearchRequest } from '../../src/workers/contracts/measured.ts';
import type {
  MeasuredSnapshot,
  StoredCollection,
  PreferredOptimum,
  TrainingStore,
} from '../../src/workers/contracts/store.ts';
import { poolingCalls } from '../../src/workers/compute/pooling.ts';
import type { Settings } from '../../src/stages/shell/settings.ts';
import { pluginSettings } from '../fakes/pluginSettings.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { ToldJobs } from '../fakes/toldJobs.ts';

const FILES = 9;
const SETTINGS = { ...DEFAULT_MEASURED_SETTINGS, startupTrials: 6, totalTrials: 21 };
const idOf = (n: number) => `file-${n}`;

/** The stage over a store in memory and workers whose every score is a formula of file and setting. */
async function stageOf(gone: readonly string[] = []) {
  const log = new LogBook();
  const jobs = new ToldJobs(log);
  const toldAhead: number[] = [];
  const runs = new Map<string, MeasuredSnapshot>();
  const followed = new FollowedDataSet(Array.from({ length: FILES }, (_, n) => describedFile(n)));
  const { dataSet } = followed;
  await dataSet.whenCurrent();
  const best = new Map<string, MeasuredBest>();
  const measured = { settings: 0, onCall: () => undefined as void };
  const asked: PreferenceRequest[] = [];
  const runOf = (snapshot: MeasuredSnapshot) => ({
    ...snapshot,
    trialCount: snapshot.trials.values.length / (MEASURED_HEAD + 2 * snapshot.trials.mixtures),
    bestScore: null,
    createdAt: new Date(0),
  });
  const store = {
    listAttributions: async () => [],
    saveMeasuredBest: async (rows: readonly MeasuredBest[]) => rows.forEach((row) => best.set(row.audioId, row)),
    async saveMeasured(more: readonly MeasuredSnapshot[]) {
      const [{ set, collectionId } = { set: null, collectionId: null }] = more;
      const stored = [...runs.values()].filter((run) => run.set === set && run.collectionId === collectionId);
      toldAhead.push(jobs.done - stored.reduce((sum, run) => sum + runOf(run).trialCount, 0));
      for (const run of more) runs.set(run.runId, run);
    },
    saveCollection: async (collection: StoredCollection) =>
      followed.tell({ collections: { saved: [{ ...collection, sequence: 1 }], removed: [] } }),
    listMeasured: async (audioId: string) => [...runs.values()].filter((run) => run.audioId === audioId).map(runOf),
    measuredTrials: async (runId: string) => runs.get(runId)?.trials,
    savePreferredOptima: async (saved: readonly PreferredOptimum[]) =>
      followed.tell({ preferredOptima: { saved, removed: [] } }),
    collectionParts: async (collectionId: string, set: string) =>
      [...runs.values()]
        .filter((run) => run.collectionId === collectionId && run.set === set)
        .map((run) => ({ run: runOf(run), trials: run.trials })),
  } as unknown as TrainingStore;
  const worker = {
    ...poolingCalls,
    learnSetting: async (request: PreferenceRequest) => {
      asked.push(request);
      return { hyperparameters: DEFAULT_HYPERPARAMETERS, gain: 0 };
    },
    searchMeasured: async (
      { settings }: MeasuredSearchRequest,
      onTrials: (more: PackedMeasuredTrials) => Promise<boolean>,
    ) =>
      onTrials(
        packMeasuredTrials(
          Array.from({ length: settings.totalTrials }, (_, trialIndex) => ({
            trialIndex,
            hyperparameters: DEFAULT_HYPERPARAMETERS,
            minimaxLogit: null,
            terms: { score: 0.2, purity: 0.3, maskChange: 0.1, spread: 0 },
            parts: new Float64Array(2),
          })),
        ),
      ),
    readSegments: async (_: File, path: string) => ({
      kind: 'done',
      bend: new Float32Array(),
      segments: [0, 1, 2, 3].map((place) => Float32Array.of(Number(/\d+/u.exec(path)?.[0]), place)),
    }),
    measure: async ({ own, partners, hyperparameters }: MeasureRequest) => {
      measured.onCall();
      const count = hyperparameters.length / 7;
      measured.settings += count;
      return Float64Array.from({ length: count * partners.length * own.length * 2 }, (_, i) => {
        const setting = Math.floor(i / (partners.length * own.length * 2));
        const distance = hyperparameters[setting * 7] ?? 0;
        const file = own[0]?.[0] ?? 0;
        return i % 2 === 1 ? 0.05 : 0.3 - (distance - 1.2) ** 2 / 10 + Math.sin(file + 3 * distance) / 50;
      });
    },
  };
  const pool = {
    size: 2,
    run: async (work: (remote: typeof worker) => Promise<unknown>, { signal }: { readonly signal: AbortSignal }) => {
      signal.throwIfAborted();
      return work(worker);
    },
  } as unknown as ComputePool;
  const sources = {
    open: async (audioId: string) => (gone.includes(audioId) ? null : new File([], audioId)),
    atHand: async (files: readonly { readonly audioId: string }[]) =>
      new Set(files.map(({ audioId }) => audioId).filter((audioId) => !gone.includes(audioId))),
  } as unknown as AudioSources;
  const segments = new SegmentSource({ pool, dataSet, sources, webAudio: new ByteBudget(1), jobs });
  const plugin = pluginSettings();
  const settings = plugin as unknown as Settings;
  const undoing = new UndoStage({ store, dataSet, jobs, log });
  const shared = { store, pool, dataSet, sources, segments, jobs, log, undoing, settings };
  const byEar = new MeasuredStage(shared);
  const stage = new CollectionStage(shared);
  const find = async () =>
    stage.find(
      'All files',
      dataSet.records.value.map(({ file }) => file.audioId),
      SETTINGS,
    );
  const trialsOf = () =>
    [...runs.values()]
      .filter(({ set }) => set === 'tuning')
      .map(({ audioId, partnerIds, trials }) => ({ audioId, partnerIds, trials: unpackMeasuredTrials(trials) }))
      .toSorted((a, b) => (a.audioId < b.audioId ? -1 : 1));
  const preferences = new PreferenceStage(shared);
  /** Makes everything that was measured a thing of the measure before. */
  const age = async () => {
    for (const run of runs.values()) runs.set(run.runId, { ...run, measure: MEASURE - 1 });
    for (const collection of dataSet.collections.value) {
      await store.saveCollection({ ...collection, measure: MEASURE - 1 });
    }
  };
  return { stage, byEar, jobs, log, measured, best, find, trialsOf, preferences, asked, age, toldAhead };
}

describe('a search over a collection', () => {
  it('[X8a] tries the plugin’s defaults and the same settings on every file, and gives each its pooled best', async () => {
    const { find, trialsOf, stage, best } = await stageOf();
    expect(await find()).toBe('done');
    const files = trialsOf();
    expect(files.map(({ trials }) => trials.length)).toEqual(Array.from({ length: FILES }, () => 22));
    const [first] = files;
    for (const { trials, partnerIds, audioId } of files) {
      expect(trials.map(({ hyperparameters }) => hyperparameters)).toEqual(
        first?.trials.map(({ hyperparameters }) => hyperparameters),
      );
      expect(new Set([...partnerIds, audioId]).size).toBe(4);
    }
    const [collection] = stage.collections.value;
    expect(collection?.result).toMatchObject({ fileCount: FILES, trialCount: 22 });
    expect(collection?.result?.hyperparameters.distancePenalty).toBeGreaterThan(0.8);
    expect([...best.values()].map(({ source }) => source)).toEqual(Array.from({ length: FILES }, () => 'pooled'));
  });

  it('[durability] counts trials when they are stored, as a search over one file does', async () => {
    const { find, byEar, jobs, toldAhead } = await stageOf();
    expect(await find()).toBe('done');
    expect(jobs.done).toBe(22 * FILES);
    expect(await byEar.run(idOf(1), SETTINGS)).toBe('done');
    expect(jobs.done).toBe(SETTINGS.totalTrials);
    expect(toldAhead.length).toBeGreaterThan(1);
    expect(Math.max(...toldAhead)).toBeLessThanOrEqual(0);
  });

  it('[X5] stopped at any point and started again it ends as if it had never stopped, without doing anything twice', async () => {
    const whole = await stageOf();
    await whole.find();
    for (const stopAtCall of [3, 13, 25]) {
      const broken = await stageOf();
      let calls = 0;
      broken.measured.onCall = () => {
        const job = broken.jobs.running('trials-all');
        if (++calls === stopAtCall && job !== null) broken.jobs.stop(job.id);
      };
      expect(await broken.find()).toBe('stopped');
      expect(broken.stage.collections.value.map(({ result }) => result)).toEqual([null]);
      expect(await broken.find()).toBe('done');
      expect(broken.stage.collections.value).toHaveLength(1);
      expect(broken.trialsOf()).toEqual(whole.trialsOf());
      expect(broken.stage.collections.value[0]?.result).toEqual(whole.stage.collections.value[0]?.result);
      expect(broken.measured.settings).toBe(whole.measured.settings);
    }
  });

  it('[X7] is tried on partners that nothing was searched with, once', async () => {
    const { stage, find, measured } = await stageOf();
    await find();
    const [collection] = stage.collections.value;
    const before = measured.settings;
    expect(await stage.check(collection!)).toBe('done');
    expect(measured.settings - before).toBe(22 * FILES);
    expect(stage.collections.value[0]?.report?.files).toHaveLength(FILES);
  });

  it('[X5] names the files whose audio is gone, and says how many recordings are too few', async () => {
    const { find, trialsOf, log } = await stageOf([idOf(2)]);
    expect(await find()).toBe('done');
    expect(trialsOf().map(({ audioId }) => audioId)).not.toContain(idOf(2));
    expect(trialsOf().flatMap(({ partnerIds }) => partnerIds)).not.toContain(idOf(2));
    const few = await stageOf(Array.from({ length: 6 }, (_, n) => idOf(n)));
    expect(await few.find()).toBe('failed');
    await new Promise((resolve) => setTimeout(resolve, 60));
    const messages = (book: LogBook) => book.entries.value.map(({ message }) => message).join('\n');
    expect(messages(log)).toContain('sounds/2.wav: left out, its audio is no longer at hand');
    expect(messages(few.log)).toContain('needs at least 4 recordings');
    // Many are counted: of a desktop's database it may be all.
    expect(messages(few.log)).toContain('6 files left out: their audio is no longer at hand');
    expect(messages(few.log)).not.toContain('.wav: left out');
  });

  it('[E3] what it measured is expected of a file that has no trials of its own, and the learned preset says so', async () => {
    const { find, preferences, asked } = await stageOf([idOf(2)]);
    await preferences.learn(idOf(2), [DEFAULT_HYPERPARAMETERS]);
    await find();
    await preferences.learn(idOf(2), [DEFAULT_HYPERPARAMETERS]);
    const [before, after] = asked;
    expect(before?.measured.size).toBe(0);
    const predicted = after?.measured.get(idOf(2)) ?? [];
    expect(predicted).toHaveLength(22);
    // The files' scores are greatest near a distance penalty of 1.2, give or take what is each file's own.
    const best = predicted.reduce((most, other) => (other.score > most.score ? other : most));
    expect(Math.abs(best.hyperparameters.distancePenalty - 1.2)).toBeLessThan(0.5);
    expect(preferences.optima.value.get(idOf(2))?.prior).toBe('pooled');
    await preferences.learn(idOf(1), [DEFAULT_HYPERPARAMETERS]);
    expect(preferences.optima.value.get(idOf(1))?.prior).toBe('measured');
  });

  it('[X9] of an earlier measure is neither gone on with nor tried on others, and teaches nothing', async () => {
    const stopped = await stageOf();
    stopped.measured.onCall = () => stopped.jobs.stop(stopped.jobs.running('trials-all')!.id);
    await stopped.find();
    await stopped.age();
    stopped.measured.onCall = () => undefined;
    expect(await stopped.find()).toBe('done');
    expect(stopped.stage.collections.value.map(({ measure, result }) => [measure, result === null])).toEqual([
      [MEASURE, false],
      [MEASURE - 1, true],
    ]);

    const { find, stage, byEar, log, age, preferences, asked } = await stageOf();
    await find();
    await age();
    expect(await stage.check(stage.collections.value[0]!)).toBe('refused');
    await byEar.select(idOf(1));
    expect(byEar.openRun.value?.measure).toBe(MEASURE - 1);
    expect(await byEar.resume(50)).toBe('refused');
    await preferences.learn(idOf(1), [DEFAULT_HYPERPARAMETERS]);
    expect(asked[0]?.measured.size).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const said = log.entries.value.map(({ message }) => message).join('\n');
    expect(said.match(/refused: it was measured by an earlier version/gu)).toHaveLength(2);
  });
});
