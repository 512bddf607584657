import { expect, it } from 'vitest';
import { isolateStoreTests } from '../browser/storeHarness.ts';
import { expectBegunAnew, stoppingStore } from '../browser/stoppingStore.ts';

isolateStoreTests();

it.each(['files', 'handles', 'marker', 'engine', 'database', 'migration', 'checking', 'settling'] as const)(
  'opening that stands still while it is at “%s” is begun anew, once, and said',
  async (step) => expectBegunAnew(step),
);

it('a worker whose thread stands still in the middle of opening is replaced, whatever its step may take', async () => {
  const { store, workers } = stoppingStore('engine stands');
  expect(await store.open()).toMatchObject({ mode: 'opfs', notices: [] });
  expect(workers()).toBe(2);
  await store.close();
}, 60_000);
