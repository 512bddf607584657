import { it } from 'vitest';
import { EVERY_DAMAGE, expectMended, wholeDataSet, type Whole } from '../browser/damagedPieces.ts';
import { isolateStoreTests } from '../browser/storeHarness.ts';

isolateStoreTests();

const named = EVERY_DAMAGE.map(
  (inflicted) => [inflicted.map((damage) => Object.values(damage).join(' ')).join(', '), inflicted] as const,
);
let whole: Promise<Whole> | null = null;

it.each(named)(
  '[S10] storage that is damaged piece by piece (%s): the data set opens, says what is gone, and all else is there',
  async (_, inflicted) => {
    whole ??= wholeDataSet();
    await expectMended(await whole, inflicted);
  },
  300_000,
);
