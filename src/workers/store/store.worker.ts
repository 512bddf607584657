import { expose } from 'comlink';
import { DuckDbTrainingStore } from '../../store/trainingStore.ts';
import type { TrainingStore } from '../contracts/store.ts';
import { createDuckDbEngine } from '../duckdb/duckdbInstance.ts';
import { installErrorTransfer } from '../pool/errorTransfer.ts';
import { showLife } from '../pool/lifelineLock.ts';
import { withListsInParts } from './longAnswers.ts';
import { withModels } from './modelArchive.ts';

installErrorTransfer();
showLife();
const store: TrainingStore = withModels(new DuckDbTrainingStore({ createEngine: createDuckDbEngine }));
expose(withListsInParts(store));
