import { describe, expect, it } from 'vitest';
import { removeMarker } from '../../src/store/engine/marker.ts';
import { closedDataSet, expectRestored } from '../browser/closedDataSet.ts';
import { EVERY_DAMAGE, expectMended, wholeDataSet, type Whole } from '../browser/damagedPieces.ts';
import {
  expectTakenOverOnce,
  expectTakenOverWhateverTheRecord,
  expectWholeAfterCuts,
  expectWholeAfterCutsWithoutMove,
} from '../browser/takenOver.ts';
import { isolateStoreTests, opfsNames, readOpfs, removeOpfs, startStore, writeOpfs } from '../browser/storeHarness.ts';

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

describe('a damaged database', () => {
  it('whose header is damaged is kept aside and the backup restored', async () => {
    await closedDataSet('with a backup');
    const bytes = await readOpfs('training.duckdb');
    bytes.fill(7, 4096, 3 * 4096);
    await writeOpfs('training.duckdb', bytes);
    await expectRestored();
  });

  it('that is no database at all is kept aside and the backup restored', async () => {
    await closedDataSet('with a backup');
    await writeOpfs('training.duckdb', new TextEncoder().encode('not a database').slice());
    await expectRestored();
  });

  it('that vanished together with the note of it is restored from the backup', async () => {
    await closedDataSet('with a backup');
    await removeOpfs('training.duckdb');
    await removeMarker();
    await expectRestored();
  });

  it('without a backup starts empty, and the damaged file stays', async () => {
    await closedDataSet();
    await writeOpfs('training.duckdb', new Uint8Array(50_000).fill(1));
    const store = await startStore();
    const { notices } = await store.open();
    expect(notices).toHaveLength(2);
    expect(await store.listAudio()).toEqual([]);
    expect(await opfsNames()).toContain('training.damaged-1');
  });
});

describe('what version 1.0 left [S8]', () => {
  it('is there whole after a cut at any change', async () => expectWholeAfterCuts(), 300_000);

  it(
    'is there whole after a cut at any change where files can only be copied, at most with the old database beside it',
    async () => expectWholeAfterCutsWithoutMove(),
    300_000,
  );

  it(
    'is taken over once: what an older version makes in the old place afterwards, also in the middle, replaces nothing',
    async () => expectTakenOverOnce(),
    300_000,
  );

  it(
    'is taken over, and never over data of its own, whatever has become of the record of the takeover [S10]',
    async () => expectTakenOverWhateverTheRecord(),
    300_000,
  );
});
