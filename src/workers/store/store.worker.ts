import { expose } from 'comlink';
import { DuckDbTrainingStore } from '../../store/trainingStore.ts';
import type { PostedMessage } from '../contracts/store.ts';
import { createDuckDbEngine } from '../duckdb/duckdbInstance.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { showLife } from '../pool/lifelineLock.ts';
import { withModelsRead } from './modelText.ts';
import { storeServiceOf } from './storeService.ts';

installErrorTransfer();
showLife();
const store = new DuckDbTrainingStore({ createEngine: createDuckDbEngine }, (message) =>
  postMessage({ dataSetMessage: withModelsRead(message) } satisfies PostedMessage),
);
expose(storeServiceOf(store));
