import type { TrainingStore } from '../workers/contracts/store.ts';

/** Where the bytes of an imported file are: given in this session, or a staged copy from an earlier one. */
export class AudioSources {
  readonly #store: TrainingStore;
  readonly #files = new Map<string, File>();

  constructor(store: TrainingStore) {
    this.#store = store;
  }

  remember(audioId: string, file: File): void {
    this.#files.set(audioId, file);
  }

  forget(audioIds: readonly string[]): void {
    for (const audioId of audioIds) this.#files.delete(audioId);
  }

  clear(): void {
    this.#files.clear();
  }

  /** The copy made when it was imported, for a file that has changed or gone since; null where there is none. */
  async openCopy(audioId: string): Promise<File | null> {
    this.#files.delete(audioId);
    return this.#store.openStaged(audioId);
  }

  /** The file, or null where it has to be asked for again. */
  async open(audioId: string): Promise<File | null> {
    return this.#files.get(audioId) ?? (await this.#store.openStaged(audioId));
  }
}
