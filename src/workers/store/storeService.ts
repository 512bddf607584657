import type { DuckDbTrainingStore } from '../../store/trainingStore.ts';
import type { StoreService } from '../contracts/store.ts';
import { toStoredModel } from './modelText.ts';

/** The store as its worker offers it: models become text on their way in. */
export function storeServiceOf(store: DuckDbTrainingStore): StoreService {
  const command = async (key: string, name: string, args: readonly unknown[]): Promise<unknown> => {
    const sent =
      name === 'saveModel' ? args.map((model) => toStoredModel(model as Parameters<typeof toStoredModel>[0])) : args;
    return store.command(key, name as 'deleteAll', sent as []);
  };
  return {
    open: async () => store.open(),
    prepare: async () => store.prepare(),
    close: async () => store.close(),
    sendSnapshot: async () => store.sendSnapshot(),
    query: async (name, args) => store.query(name, args),
    command: command as StoreService['command'],
  };
}
