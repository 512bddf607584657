import { expose } from 'comlink';
import type { OpeningStep } from '../../src/domain/storage.ts';
import { useAppPath } from '../../src/store/appScope.ts';
import { OPENING_STEPS } from '../../src/store/engine/openingSteps.ts';
import { DuckDbTrainingStore } from '../../src/store/trainingStore.ts';
import type { StoreService } from '../../src/workers/contracts/store.ts';
import { installErrorTransfer } from '../../src/workers/pool/errorTransfer.ts';
import { toStoredModel, withModelsRead } from '../../src/workers/store/modelText.ts';
import { createSharedEngine } from './sharedEngine.ts';

/** The step in which a worker goes no further, and whether its whole thread stands still. */
export type Stop = keyof typeof OPENING_STEPS | `${keyof typeof OPENING_STEPS} stands`;

/** What a worker is told before it opens. */
export interface Start {
  readonly stop: Stop | null;
  readonly engine: WebAssembly.Module;
}

/** In the place of the limit of the step that does not end. */
const LIMIT_MS = 300;

const started = new Promise<Start>((resolve) => {
  addEventListener('message', ({ data }: MessageEvent<Start | { readonly id: string }>) => {
    if ('engine' in data) resolve(data);
  });
});
let stopsAt = '';
let stands: string | undefined;
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
const createEngine = async () => createSharedEngine(started.then(({ engine }) => engine));
const store = new DuckDbTrainingStore({ createEngine, onStep, writeModel: toStoredModel }, (message) =>
  postMessage({ dataSetMessage: withModelsRead(message) }),
);
const open = store.open.bind(store);
const service: StoreService = Object.assign(store, store.calls, {
  ping: () => undefined,
  open: async (isReplacement?: boolean) => {
    [stopsAt = '', stands] = ((await started).stop ?? '').split(' ');
    const opening = await open(isReplacement);
    return isStopped ? new Promise<never>(() => undefined) : opening;
  },
});
expose(service);
