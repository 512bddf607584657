import type { Stage } from '../domain/stage.ts';
import type { CallsAfter, StoreCommands } from '../workers/contracts/storeCalls.ts';
import { waitUntilFree } from './engine/opening.ts';
import type { Session } from './engine/session.ts';
import type { TrainingStoreOptions } from './engine/storeOptions.ts';
import { removeEverything } from './files/deletion.ts';
import { dropKept, listKept, lookAnew, noteCopies } from './files/keptAudio.ts';
import { removeStaged } from './files/stagedAudio.ts';
import type { OpenedStore } from './openedStore.ts';
import * as audio from './tables/audioTable.ts';
import * as collections from './tables/collectionTable.ts';
import { addDescribedAudio } from './tables/describedAudio.ts';
import * as descriptors from './tables/descriptorTable.ts';
import * as preferences from './tables/preferenceTable.ts';
import * as labels from './tables/labelTable.ts';
import * as measured from './tables/measuredTable.ts';
import * as models from './tables/modelTable.ts';
import { saveOptima } from './tables/optimumTable.ts';
import { saveBuiltInModel } from './tables/pluginBuildTable.ts';
import { savePluginWindows } from './tables/pluginWindowTable.ts';
import { savePredictions } from './tables/predictionTable.ts';
import * as runs from './tables/runTable.ts';
import { saveRuns } from './tables/runWriting.ts';
import { saveTimbres } from './tables/timbreTable.ts';
import type { ScopeEntry } from './undo/undoRows.ts';

/** What a command works on. */
export interface CommandContext extends OpenedStore, Pick<TrainingStoreOptions, 'writeModel'> {
  /** The command's idempotency key: a command that is repeated with the key it had gets its first answer. */
  readonly key: string;
  /** How long to wait for an instance that just ended to let go of the file, in milliseconds. */
  readonly lockTimeoutMs: number;
}

/** What changes the open data set. Those without a key of their own may run twice: they write the same rows again. */
export const COMMANDS: Pick<CallsAfter<[context: CommandContext]>, keyof StoreCommands> = {
  async addDescribedAudio({ database, undoable, key }, described, undoStepId) {
    if (described.length === 0) return [];
    const nowMs = Date.now();
    const answer = await database.command('import', key, async (session) => {
      const offered = await addDescribedAudio(session, described, nowMs);
      const newIds = offered.added.flatMap(({ kind, audioId }) => (kind === 'added' ? [audioId] : []));
      const unneeded = undoStepId === undefined ? null : await undoable.noteImported(session, undoStepId, newIds);
      return { ...offered, unneeded };
    });
    await undoable.letGo(answer.unneededCopies);
    if (answer.unneeded !== null) await undoable.discard(answer.unneeded);
    return answer.added;
  },
  async removeAudio({ undoable, key }, audioIds) {
    if (audioIds.length === 0) return null;
    const scope = audioIds.map((id) => ({ kind: 'audio', id }) as const);
    return undoable.make('import', key, { kind: 'remove-audio', subject: null, scope }, async (session) =>
      audio.removeAudio(session, audioIds),
    );
  },
  async noteKept({ database, changeLog }, copies) {
    if (copies === undefined) lookAnew();
    else noteCopies(copies);
    await database.run('import', async () => changeLog.keptAudio(await listKept()));
  },
  async dropStaged({ database }, audioId) {
    const dropped = await database.transaction('import', async (session) => {
      const name = await audio.stagedNameOf(session, audioId);
      if (name === null) return [];
      session.touched.note('files', [audioId]);
      await audio.forgetStaged(session, [name]);
      return [name];
    });
    await removeStaged(dropped);
  },
  async dropKept({ database, changeLog }, audioIds) {
    await database.run('import', async () => {
      await dropKept(audioIds);
      const left = new Set(await listKept());
      changeLog.keptAudio(
        [],
        audioIds.filter((audioId) => !left.has(audioId)),
      );
    });
  },
  async saveDescriptors({ database, undoable }, outcomes, windows = []) {
    if (outcomes.length === 0) return;
    const unneededCopies = await database.transaction('descriptors', async (session) =>
      descriptors.saveDescriptors(session, outcomes, windows),
    );
    await undoable.letGo(unneededCopies);
  },
  savePluginWindows: writing('descriptors', savePluginWindows),
  async saveRuns({ database }, snapshots, optima = []) {
    if (snapshots.length + optima.length === 0) return;
    const nowMs = Date.now();
    await database.transaction('optimisation', async (session) => {
      if (optima.length > 0) await saveOptima(session, optima);
      if (snapshots.length > 0) await saveRuns(session, snapshots, nowMs);
    });
  },
  async chooseRun({ undoable, key }, runId) {
    return undoable.makeToRun(key, runId, 'choose-run', async (session) => runs.chooseRun(session, runId));
  },
  async deleteRun({ undoable, key }, runId) {
    return undoable.makeToRun(key, runId, 'delete-run', async (session) => runs.deleteRun(session, runId));
  },
  saveMeasured: writing('optimisation', measured.saveMeasured),
  async deleteMeasured({ undoable, key }, runId) {
    const scope = [{ kind: 'run', id: runId }] as const;
    return undoable.make('optimisation', key, { kind: 'delete-run', subject: null, scope }, async (session) =>
      measured.deleteMeasured(session, runId),
    );
  },
  saveMeasuredBest: writing('optimisation', measured.saveMeasuredBest),
  async saveCollection({ database }, collection) {
    await database.transaction('optimisation', async (session) => collections.saveCollection(session, collection));
  },
  async deleteCollection({ undoable, key }, collectionId) {
    const step = {
      kind: 'delete-collection',
      subject: null,
      scope: [{ kind: 'collection', id: collectionId }],
    } as const;
    return undoable.make('optimisation', key, step, async (session) =>
      collections.deleteCollection(session, collectionId),
    );
  },
  saveOptima: writing('model', saveOptima),
  saveTimbres: writing('import', saveTimbres),
  async saveModel({ database, writeModel }, model) {
    const stored = writeModel(model);
    await database.transaction('model', async (session) => models.saveModel(session, stored), model.modelId);
  },
  async deleteModel({ undoable, key }, modelId) {
    const step = { kind: 'delete-model', subject: modelId, scope: [{ kind: 'model', id: modelId }] } as const;
    return undoable.make('model', key, step, async (session) => models.deleteModel(session, modelId));
  },
  async tagSounds({ undoable, key }, audioIds, change) {
    const step = { kind: 'tag', subject: null, scope: scopeOf('tags', audioIds) } as const;
    return undoable.make('import', key, step, async (session) => labels.tagSounds(session, audioIds, change));
  },
  async renameTag({ undoable, key }, from, to) {
    const change = { remove: [from], add: to === null ? [] : [to] };
    return undoable.makeToFound(
      key,
      { kind: 'rename-tag', subject: from },
      async (session) => scopeOf('tags', await labels.filesTagged(session, from)),
      async (session) => labels.tagSounds(session, await labels.filesTagged(session, from), change),
    );
  },
  async noteSound({ undoable, key }, audioId, note) {
    const step = { kind: 'note', subject: null, scope: scopeOf('note', [audioId]) } as const;
    return undoable.make('import', key, step, async (session) => labels.noteSound(session, audioId, note));
  },
  async setGenre({ undoable, key }, audioIds, genre) {
    const step = { kind: 'genre', subject: null, scope: scopeOf('genre', audioIds) } as const;
    return undoable.make('import', key, step, async (session) => labels.setGenre(session, audioIds, genre));
  },
  async labelModel({ undoable, key }, label) {
    const { modelId } = label;
    const step = { kind: 'label-model', subject: modelId, scope: scopeOf('label', [modelId]) } as const;
    return undoable.make('model', key, step, async (session) => labels.labelModel(session, label));
  },
  savePredictions: writing('prediction', savePredictions),
  async saveBlindComparisonAnswer({ database }, answer) {
    await database.transaction('optimisation', async (session) =>
      preferences.saveBlindComparisonAnswer(session, answer),
    );
  },
  savePreferredOptima: writing('optimisation', preferences.savePreferredOptima),
  async saveBuiltInModel({ database }, modelId) {
    await database.transaction('model', async (session) => saveBuiltInModel(session, modelId), modelId);
  },
  mergeDatabase: async ({ transfer, key }, file, plan) => transfer.merge(file, plan, key),
  replaceDatabase: async ({ transfer, key }, file) => transfer.replace(file, key),
  fillDatabase: async ({ transfer, key }, file) => transfer.fill(file, key),
  makeBackup: async ({ restoring }) => restoring.make(),
  restoreBackup: async ({ restoring, key }) => restoring.restore(key),
  undo: async ({ undoable, key }, stepId) => undoable.exchange('undo', key, stepId),
  redo: async ({ undoable, key }, stepId) => undoable.exchange('redo', key, stepId),
  async deleteAll({ database, files, marker, whole, undoable, lockTimeoutMs }) {
    await database.whileClosed('export', async () => {
      await marker?.remove();
      await whole?.remove();
      if (files === null) return;
      await waitUntilFree(files, lockTimeoutMs);
      await removeEverything(files);
    });
    await undoable.settleAfterOpening();
  },
};

function scopeOf(kind: ScopeEntry['kind'], ids: readonly string[]): ScopeEntry[] {
  return ids.map((id) => ({ kind, id }));
}

/** Stores rows in one transaction; no rows are no work. */
function writing<R>(stage: Stage, write: (session: Session, rows: readonly R[], nowMs: number) => Promise<void>) {
  return async ({ database }: CommandContext, rows: readonly R[]): Promise<void> => {
    if (rows.length === 0) return;
    const nowMs = Date.now();
    await database.transaction(stage, async (session) => write(session, rows, nowMs));
  };
}
