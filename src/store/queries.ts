import type { Stage } from '../domain/stage.ts';
import type { CallsAfter, StoreQueries } from '../workers/contracts/storeCalls.ts';
import type { Session } from './engine/session.ts';
import { storeStatus } from './engine/storeStatus.ts';
import { listCopies, listUncheckedKept, openKept } from './files/keptAudio.ts';
import { openStaged } from './files/stagedAudio.ts';
import type { OpenedStore } from './openedStore.ts';
import { stagedNameOf } from './tables/audioTable.ts';
import * as measured from './tables/measuredTable.ts';
import { listAttributions } from './tables/metadataTable.ts';
import { listOptima } from './tables/optimumTable.ts';
import { pluginWindows } from './tables/pluginWindowTable.ts';
import { listPredictions } from './tables/predictionTable.ts';
import { listRuns, runTrials } from './tables/runTable.ts';
import { listTimbres } from './tables/timbreTable.ts';

/** What the open data set answers to questions. */
export const QUERIES: Pick<CallsAfter<[store: OpenedStore]>, keyof StoreQueries> = {
  status: async (store) => storeStatus(store),
  listAttributions: reading('export', listAttributions),
  openStaged: async ({ database }, audioId) => {
    const name = await database.run('import', async (session) => stagedNameOf(session, audioId));
    return name === null ? null : openStaged(name);
  },
  openKept: async (_, audioId) => openKept(audioId),
  listCopies: async () => listCopies(),
  listUncheckedKept: async () => listUncheckedKept(),
  pluginWindows: reading('model', pluginWindows),
  listRuns: reading('optimisation', listRuns),
  runTrials: reading('optimisation', runTrials),
  listMeasured: reading('optimisation', measured.listMeasured),
  measuredTrials: reading('optimisation', measured.measuredTrials),
  collectionParts: reading('optimisation', measured.collectionParts),
  listOptima: reading('model', listOptima),
  listTimbres: reading('import', listTimbres),
  listPredictions: reading('prediction', listPredictions),
  exportDatabase: async ({ transfer }, methods, isDownload) => transfer.exportDatabase(methods, isDownload),
  openKeptAside: async ({ files, whole }, name) => (await (files === null ? whole?.aside() : files.file(name))) ?? null,
  previewMerge: async ({ transfer }, file) => transfer.preview(file),
  previewBackup: async ({ restoring }) => restoring.preview(),
  listBackedUp: async ({ restoring }) => restoring.heldIds(),
};

function reading<A extends readonly unknown[], T>(stage: Stage, read: (session: Session, ...args: A) => Promise<T>) {
  return async ({ database }: OpenedStore, ...args: A): Promise<T> =>
    database.run(stage, async (session) => read(session, ...args));
}
