import { describe, expect, it } from 'vitest';
import type { JobKind, Progress } from '../../src/domain/job.ts';
import { DEFAULT_K_FOLDS } from '../../src/ml/model/trainRidge.ts';
import { JobBoard, type JobControl } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { trainRidgeModel } from '../../src/stages/model/ridgeTraining.ts';
import { trainingSteps } from '../../src/stages/model/trainingSteps.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import type { FoldRequest } from '../../src/workers/contracts/compute.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import { ridgeCalls } from '../../src/workers/compute/ridge.ts';
import { ridgeCases, rowsOf } from '../support/ridgeReference.ts';

/** Lets everything that is ready run. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** A board that runs `work` as a job of a kind. */
async function started(kind: JobKind, work: (control: JobControl) => Promise<string>) {
  const board = new JobBoard(new LogBook());
  const done = board.run({ kind, stage: 'model', title: 'Training', unit: 'steps' }, work);
  await settle();
  const job = board.jobs.peek()[0]!;
  return { board, job, done };
}

describe('trainings that are paused', () => {
  it('a ridge begins no fold while it is paused, and ends as if it had not been', async () => {
    const begun: string[] = [];
    const release: (() => void)[] = [];
    const worker = {
      evaluateFold: async (request: FoldRequest) => {
        begun.push(`fold ${request.foldIndex}`);
        await new Promise<void>((resolve) => release.push(resolve));
        return ridgeCalls.evaluateFold(request);
      },
      fit: async (...given: Parameters<typeof ridgeCalls.fit>) => {
        begun.push('fit');
        return ridgeCalls.fit(...given);
      },
    };
    const pool = {
      size: 1,
      run: async (work: (given: typeof worker) => Promise<unknown>) => work(worker),
    } as unknown as ComputePool;
    const rows = rowsOf(ridgeCases[0]!);
    const deps = { store: {} as TrainingStore, pool };
    const { board, job, done } = await started('training', async (control) => {
      const { model } = await trainRidgeModel(deps, rows, 'desktop', control, 'measured');
      return `${model.metrics.rows} rows`;
    });
    expect(board.isPausable(job)).toBe(true);
    board.pause(job.id);
    release.shift()?.();
    await settle();
    expect(begun).toEqual(['fold 0']);
    board.resume(job.id);
    for (let fold = 1; fold < DEFAULT_K_FOLDS; fold++) {
      await expect.poll(() => begun.length).toBe(fold + 1);
      if (fold === DEFAULT_K_FOLDS - 1) board.pause(job.id);
      release.shift()?.();
    }
    await settle();
    expect(begun).not.toContain('fit');
    board.resume(job.id);
    expect(await done).toBe('done');
    expect(begun.at(-1)).toBe('fit');
    expect(board.jobs.peek()[0]?.state).toEqual({ kind: 'done', summary: `${rows.length} rows` });
  });

  it.each(['network-training', 'student-training', 'plugin-training'] as const)(
    '%s takes no step while it is paused; stopping it ends it',
    async (kind) => {
      const answers: boolean[] = [];
      let onSteps: (progress: Progress) => Promise<boolean> = async () => false;
      let end = () => {};
      const { board, job, done } = await started(kind, async (control) => {
        onSteps = trainingSteps(control);
        await new Promise<void>((resolve) => (end = resolve));
        return 'trained';
      });
      const step = async () => void answers.push(await onSteps({ done: answers.length, total: 3 }));
      expect(board.isPausable(job)).toBe(true);
      await step();
      board.pause(job.id);
      const second = step();
      await settle();
      expect(answers).toEqual([true]);
      board.resume(job.id);
      await second;
      board.pause(job.id);
      const third = step();
      board.stop(job.id);
      await third;
      expect(answers).toEqual([true, true, false]);
      end();
      expect(await done).toBe('stopped');
    },
  );
});
