import { expect, it, vi } from 'vitest';
import { connectStore } from '../../src/workers/store/storeClient.ts';

it('an engine ends with the worker that asked the page for it, and a new one begins with the next', async () => {
  const before = await workers();
  const open = async () => {
    const store = connectStore({ follow: () => undefined, whenCurrent: async () => undefined });
    await store.open();
    return store;
  };
  const first = await open();
  expect(await workers()).toBe(before + 2);
  first.end();
  await vi.waitFor(async () => expect(await workers()).toBe(before));
  const second = await open();
  expect(await workers()).toBe(before + 2);
  await second.close();
  await vi.waitFor(async () => expect(await workers()).toBe(before));
});

/** How many live: each holds a lock of its own. */
async function workers(): Promise<number> {
  const { held = [] } = await navigator.locks.query();
  return held.filter(({ name = '' }) => name.startsWith('inertiabands-worker-')).length;
}
