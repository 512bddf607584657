import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Batcher, COLLECT_LONGER_MS } from '../../src/stages/jobs/batcher.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Batcher', () => {
  it('stores the first at once and together what comes within its time, in order', async () => {
    const flushed: number[][] = [];
    const batcher = new Batcher<number>(async (items) => void flushed.push([...items]));
    batcher.add(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(flushed).toEqual([[1]]);
    batcher.add(2);
    await vi.advanceTimersByTimeAsync(100);
    batcher.add(3);
    expect(flushed).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(150);
    expect(flushed).toEqual([[1], [2, 3]]);
    await vi.advanceTimersByTimeAsync(250);
    batcher.add(4);
    await vi.advanceTimersByTimeAsync(0);
    expect(flushed).toEqual([[1], [2, 3], [4]]);
  });

  it('lets the first wait for others where several are expected, and no longer than they take', async () => {
    const flushed: number[][] = [];
    const batcher = new Batcher<number>(async (items) => void flushed.push([...items]), { expected: 3 });
    batcher.add(1);
    await vi.advanceTimersByTimeAsync(100);
    batcher.add(2);
    expect(flushed).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(flushed).toEqual([[1, 2]]);
    const quick = new Batcher<number>(async (items) => void flushed.push([...items]), { expected: 2 });
    quick.add(3);
    quick.add(4);
    await quick.settled();
    expect(flushed).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('collects for longer where storing takes long, so that most of the time goes to the work', async () => {
    const flushed: number[][] = [];
    const batcher = new Batcher<number>(async (items) => {
      flushed.push([...items]);
      await new Promise((resolve) => setTimeout(resolve, 150));
    });
    batcher.add(1);
    await vi.advanceTimersByTimeAsync(0);
    batcher.add(2);
    await vi.advanceTimersByTimeAsync(599);
    expect(flushed).toEqual([[1]]);
    batcher.add(3);
    await vi.advanceTimersByTimeAsync(2);
    expect(flushed).toEqual([[1], [2, 3]]);
  });

  it('lets nothing wait once nothing more will come', async () => {
    const flushed: number[][] = [];
    const batcher = new Batcher<number>(async (items) => void flushed.push([...items]));
    batcher.add(1);
    await batcher.settled();
    expect(flushed).toEqual([[1]]);
  });

  it('passes a failure on to the next item and to the end', async () => {
    const batcher = new Batcher<number>(() => Promise.reject(new Error('full')));
    batcher.add(1);
    await expect(batcher.settled()).rejects.toThrow('full');
    expect(() => batcher.add(2)).toThrow('full');
  });

  it.each([
    { collectAtMostMs: undefined, dueMs: 1000 },
    { collectAtMostMs: COLLECT_LONGER_MS, dueMs: 3000 },
  ])('collects for no longer than $dueMs ms after a flush of 900 ms began', async ({ collectAtMostMs, dueMs }) => {
    const flushedAtMs: number[] = [];
    const fromMs = performance.now();
    const batcher = new Batcher<number>(
      async () => {
        flushedAtMs.push(performance.now() - fromMs);
        await new Promise((resolve) => setTimeout(resolve, 900));
      },
      collectAtMostMs === undefined ? {} : { collectAtMostMs },
    );
    batcher.add(1);
    await vi.advanceTimersByTimeAsync(100);
    batcher.add(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(flushedAtMs).toEqual([0, dueMs]);
  });

  it('tells whoever waits for an item that it is lost, also for those that came while the flush failed', async () => {
    const lost: number[] = [];
    const batcher = new Batcher<number>(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        throw new Error('full');
      },
      { onLost: (items) => void lost.push(...items) },
    );
    batcher.add(1);
    await vi.advanceTimersByTimeAsync(50);
    batcher.add(2);
    await vi.advanceTimersByTimeAsync(50);
    expect(lost).toEqual([1, 2]);
    await batcher.settled().catch(() => undefined);
    expect(lost).toEqual([1, 2]);
  });
});

describe('JobBoard', () => {
  it('tells the first progress at once, then the latest at intervals, and nothing after the end', async () => {
    const board = new JobBoard(new LogBook());
    const told: unknown[] = [];
    const spec = { kind: 'import', stage: 'import', title: 'Import', unit: 'files' } as const;
    const job = board.run(spec, async ({ onProgress }) => {
      for (let done = 1; done <= 5; done++) onProgress({ done, total: 9 });
      told.push(board.jobs.value.at(-1)?.state);
      await vi.advanceTimersByTimeAsync(100);
      told.push(board.jobs.value.at(-1)?.state);
      onProgress({ done: 9, total: 9 });
      return 'Import finished';
    });
    await job;
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([
      { kind: 'running', done: 1, total: 9 },
      { kind: 'running', done: 5, total: 9 },
    ]);
    expect(board.jobs.value.at(-1)?.state).toEqual({ kind: 'done', summary: 'Import finished' });
  });

  it('says at once that a job was asked to stop, the steps of a stopped job too', async () => {
    const board = new JobBoard(new LogBook());
    const step = { kind: 'descriptors', stage: 'descriptors', title: 'Descriptors', unit: 'files' } as const;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const job = board.run({ ...step, kind: 'run-all', title: 'Run All' }, async ({ signal }) => {
      await board.run(step, async () => finished.then(() => 'kept'), signal);
      return 'Run All stopped';
    });
    expect(board.jobs.value.map(({ stopping }) => stopping)).toEqual([false, false]);
    board.stop(board.jobs.value[0]?.id ?? 0);
    expect(board.jobs.value.map(({ stopping, state }) => [stopping, state.kind])).toEqual([
      [true, 'running'],
      [true, 'running'],
    ]);
    finish();
    await job;
    expect(board.jobs.value.map(({ state }) => state.kind)).toEqual(['stopped', 'stopped']);
  });
});
