import { signal } from '@preact/signals-core';
import { array, string, tuple, type GenericSchema } from 'valibot';
import { loadSetting, saveSetting } from '../../store/settings.ts';
import { isLasting } from './soundKey.ts';

const SAVED_AFTER_MS = 300;

/** What was chosen under Hear for sounds, by their keys; of those of the data set it is kept across visits. */
export class KeptBySound<T> {
  readonly #setting: string;
  readonly #schema: GenericSchema<unknown, (readonly [string, T])[]>;
  readonly #chosen = signal<ReadonlyMap<string, T>>(new Map());
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param setting under which it is kept. @param schema of what is chosen for one sound. */
  constructor(setting: string, schema: GenericSchema<unknown, T>) {
    this.#setting = setting;
    this.#schema = array(tuple([string(), schema]));
  }

  /** What earlier visits left. */
  async load(): Promise<void> {
    this.#chosen.value = new Map([...(await loadSetting(this.#setting, this.#schema, [])), ...this.#chosen.peek()]);
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
    const others = [...all].filter(([other]) => other !== key);
    this.#chosen.value = new Map(chosen === null ? others : [...others, [key, chosen]]);
    if (!isLasting(key)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void saveSetting(this.#setting, this.#lasting), SAVED_AFTER_MS);
  }

  /** Forgets what was chosen for all sounds. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    this.#chosen.value = new Map();
    await saveSetting(this.#setting, []);
  }

  get #lasting() {
    return [...this.#chosen.peek()].filter(([key]) => isLasting(key));
  }
}
