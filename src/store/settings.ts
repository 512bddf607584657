import { createStore, get, set, type UseStore } from 'idb-keyval';
import * as v from 'valibot';

let store: UseStore | null = null;

function settingsStore(): UseStore {
  store ??= createStore('inertiabands-settings', 'settings');
  return store;
}

/** A setting as it was saved; `fallback` where there is none, it does not fit `schema`, or the browser keeps none. */
export async function loadSetting<T>(key: string, schema: v.GenericSchema<unknown, T>, fallback: T): Promise<T> {
  try {
    const parsed = v.safeParse(schema, await get(key, settingsStore()));
    return parsed.success ? parsed.output : fallback;
  } catch {
    return fallback;
  }
}

/** Keeps a setting beyond this visit. Resolves with false where the browser keeps none (a private window). */
export async function saveSetting(key: string, value: unknown): Promise<boolean> {
  try {
    await set(key, value, settingsStore());
    return true;
  } catch {
    return false;
  }
}
