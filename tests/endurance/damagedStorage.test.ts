import { it } from 'vitest';
import { EVERY_DAMAGE, expectMended, wholeDataSet } from '../browser/damagedPieces.ts';
import { isolateStoreTests } from '../browser/storeHarness.ts';

isolateStoreTests();

it(
  '[S10] storage that is damaged piece by piece, in every way: the data set opens, says what is gone, and all else is there',
  async () => {
    const whole = await wholeDataSet();
    for (const inflicted of EVERY_DAMAGE) await expectMended(whole, inflicted);
  },
  EVERY_DAMAGE.length * 60_000,
);
