import { expect, it } from 'vitest';
import type { FullDisk, Taken } from '../browser/cutWrites.ts';
import { meetFullDisk } from '../browser/fullDisk.ts';
import { isolateStoreTests } from '../browser/storeHarness.ts';

isolateStoreTests();

/** More than there is anything to write. */
const WRITES = 500;
const TAKEN: readonly Taken[] = ['nothing', 'half', 'all but the last byte'];
const WORKERS: readonly FullDisk['worker'][] = ['store', 'duckdb'];

it.each(WORKERS.flatMap((worker) => TAKEN.map((taken) => ({ worker, taken }))))(
  'a disk that is full at any write of $worker, of which it takes $taken, takes nothing away',
  { timeout: 3_600_000 },
  async ({ worker, taken }) => {
    let fromWrite = 1;
    while (await meetFullDisk({ worker, fromWrite, taken })) {
      fromWrite += 1;
      expect(fromWrite).toBeLessThan(WRITES);
    }
    expect(fromWrite).toBeGreaterThan(5);
  },
);
