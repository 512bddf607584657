import { expect } from 'vitest';
import type { OpeningStep } from '../../src/domain/storage.ts';
import { OPENING_STEPS } from '../../src/store/engine/openingSteps.ts';
import { connectStore } from '../../src/workers/store/storeClient.ts';
import { compileEngine } from './sharedEngine.ts';
import { audioFile, openStore, undescribed, untilTestEnds } from './storeHarness.ts';
import type { Start, Stop } from './stoppingStore.worker.ts';

/** A worker of a store that shares its engine with others, as that of the app does not. */
export function storeWorker(stop: Stop | null = null): Worker {
  const worker = untilTestEnds(new Worker(new URL('./stoppingStore.worker.ts', import.meta.url), { type: 'module' }));
  void compileEngine().then((engine) => worker.postMessage({ stop, engine } satisfies Start));
  return worker;
}

/** A store whose workers stop one after another as the names say; those after them do not. */
export function stoppingStore(...stops: readonly Stop[]) {
  const told: (OpeningStep | null)[] = [];
  let workers = 0;
  const store = connectStore(
    { follow: () => undefined, whenCurrent: async () => undefined, openingStep: (step) => told.push(step) },
    () => {
      workers += 1;
      return storeWorker(stops[workers - 1]);
    },
  );
  return { store, told, workers: () => workers };
}

/** A data set whose opening stands still in a step is opened by a fresh worker, and what it waits for is said. */
export async function expectBegunAnew(step: keyof typeof OPENING_STEPS): Promise<void> {
  const first = await openStore();
  await first.addDescribedAudio([undescribed(audioFile(1))]);
  await first.close();
  const { store, told, workers } = stoppingStore(step);
  expect(await store.open()).toMatchObject({ mode: 'opfs', notices: [] });
  expect(workers()).toBe(2);
  expect(told).toContainEqual({ ...OPENING_STEPS[step], limitMs: expect.any(Number) as number });
  expect(told.at(-1)).toBe(null);
  await store.close();
}
