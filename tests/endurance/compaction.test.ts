import { expect, it } from 'vitest';
import type { Taken } from '../browser/cutWrites.ts';
import { isolateStoreTests } from '../browser/storeHarness.ts';
import { killAtWriteOfCompacting, wornDatabase } from '../browser/wornStore.ts';

isolateStoreTests();

it.each<Taken>(['nothing', 'half', 'all but the last byte', 'all'])(
  '[S18] an end of the browser at any write of compacting, of which %s is taken, loses nothing',
  { timeout: 600_000 },
  async (taken) => {
    const state = await wornDatabase();
    let fromWrite = 1;
    while (await killAtWriteOfCompacting(state, fromWrite, taken)) fromWrite += 1;
    expect(fromWrite).toBeGreaterThan(3);
  },
);
