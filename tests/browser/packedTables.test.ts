import { expect, it } from 'vitest';
import { proxy } from '../../src/workers/pool/transfer.ts';
import { ComputePool } from '../../src/workers/pool/computePool.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';

const never = new AbortController().signal;

it('a table of many files lies on the disk until it is let go of, and holds the same bytes as one in memory', async () => {
  const { dataSet } = new FollowedDataSet(Array.from({ length: 1500 }, (_, n) => describedFile(n)));
  await dataSet.whenCurrent();
  const pool = new ComputePool(1);
  const parquetOf = async (files: number) => {
    const pages = proxy(dataSet.pages());
    return pool.run(async (worker) => worker.encodeParquet(pages, files, 'How.'), { signal: never });
  };
  const inMemory = await parquetOf(1500);
  const onDisk = await parquetOf(1_000_000);
  expect(inMemory.stagedName).toBeNull();
  expect(onDisk.stagedName).not.toBeNull();
  expect(onDisk.table.type).toBe(inMemory.table.type);
  expect(new Uint8Array(await onDisk.table.arrayBuffer())).toEqual(new Uint8Array(await inMemory.table.arrayBuffer()));
  const name = onDisk.stagedName ?? '';
  await pool.run(async (worker) => worker.dropTable(name), { signal: never, isLast: true });
  await expect(onDisk.table.arrayBuffer()).rejects.toThrow();
});
