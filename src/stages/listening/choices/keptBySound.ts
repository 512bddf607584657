import { signal } from '@preact/signals-core';
import { array, string, tuple, type GenericSchema } from 'valibot';
import { changeSetting, loadSetting, saveSetting } from '../../../store/settings.ts';
import { isLasting } from '../sound/soundKey.ts';

/** A slider that moves is saved so often. */
const SAVED_EVERY_MS = 300;

/** What was chosen under Hear for sounds, by their keys; of those of the data set it is kept across visits. */
export class KeptBySound<T> {
  readonly #setting: string;
  readonly #schema: GenericSchema<unknown, (readonly [string, T])[]>;
  readonly #chosen = signal<ReadonlyMap<string, T>>(new Map());
  /** What is not kept yet; null is forgotten. */
  readonly #unsaved = new Map<string, T | null>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Where the browser keeps nothing, now or ever, what is not kept goes with the next choice. */
  #isRefused = false;

  /** @param setting under which it is kept. @param schema of what is chosen for one sound. */
  constructor(setting: string, schema: GenericSchema<unknown, T>) {
    this.#setting = setting;
    this.#schema = array(tuple([string(), schema]));
  }

  /** Reads what earlier visits and other tabs have kept. */
  async load(): Promise<void> {
    const kept = await loadSetting(this.#setting, this.#schema, this.#lasting);
    const passing = [...this.#chosen.peek()].filter(([key]) => !isLasting(key));
    this.#chosen.value = withChanges([...kept, ...passing], this.#unsaved);
  }

  /** Null where nothing was chosen. Reads the signal. */
  of(key: string): T | null {
    return this.#chosen.value.get(key) ?? null;
  }

  /** All that was chosen. Reads the signal. */
  get all(): ReadonlyMap<string, T> {
    return this.#chosen.value;
  }

  /** @param chosen null forgets it. */
  keep(key: string, chosen: T | null): void {
    const all = this.#chosen.peek();
    if ((all.get(key) ?? null) === chosen) return;
    this.#chosen.value = withChanges(all, [[key, chosen]]);
    if (!isLasting(key)) return;
    this.#unsaved.set(key, chosen);
    if (this.#timer === undefined) this.#saveAndWait();
  }

  /** Forgets what was chosen for all sounds. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unsaved.clear();
    this.#chosen.value = new Map();
    await saveSetting(this.#setting, []);
  }

  /** At once, as the page may go at any time; what is chosen meanwhile follows. */
  #saveAndWait(): void {
    void this.#save();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#unsaved.size > 0 && !this.#isRefused) this.#saveAndWait();
    }, SAVED_EVERY_MS);
  }

  async #save(): Promise<void> {
    const changes = new Map(this.#unsaved);
    this.#isRefused = !(await changeSetting(this.#setting, this.#schema, [], (kept) => [
      ...withChanges(kept, changes),
    ]));
    if (this.#isRefused) return;
    for (const [key, chosen] of changes) if (this.#unsaved.get(key) === chosen) this.#unsaved.delete(key);
  }

  get #lasting() {
    return [...this.#chosen.peek()].filter(([key]) => isLasting(key));
  }
}

/** @param changes null takes a choice away. */
function withChanges<T>(
  chosen: Iterable<readonly [string, T]>,
  changes: Iterable<readonly [string, T | null]>,
): Map<string, T> {
  const all = new Map(chosen);
  for (const [key, change] of changes) {
    if (change === null) all.delete(key);
    else all.set(key, change);
  }
  return all;
}
