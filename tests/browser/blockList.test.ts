import { expect, it } from 'vitest';
import { idOf, sharedStore } from './storeHarness.ts';

const storeOf = sharedStore();

it('sweeping DuckDB’s list of blocks leaves its limit and all rows as they were', async () => {
  const store = await storeOf(3);
  const limit = async () =>
    (await store.remote.query(`SELECT current_setting('memory_limit') AS "limit"`))[0]?.['limit'];
  const before = await limit();
  // Each is a commit.
  for (let i = 0; i < 64; i += 1) await store.saveBuiltInModel(null);
  expect(await limit()).toBe(before);
  expect((await store.listAudio()).map(({ file }) => file.audioId)).toEqual([1, 2, 3].map(idOf));
});
