import { expect, it } from 'vitest';
import { OPENING_STEPS } from '../../src/store/engine/openingSteps.ts';
import { isolateStoreTests } from './storeHarness.ts';
import { expectBegunAnew, stoppingStore } from './stoppingStore.ts';

isolateStoreTests();

// One of the steps; `npm run test:endurance` stops in each of them.
it('opening that stands still while it is at “checking” is begun anew, once, and said', async () =>
  expectBegunAnew('checking'));

it('opening that stands still twice rejects with what has happened and what to do; the next try has a fresh worker', async () => {
  const { store, workers } = stoppingStore('handles', 'handles');
  await expect(store.open()).rejects.toMatchObject({
    code: 'storage-unavailable',
    message: OPENING_STEPS.handles.stuck,
  });
  expect(workers()).toBe(2);
  expect(await store.open()).toMatchObject({ mode: 'opfs' });
  await store.close();
});

it('every step says what is done, what to do when it does not end, and that nothing is lost', () => {
  for (const { doing, stuck } of Object.values(OPENING_STEPS)) {
    expect(doing).toMatch(/\.$/u);
    expect(stuck).toMatch(/Your data is where it was\..*(try again|Try again)/u);
  }
});
