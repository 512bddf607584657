import { expose } from 'comlink';
import { DuckDbTrainingStore } from '../../store/trainingStore.ts';
import type { PostedMessage } from '../contracts/store.ts';
import { createDuckDbEngine } from '../duckdb/duckdbInstance.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { holdLivenessLock } from '../pool/livenessLock.ts';
import { isModelText, withModelsRead } from './modelText.ts';
import { storeServiceOf } from './storeService.ts';

installErrorTransfer();
holdLivenessLock();
const store = new DuckDbTrainingStore({ createEngine: createDuckDbEngine, isModel: isModelText }, (message) =>
  postMessage({ dataSetMessage: withModelsRead(message) } satisfies PostedMessage),
);
expose(storeServiceOf(store));
