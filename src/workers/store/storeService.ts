import type { TrainedModel } from '../../domain/model.ts';
import type { DuckDbTrainingStore } from '../../store/trainingStore.ts';
import type { StoreService } from '../contracts/store.ts';
import { toStoredModel } from './modelText.ts';

/** The store as its worker offers it: a model becomes text on its way in. */
export function storeServiceOf(store: DuckDbTrainingStore): StoreService {
  return {
    ping: () => undefined,
    open: async () => store.open(),
    prepare: async () => store.prepare(),
    hasten: async () => store.hasten(),
    close: async () => store.close(),
    databaseFile: async () => store.databaseFile(),
    fileBytes: async () => store.fileBytes(),
    freeSpace: async (kinds) => store.freeSpace(kinds),
    startOver: async (from) => store.startOver(from),
    sendSnapshot: async () => store.sendSnapshot(),
    call: async (key, name, args) =>
      store.call(key, name, name === 'saveModel' ? args.map((model) => toStoredModel(model as TrainedModel)) : args),
  };
}
