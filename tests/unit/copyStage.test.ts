import { signal } from '@preact/signals-core';
import { expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { CopyStage } from '../../src/stages/import/copyStage.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';

const IDS = ['a', 'b', 'c'];

/** A stage over the files a, b and c, whose worker says what becomes of each copy. */
async function stageOf(
  mode: 'opfs' | 'memory' = 'opfs',
  copying: (audioId: string) => Promise<void> = async () => undefined,
) {
  const records = IDS.map((audioId) => ({
    file: {
      audioId,
      path: `${audioId}.wav`,
      source: null,
      genre: null,
      license: null,
      licenseFamily: null,
      durationSec: 1,
      sampleRateHz: 44_100,
      channels: 1,
      importedAt: new Date(0),
    },
    descriptors: { kind: 'missing' } as const,
    best: null,
    tags: [],
    note: null,
  }));
  const { dataSet } = new FollowedDataSet(records);
  await dataSet.whenCurrent();
  const log = new LogBook();
  const jobs = new JobBoard(log);
  const kept: string[] = [];
  const worker = {
    async keepCopy(_: File, audioId: string) {
      await copying(audioId);
      kept.push(audioId);
    },
  };
  const pool = { run: async (work: (remote: typeof worker) => unknown) => work(worker) };
  const store = {
    status: async () => ({ mode, quotaBytes: 20e9 }),
    listCopies: async () => [],
    noteKept: async () => undefined,
  };
  const sources = { open: async (id: string) => new File(['x'], id), isHeld: () => false };
  const settings = { keepCopies: signal(true), roomForCopiesGb: signal<number | null>(null) };
  const tools = { store, jobs, pool, sources, dataSet, log, settings };
  const stage = new CopyStage(tools as unknown as ConstructorParameters<typeof CopyStage>[0]);
  const ended = async () => {
    await expect.poll(() => jobs.jobs.value.length > 0 && !jobs.busy).toBe(true);
    return jobs.jobs.value.map(({ state }) => ('summary' in state ? state.summary : state.kind));
  };
  return { stage, jobs, kept, settings, ended, log };
}

it('[S12] what was imported is copied in one job of its own; what was taken back meanwhile is not', async () => {
  const { stage, kept, ended } = await stageOf();
  stage.offer(['a', 'b', 'taken back']);
  stage.offer(['b', 'c']);
  expect(await ended()).toEqual(['Copies of audio finished: 3 kept, 0 not at hand']);
  expect(kept).toEqual(['a', 'b', 'c']);
});

it('[S12] nothing is copied where no copies are wanted, nor in a window that keeps nothing, and nothing is said', async () => {
  const unwanted = await stageOf();
  unwanted.settings.keepCopies.value = false;
  unwanted.stage.offer(IDS);
  const inMemory = await stageOf('memory');
  inMemory.stage.offer(IDS);
  await new Promise((resolve) => setTimeout(resolve, 30));
  for (const { kept, jobs } of [unwanted, inMemory]) expect([kept, jobs.jobs.value]).toEqual([[], []]);
});

it('[S12] a full disk is told in the one line and is no error', async () => {
  const full = new AppError({ code: 'storage-full', stage: 'import', subject: null, message: 'full' });
  const { stage, ended, log } = await stageOf('opfs', async (audioId) => {
    if (audioId !== 'a') throw full;
  });
  stage.offer(IDS);
  expect(await ended()).toEqual(['Copies of audio finished: 1 kept, 0 not at hand, 2 did not fit on the disk']);
  expect(log.alerts.value).toEqual([]);
});

it('[S12] stopped, it keeps what is whole and asks for nothing again by itself', async () => {
  const { stage, jobs, kept, ended } = await stageOf('opfs', async (audioId) => {
    if (audioId === 'b') jobs.stop(jobs.running('keep-audio')!.id);
  });
  stage.offer(IDS);
  expect(await ended()).toEqual(['Copies of audio finished: 2 kept, 0 not at hand (stopped)']);
  expect(kept).toEqual(['a', 'b']);
});

it('[S12] whoever waits until nothing runs waits for what an import leaves to be copied, which does not begin then', async () => {
  const { stage, jobs, kept, ended } = await stageOf();
  const spec = { kind: 'import', stage: 'import', title: 'Import', unit: 'files' } as const;
  const imported = jobs.run(spec, async ({ signal: stop }) => {
    await new Promise((resolve) => stop.addEventListener('abort', resolve));
    stage.offer(IDS);
    return 'Import finished';
  });
  await jobs.stopAll();
  const deletion = { kind: 'delete-all', stage: 'export', title: 'Deletion', unit: 'steps' } as const;
  await jobs.run(deletion, async () => {
    await imported;
    stage.offer(IDS);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(kept).toEqual([]);
    return 'Deletion finished';
  });
  expect(await ended()).toEqual([
    'Import finished',
    'Copies of audio stopped before it began',
    'Deletion finished',
    'Copies of audio finished: 3 kept, 0 not at hand',
  ]);
});
