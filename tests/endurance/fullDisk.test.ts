import { expect, it } from 'vitest';
import { written, type FullDisk, type Taken } from '../browser/cutWrites.ts';
import { meetFullDisk } from '../browser/fullDisk.ts';
import { isolateStoreTests } from '../browser/storeHarness.ts';
import { seeded } from '../support/seeded.ts';

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

const SHARES = 10;
/** Of each share; 500 in all. */
const POSITIONS = 50;

it.each(Array.from({ length: SHARES }, (_, share) => share + 1))(
  'a disk that is full after a seeded number of bytes takes nothing away: share %i',
  { timeout: 3_600_000 },
  async (seed) => {
    const all = { fromWrite: 1, taken: 'nothing', fromByte: Number.MAX_SAFE_INTEGER } as const;
    const amounts: number[] = [];
    for (const worker of WORKERS) {
      expect(await meetFullDisk({ ...all, worker })).toBe(false);
      amounts.push(written.get(worker) ?? 0);
    }
    const [store = 0, duckdb = 0] = amounts;
    expect(store, 'bytes of the store, with a kept copy of 9 MB').toBeGreaterThan(9 << 20);
    expect(duckdb, 'bytes of the database').toBeGreaterThan(1 << 18);
    const random = seeded(seed);
    let met = 0;
    for (let n = 0; n < POSITIONS; n += 1) {
      const at = Math.floor(random() * (store + duckdb));
      const disk = at < store ? { worker: 'store', fromByte: at } : { worker: 'duckdb', fromByte: at - store };
      if (await meetFullDisk({ ...all, ...(disk as Pick<FullDisk, 'worker' | 'fromByte'>) })) met += 1;
    }
    console.log(
      `share ${seed}: the store wrote ${store} bytes, the database ${duckdb}; ${met} of ${POSITIONS} were full`,
    );
    // The last bytes may not be written again to the byte.
    expect(met).toBeGreaterThan(0.9 * POSITIONS);
  },
);
