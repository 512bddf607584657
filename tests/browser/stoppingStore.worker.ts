import { expose } from 'comlink';
import type { OpeningStep } from '../../src/domain/storage.ts';
import { useAppPath } from '../../src/store/appScope.ts';
import { OPENING_STEPS } from '../../src/store/engine/openingSteps.ts';
import { DuckDbTrainingStore } from '../../src/store/trainingStore.ts';
import { installErrorTransfer } from '../../src/workers/pool/errorTransfer.ts';
import { storeServiceOf } from '../../src/workers/store/storeService.ts';
import { createSharedEngine } from './sharedEngine.ts';

/** What a worker is told first: the step in which it goes no further, and whether its whole thread stands still. */
export type Stop = keyof typeof OPENING_STEPS | `${keyof typeof OPENING_STEPS} stands`;

/** In the place of the limit of the step that does not end. */
const LIMIT_MS = 300;

let stopsAt = '';
let stands: string | undefined;
addEventListener('message', ({ data }) => ([stopsAt = '', stands] = String(data).split(' ')), { once: true });
useAppPath('/');
installErrorTransfer();
let isStopped = false;
const onStep = (step: OpeningStep) => {
  if (isStopped) return;
  isStopped = step === Reflect.get(OPENING_STEPS, stopsAt);
  if (isStopped && stands !== undefined) {
    postMessage({ openingStep: step });
    for (;;);
  }
  postMessage({ openingStep: isStopped ? { ...step, limitMs: LIMIT_MS } : step });
};
const store = new DuckDbTrainingStore({ createEngine: async () => createSharedEngine(), onStep }, () => undefined);
const service = storeServiceOf(store);
expose({
  ...service,
  open: async () => {
    const opening = await service.open();
    return isStopped ? new Promise<never>(() => undefined) : opening;
  },
});
