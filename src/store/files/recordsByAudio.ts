import { clear, entries, set, type UseStore } from 'idb-keyval';
import { projectName } from '../appScope.ts';
import { committedAtOnce, recordStore } from '../recordStore.ts';

/** Small records by audio id, kept beside the database. Where the browser keeps none there are none, which is no error. */
export class RecordsByAudio<Value> {
  readonly #name: string;
  readonly #read: (value: unknown) => Value | null;
  #store: UseStore | null = null;

  /** @param read answers null for what is no such record: it counts as none. */
  constructor(name: string, read: (value: unknown) => Value | null) {
    this.#name = name;
    this.#read = read;
  }

  async set(audioId: string, value: Value): Promise<void> {
    await orNothing(async () => set(audioId, value, committedAtOnce(this.#opened())));
  }

  async all(): Promise<ReadonlyMap<string, Value>> {
    const all = await orNothing(async () => entries<IDBValidKey, unknown>(this.#opened()));
    return new Map(
      (all ?? []).flatMap(([audioId, kept]) => {
        const value = this.#read(kept);
        return typeof audioId === 'string' && value !== null ? [[audioId, value] as const] : [];
      }),
    );
  }

  async forget(): Promise<void> {
    await orNothing(async () => clear(this.#opened()));
  }

  #opened(): UseStore {
    return (this.#store ??= recordStore(projectName(this.#name), this.#name));
  }
}

/** Null where the browser keeps no records, which may show at once or later. */
async function orNothing<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}
