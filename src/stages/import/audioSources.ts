import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { UndoStep } from '../../domain/undo.ts';
import { forgetAllHandles, loadHandle, saveHandles } from '../../store/files/fileHandles.ts';
import type { TrainingStore } from '../../workers/contracts/store.ts';
import type { ComputePool } from '../../workers/pool/computePool.ts';
import type { DataSet } from '../data/dataSet.ts';

/** Whether a file's bytes can be had: at once, after the browser has asked the user, or not at all. */
export type Availability = 'here' | 'ask' | 'gone';

/** Where the example sounds are in the data set. */
export const EXAMPLES_FOLDER = 'examples/';

type AskingHandle = FileSystemFileHandle & {
  queryPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
  requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
};

/**
 * Where the bytes of an imported file are: given in this session, a staged copy from an earlier one, a copy that the user
 * asked to keep, or the file on the disk by its handle, where the browser gives handles and the user allows reading. Example
 * sounds are synthesised again.
 */
export class AudioSources {
  readonly #store: TrainingStore;
  readonly #files = new Map<string, File>();
  /** Of files that have left the data set, the steps of that moment: only they may bring them back. */
  readonly #waysBack = new Map<string, readonly UndoStep[]>();
  readonly #given = signal(0);
  readonly #dataSet: DataSet;
  readonly #pool: ComputePool;

  constructor(store: TrainingStore, dataSet: DataSet, pool: ComputePool) {
    this.#store = store;
    this.#dataSet = dataSet;
    this.#pool = pool;
    // Whatever takes a file away is a step, or the taking back of one.
    const moves = computed(() => dataSet.undoSteps.value.map(({ stepId, undone }) => `${stepId} ${undone}`).join());
    moves.subscribe(() => this.#forgetLost());
  }

  /** Grows with every file that is given: what was missing may be there now. */
  get given(): ReadonlySignal<number> {
    return this.#given;
  }

  remember(audioId: string, file: File): void {
    this.#files.set(audioId, file);
    this.#waysBack.delete(audioId);
    this.#given.value += 1;
  }

  /** Keeps handles to files on the disk, so that later visits can ask for them. */
  async rememberHandles(handles: ReadonlyMap<string, FileSystemFileHandle>): Promise<void> {
    await saveHandles(handles);
  }

  clear(): void {
    this.#files.clear();
    this.#waysBack.clear();
    void forgetAllHandles();
  }

  /** The copy made when it was imported, for a file that has changed or gone since; null where there is none. */
  async openCopy(audioId: string): Promise<File | null> {
    this.#files.delete(audioId);
    return (await this.#store.openStaged(audioId)) ?? (await this.#openKept(audioId));
  }

  /** The file, or null where it has to be asked for again. */
  async open(audioId: string): Promise<File | null> {
    return (
      this.#files.get(audioId) ??
      (await this.#store.openStaged(audioId)) ??
      (await this.#openKept(audioId)) ??
      (await this.#openHandle(audioId)) ??
      (await this.#synthesise(audioId))
    );
  }

  async availability(audioId: string): Promise<Availability> {
    if (await this.open(audioId)) return 'here';
    return (await loadHandle(audioId)) === null ? 'gone' : 'ask';
  }

  /** Asks the user to allow reading the file again. Needs a gesture. Answers whether it may be read. */
  async ask(audioId: string): Promise<boolean> {
    const handle: AskingHandle | null = await loadHandle(audioId);
    return (await handle?.requestPermission?.({ mode: 'read' })) === 'granted';
  }

  /** Lets go of files that neither the data set holds nor a step may bring back. */
  #forgetLost(): void {
    const steps = this.#dataSet.undoSteps.value;
    const present = new Set(steps.map(({ stepId }) => stepId));
    for (const audioId of this.#files.keys()) {
      const waysBack = this.#waysBack.get(audioId) ?? steps;
      this.#waysBack.delete(audioId);
      if (this.#dataSet.get(audioId) !== undefined) continue;
      if (waysBack.some(({ stepId }) => present.has(stepId))) this.#waysBack.set(audioId, waysBack);
      else this.#files.delete(audioId);
    }
  }

  /** An example sound; null for any other, also one of its path with other bytes. */
  async #synthesise(audioId: string): Promise<File | null> {
    const path = this.#dataSet.get(audioId)?.file.path;
    if (path?.startsWith(EXAMPLES_FOLDER) !== true) return null;
    const control = { signal: new AbortController().signal };
    const name = path.slice(EXAMPLES_FOLDER.length);
    const index = (await this.#pool.run(async (worker) => worker.exampleNames(), control)).indexOf(name);
    if (index === -1) return null;
    const bytes = await this.#pool.run(async (worker) => worker.synthesiseExample(index), control);
    const file = new File([bytes], name, { type: 'audio/wav' });
    const made = await this.#pool.run(async (worker) => worker.identify(file, path), control);
    if (made.audioId !== audioId) return null;
    this.#files.set(audioId, file);
    return file;
  }

  async #openKept(audioId: string): Promise<File | null> {
    return this.#dataSet.keptAudio.value.has(audioId) ? this.#store.openKept(audioId) : null;
  }

  async #openHandle(audioId: string): Promise<File | null> {
    const handle: AskingHandle | null = await loadHandle(audioId);
    if (handle === null || (await handle.queryPermission?.({ mode: 'read' })) !== 'granted') return null;
    try {
      const file = await handle.getFile();
      this.#files.set(audioId, file);
      return file;
    } catch (error) {
      // Moved or deleted on the disk meanwhile.
      if (error instanceof DOMException && error.name === 'NotFoundError') return null;
      throw error;
    }
  }
}
