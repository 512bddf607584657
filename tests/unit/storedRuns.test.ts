import { expect, it } from 'vitest';
import { PACKED_TRIAL_WIDTH, type PackedTrials } from '../../src/domain/packedTrials.ts';
import { DEFAULT_TRIAL_BUDGET, type TrialRun } from '../../src/domain/trials.ts';
import { UndoStage } from '../../src/stages/data/undoStage.ts';
import { OptimisationStage } from '../../src/stages/optimisation/optimisationStage.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import type { RunSnapshot, TrainingStore } from '../../src/workers/contracts/store.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { columnsOf, FollowedDataSet } from '../fakes/followedDataSet.ts';
import { ToldJobs } from '../fakes/toldJobs.ts';

const AUDIO_ID = 'file-0';

/** The stage over a store that tells of changes before it answers, and whose answers take a while. */
async function stageWith(...runIds: readonly string[]) {
  const followed = new FollowedDataSet([describedFile(0)]);
  const { dataSet } = followed;
  await dataSet.whenCurrent();
  let runs = runIds.map((runId, place) => runOf(runId, place === 0));
  const change = (changed: TrialRun[]) => {
    runs = changed;
    followed.tell({ runsOf: [AUDIO_ID] });
  };
  const log = new LogBook();
  const jobs = new ToldJobs(log);
  const toldAtSaves: number[] = [];
  const trialsOf: Record<string, number> = {};
  const store = {
    listRuns: async () => new Promise((resolve) => setTimeout(() => resolve(runs), 5)),
    runTrials: async (runId: string) => new Float64Array((trialsOf[runId] ?? 0) * PACKED_TRIAL_WIDTH),
    deleteRun: async (deleted: string) => change(runs.filter(({ runId }) => runId !== deleted)),
    chooseRun: async (choice: string) => change(runs.map(({ runId }) => runOf(runId, runId === choice))),
    saveRuns: async (saved: readonly RunSnapshot[]) => {
      toldAtSaves.push(jobs.done);
      change([...saved.map(({ runId }) => runOf(runId, true)), ...runs.map(({ runId }) => runOf(runId, false))]);
    },
  } as unknown as TrainingStore;
  const search = { begins: Promise.resolve(), trials: new Float64Array() };
  const worker = {
    search: async (_: unknown, onTrials: (more: PackedTrials) => Promise<boolean>) => {
      await search.begins;
      return onTrials(search.trials);
    },
  };
  const pool = { run: async (work: (remote: typeof worker) => unknown) => work(worker) } as unknown as ComputePool;
  const undoing = new UndoStage({ store, dataSet, jobs, log });
  const stage = new OptimisationStage({ store, pool, dataSet, jobs, log, undoing });
  await stage.select(AUDIO_ID);
  return { stage, jobs, search, toldAtSaves, trialsOf, followed };
}

function runOf(runId: string, chosen: boolean): TrialRun {
  return {
    runId,
    audioId: AUDIO_ID,
    budget: DEFAULT_TRIAL_BUDGET,
    state: 'finished',
    chosen,
    trialCount: 0,
    bestScore: null,
    createdAt: new Date(0),
  };
}

const listed = (stage: OptimisationStage) => stage.runs.value.map(({ runId }) => runId);

it('a run is off the list when its deletion is answered, so that nobody can ask for it again', async () => {
  const { stage } = await stageWith('chosen', 'other');
  await stage.delete(stage.runs.value[1]!);
  expect(listed(stage)).toEqual(['chosen']);
});

it('the list says which run is chosen when the choice is answered', async () => {
  const { stage } = await stageWith('first', 'second');
  await stage.choose(stage.runs.value[1]!);
  expect(stage.runs.value.find(({ chosen }) => chosen)?.runId).toBe('second');
});

it('of two runs that are opened the later stays, though the trials of the earlier take longer', async () => {
  const { stage, trialsOf } = await stageWith('long', 'short');
  trialsOf['long'] = 40_000;
  const [long, short] = stage.runs.value;
  await Promise.all([stage.reopen(long!), stage.reopen(short!)]);
  expect(stage.openRun.value?.runId).toBe('short');
});

it('a run that is resumed while its trials are still being read is not shown as it was stored', async () => {
  const { stage, trialsOf, search } = await stageWith('long');
  let goOn = () => {};
  search.begins = new Promise<void>((resolve) => (goOn = resolve));
  trialsOf['long'] = 40_000;
  const reading = stage.reopen(stage.runs.value[0]!);
  const resumed = stage.resume(DEFAULT_TRIAL_BUDGET.totalTrials);
  await reading;
  expect(stage.openRun.value).toMatchObject({ state: 'running', trials: [] });
  goOn();
  await resumed;
});

it('what is ticked and unticked while trials are being read is compared as it was said last', async () => {
  const { stage, trialsOf } = await stageWith('open', 'long', 'longer');
  trialsOf['long'] = 20_000;
  trialsOf['longer'] = 40_000;
  const [, long, longer] = stage.runs.value;
  const compared = () => stage.compared.value.map(({ run }) => run.runId);
  await Promise.all([stage.compare(longer!, true), stage.compare(long!, true)]);
  expect(compared().toSorted()).toEqual(['long', 'longer']);
  await Promise.all([stage.compare(longer!, true), stage.compare(longer!, false), stage.delete(long!)]);
  expect(compared()).toEqual([]);
});

it('a run of a file that is removed while its trials are being read is compared with nothing', async () => {
  const { stage, trialsOf, followed } = await stageWith('open', 'long');
  trialsOf['long'] = 40_000;
  const compared = stage.compare(stage.runs.value[1]!, true);
  followed.tell({ files: { saved: columnsOf([]), removed: [AUDIO_ID] }, runsOf: [AUDIO_ID] });
  await compared;
  expect(stage.compared.value).toEqual([]);
});

it('a search that has ended is on the list', async () => {
  const { stage } = await stageWith('earlier');
  expect(await stage.run(AUDIO_ID, DEFAULT_TRIAL_BUDGET)).toBe('done');
  expect(listed(stage)).toEqual([stage.openRun.value?.runId, 'earlier']);
});

it('[durability] counts the trials of a search when they are stored', async () => {
  const { stage, jobs, search, toldAtSaves } = await stageWith();
  search.trials = new Float64Array(3 * PACKED_TRIAL_WIDTH);
  expect(await stage.run(AUDIO_ID, DEFAULT_TRIAL_BUDGET)).toBe('done');
  expect([...toldAtSaves, jobs.done]).toEqual([0, 3]);
});
