import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { ByteBudget } from '../../src/stages/jobs/byteBudget.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { SegmentSource } from '../../src/stages/optimisation/segmentSource.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { columnsOf, FollowedDataSet } from '../fakes/followedDataSet.ts';

type Dependencies = ConstructorParameters<typeof SegmentSource>[0];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** What is heard of two files and of an example sound; a file is read anew wherever it was let go. */
async function heardSource() {
  const reads: string[] = [];
  const given: Float32Array[] = [];
  const heard = () => {
    const segment = new Float32Array(4);
    given.push(segment);
    return { segments: [segment], bend: new Float32Array() };
  };
  const worker = {
    readSegments: async (_: File, path: string) => {
      reads.push(path);
      return { kind: 'done', ...heard() };
    },
  };
  const followed = new FollowedDataSet([describedFile(0), describedFile(1)]);
  await followed.dataSet.whenCurrent();
  const jobs = new JobBoard(new LogBook());
  const segments = new SegmentSource({
    dataSet: followed.dataSet,
    pool: { run: async (work: (remote: typeof worker) => Promise<unknown>) => work(worker) },
    sources: { open: async (audioId: string) => new File([], audioId) },
    webAudio: new ByteBudget(1),
    jobs,
  } as unknown as Dependencies);
  const { signal } = new AbortController();
  const hear = async (rateHz: number | null = null) => {
    const setup = { clusterCount: 4, model: null, rateHz };
    reads.length = 0;
    for (const audioId of ['file-0', 'file-1']) await segments.whole(audioId, setup, signal);
    await segments.keep('example', setup, signal, async () => {
      reads.push('example');
      return heard();
    });
    return [...reads];
  };
  return { followed, hear, jobs, held: () => given.filter(({ length }) => length > 0).length };
}

it('what is heard of files is kept while somebody asks, and let go after half a minute', async () => {
  const { hear } = await heardSource();
  expect(await hear()).toEqual(['sounds/0.wav', 'sounds/1.wav', 'example']);
  for (let asked = 0; asked < 3; asked += 1) {
    vi.advanceTimersByTime(20_000);
    expect(await hear()).toEqual([]);
  }
  vi.advanceTimersByTime(30_000);
  expect(await hear()).toEqual(['sounds/0.wav', 'sounds/1.wav', 'example']);
});

it('what is heard of a file is let go when it is removed, and of no other', async () => {
  const { followed, hear } = await heardSource();
  await hear();
  followed.tell({ files: { saved: columnsOf([]), removed: ['file-0'] } });
  followed.tell({ files: { saved: columnsOf([describedFile(0)]), removed: [] } });
  expect(await hear()).toEqual(['sounds/0.wav']);
});

it('[X9] what was heard at another rate, or by another model in the plugin, is heard anew', async () => {
  const { hear } = await heardSource();
  await hear();
  expect(await hear()).toEqual([]);
  expect(await hear(48_000)).toEqual(['sounds/0.wav', 'sounds/1.wav', 'example']);
});

it('the memory of what is let go is given back at once, but not while a job may be reading it', async () => {
  const { followed, hear, jobs, held } = await heardSource();
  await hear();
  const spec = { kind: 'judging', stage: 'prediction', title: 'Judging', unit: 'steps' } as const;
  const job = jobs.run(spec, async () => new Promise((resolve) => setTimeout(resolve, 1000, null)));
  followed.tell({ files: { saved: columnsOf([]), removed: ['file-0'] } });
  await vi.advanceTimersByTimeAsync(500);
  expect(held()).toBe(3);
  await vi.advanceTimersByTimeAsync(1000);
  await job;
  expect(held()).toBe(2);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(held()).toBe(0);
});
