import { expose } from 'comlink';
import type { OpeningStep, Unkept } from '../../domain/storage.ts';
import { DuckDbTrainingStore } from '../../store/trainingStore.ts';
import type { PostedMessage, StoreService } from '../contracts/store.ts';
import { createDuckDbEngine } from '../duckdb/duckdbInstance.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { holdLivenessLock } from '../pool/livenessLock.ts';
import { transfer } from '../pool/transfer.ts';
import { toStoredModel, withModelsRead } from './modelText.ts';
import { canRead } from './storedTexts.ts';

installErrorTransfer();
holdLivenessLock();
const post = (message: PostedMessage) => postMessage(message);
const createEngine = async () => createDuckDbEngine((engineLoading) => post({ engineLoading }));
const onStep = (openingStep: OpeningStep) => post({ openingStep });
const onUnkept = (unkept: Unkept) => post({ unkept });
const store = new DuckDbTrainingStore(
  { createEngine, onStep, onUnkept, canRead, writeModel: toStoredModel },
  (message) =>
    postMessage({ dataSetMessage: withModelsRead(message) } satisfies PostedMessage, {
      transfer: message.kind === 'kept-page' ? [message.bytes] : [],
    }),
);
const { calls } = store;
const service: StoreService = Object.assign(store, calls, {
  ping: () => undefined,
  // Handed over: copying those of a long run would hold up the page.
  runTrials: async (key: string, runId: string) => {
    const trials = await calls.runTrials(key, runId);
    return transfer(trials, [trials.buffer]);
  },
});
expose(service);
