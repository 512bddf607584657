import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/domain/job.ts';
import { forEachLimited } from '../../src/stages/jobs/forEachLimited.ts';
import { JobBoard, type JobControl } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { tabTitle } from '../../src/ui/jobs/jobSigns.ts';

const IMPORT = { kind: 'import', stage: 'import', title: 'Import', unit: 'files' } as const;

/** Lets everything that is ready run. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('jobs', () => {
  it('a paused job takes no new item, a resumed one goes on to the end', async () => {
    const board = new JobBoard(new LogBook());
    const begun: number[] = [];
    const release: (() => void)[] = [];
    const done = board.run(IMPORT, async ({ signal }) => {
      await forEachLimited([1, 2, 3, 4], 1, signal, async (item) => {
        begun.push(item);
        await new Promise<void>((resolve) => release.push(resolve));
      });
      return 'Import finished';
    });
    await settle();
    const [job] = board.jobs.peek();
    expect(board.isPausable(job!)).toBe(true);
    board.pause(job!.id);
    expect(board.jobs.peek()[0]?.paused).toBe(true);
    release.shift()?.();
    await settle();
    expect(begun).toEqual([1]);
    board.resume(job!.id);
    for (let i = 0; i < 3; i += 1) {
      await settle();
      release.shift()?.();
    }
    expect(await done).toBe('done');
    expect(begun).toEqual([1, 2, 3, 4]);
    expect(board.jobs.peek()[0]).toMatchObject({ paused: false, state: { kind: 'done' } });
  });

  it('pausing a job pauses the steps that it started; stopping it ends them', async () => {
    const board = new JobBoard(new LogBook());
    const begun: number[] = [];
    const step = async ({ signal }: JobControl) => {
      await forEachLimited([1, 2], 1, signal, async (item) => void begun.push(item));
      return 'BO for all finished';
    };
    let startStep = () => {};
    const all = board.run({ ...IMPORT, kind: 'run-all', title: 'Run All' }, async ({ signal }) => {
      await new Promise<void>((resolve) => (startStep = resolve));
      await board.run({ ...IMPORT, kind: 'trials-all', title: 'BO for all' }, step, signal);
      return 'Run All finished';
    });
    await settle();
    const runAll = board.jobs.peek()[0]!;
    board.pause(runAll.id);
    startStep();
    await settle();
    expect(begun).toEqual([]);
    board.stop(runAll.id);
    expect(await all).toBe('stopped');
    expect(begun).toEqual([]);
    expect(board.jobs.peek().map(({ state }) => state.kind)).toEqual(['stopped', 'stopped']);
  });

  it('a job that has ended stays ended, whatever its worker still tells', async () => {
    const board = new JobBoard(new LogBook());
    let tell: JobControl['onProgress'] = () => {};
    const done = board.run(IMPORT, async ({ signal, onProgress }) => {
      tell = onProgress;
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return 'Import finished';
    });
    await settle();
    board.stop(board.jobs.peek()[0]!.id);
    expect(await done).toBe('stopped');
    tell({ done: 1, total: 2 });
    expect(board.jobs.peek()[0]?.state).toEqual({ kind: 'stopped', summary: 'Import stopped' });
    expect(board.busy).toBe(false);
  });

  it('what failed can be tried again, what is done cannot', async () => {
    const log = new LogBook();
    const board = new JobBoard(log);
    let fails = true;
    const work = async () => {
      if (fails) throw new Error('the disk is full');
      return 'Import finished';
    };
    expect(await board.run(IMPORT, work)).toBe('failed');
    const [failed] = board.jobs.peek();
    expect(board.isRetryable(failed!)).toBe(true);
    fails = false;
    await board.retry(failed!.id);
    const [, again] = board.jobs.peek();
    expect(again).toMatchObject({ title: 'Import', state: { kind: 'done' } });
    expect(again?.endedAtMs).not.toBeNull();
    expect(board.isRetryable(again!)).toBe(false);
    await board.retry(again!.id);
    expect(board.jobs.peek()).toHaveLength(2);
    board.forgetEnded();
    expect(board.jobs.peek()).toEqual([]);
  });

  it('the tab’s title tells how far the newest job is, and what ended while nobody looked', () => {
    const job: Job = {
      id: 1,
      ...IMPORT,
      startedAtMs: 0,
      endedAtMs: null,
      paused: false,
      stopping: false,
      state: { kind: 'running', done: 1, total: 3 },
    };
    const done: Job = { ...job, state: { kind: 'done', summary: '' } };
    expect(tabTitle([], null)).toBe('InertiaBands Trainer');
    expect(tabTitle([job], null)).toBe('33 % Import – InertiaBands Trainer');
    expect(tabTitle([{ ...job, paused: true }], null)).toBe('Paused: 33 % Import – InertiaBands Trainer');
    expect(tabTitle([done], done)).toBe('✓ Import – InertiaBands Trainer');
    expect(tabTitle([done], null)).toBe('InertiaBands Trainer');
  });
});
