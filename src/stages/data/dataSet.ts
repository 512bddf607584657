import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { AudioRecord } from '../../domain/audioFile.ts';
import type { TrainingStore } from '../../workers/contracts/store.ts';

/** The table of audio files as the database holds it, kept in step with what the stages store. */
export class DataSet {
  readonly #store: TrainingStore;
  readonly #byId = signal<ReadonlyMap<string, AudioRecord>>(new Map());
  /** In the order of import. */
  readonly records: ReadonlySignal<readonly AudioRecord[]> = computed(() => [...this.#byId.value.values()]);
  /** Those that have descriptors. */
  readonly described: ReadonlySignal<readonly AudioRecord[]> = computed(() =>
    this.records.value.filter(({ descriptors }) => descriptors.kind === 'done'),
  );

  constructor(store: TrainingStore) {
    this.#store = store;
  }

  get(audioId: string): AudioRecord | undefined {
    return this.#byId.value.get(audioId);
  }

  /** Reads everything anew. */
  async reload(): Promise<void> {
    const records = await this.#store.listAudio();
    this.#byId.value = new Map(records.map((record) => [record.file.audioId, record]));
  }

  /** Takes over what a stage has stored, without reading 10,000 rows again. */
  patch(changes: readonly { readonly audioId: string; readonly change: Partial<AudioRecord> }[]): void {
    const next = new Map(this.#byId.value);
    for (const { audioId, change } of changes) {
      const record = next.get(audioId);
      if (record !== undefined) next.set(audioId, { ...record, ...change });
    }
    this.#byId.value = next;
  }
}
