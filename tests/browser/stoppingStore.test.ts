import { expect, it } from 'vitest';
import type { OpeningStep } from '../../src/domain/storage.ts';
import { OPENING_STEPS } from '../../src/store/engine/openingSteps.ts';
import { connectStore } from '../../src/workers/store/storeClient.ts';
import { audioFile, isolateStoreTests, openStore, undescribed, untilTestEnds } from './storeHarness.ts';
import type { Stop } from './stoppingStore.worker.ts';

isolateStoreTests();

/** A store whose workers stop one after another as the names say; those after them do not. */
function stoppingStore(...stops: readonly Stop[]) {
  const told: (OpeningStep | null)[] = [];
  let workers = 0;
  const store = connectStore(
    { follow: () => undefined, whenCurrent: async () => undefined, openingStep: (step) => told.push(step) },
    () => {
      const worker = new Worker(new URL('./stoppingStore.worker.ts', import.meta.url), { type: 'module' });
      worker.postMessage(stops[workers] ?? '');
      workers += 1;
      return untilTestEnds(worker);
    },
  );
  return { store, told, workers: () => workers };
}

const STEPS = ['files', 'handles', 'marker', 'engine', 'database', 'migration', 'checking', 'settling'] as const;

it.each(STEPS)('opening that stands still while it is at “%s” is begun anew, once, and said', async (step) => {
  const first = await openStore();
  await first.addDescribedAudio([undescribed(audioFile(1))]);
  await first.close();
  const { store, told, workers } = stoppingStore(step);
  expect(await store.open()).toMatchObject({ mode: 'opfs', notices: [] });
  expect(workers()).toBe(2);
  expect(told).toContainEqual({ ...OPENING_STEPS[step], limitMs: expect.any(Number) as number });
  expect(told.at(-1)).toBe(null);
  await store.close();
});

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

it('a worker whose thread stands still in the middle of opening is replaced, whatever its step may take', async () => {
  const { store, workers } = stoppingStore('engine stands');
  expect(await store.open()).toMatchObject({ mode: 'opfs', notices: [] });
  expect(workers()).toBe(2);
  await store.close();
}, 60_000);

it('every step says what is done, what to do when it does not end, and that nothing is lost', () => {
  for (const { doing, stuck } of Object.values(OPENING_STEPS)) {
    expect(doing).toMatch(/\.$/u);
    expect(stuck).toMatch(/Your data is where it was\..*(try again|Try again)/u);
  }
});
