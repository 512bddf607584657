import { expect, it } from 'vitest';
import type { Taken } from './cutWrites.ts';
import { meetFullDisk } from './fullDisk.ts';
import { isolateStoreTests } from './storeHarness.ts';

isolateStoreTests();

const TAKEN: readonly Taken[] = ['nothing', 'half', 'all but the last byte'];

// A share of the writes, of an undo image and of a kept copy; `npm run test:endurance` meets a full disk at each of them.
it.each([1, 5])('a disk that is full at write %i of the store’s own files takes nothing away', async (fromWrite) => {
  const taken = TAKEN[fromWrite % 3]!;
  expect(await meetFullDisk({ worker: 'store', fromWrite, taken })).toBe(true);
});

it.each([20])('a disk that is full at write %i of the database takes nothing away', async (fromWrite) => {
  const taken = TAKEN[fromWrite % 3]!;
  expect(await meetFullDisk({ worker: 'duckdb', fromWrite, taken })).toBe(true);
});
