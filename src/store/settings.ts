import { clear, entries, get, set, setMany, update, type UseStore } from 'idb-keyval';
import * as v from 'valibot';
import { appName, FIRST_PROJECT, openProject, projectName } from './appScope.ts';
import { committedAtOnce, recordStore } from './recordStore.ts';
import { isOfProject, TAKEN_OVER } from './settingKeys.ts';
import { claimTakeover } from './earlierData/claim.ts';

const STORE = 'settings';
const OF_1_0 = 'inertiabands-settings';
/** Longer than a browser that works takes to give a setting back. */
const SILENT_MS = 5000;
/** By the names of their databases. */
const stores = new Map<string, Promise<UseStore>>();

async function settingsStore(key: string): Promise<UseStore> {
  return openProject() === FIRST_PROJECT || !isOfProject(key) ? appStore() : ofProject(openProject());
}

/** Of the app, and of the first project. */
export async function appStore(): Promise<UseStore> {
  return storeNamed(appName(STORE), openSettings);
}

/** Of another project than the first. */
export async function ofProject(project: string): Promise<UseStore> {
  return storeNamed(projectName(STORE, project), async (name) => recordStore(name, STORE));
}

async function storeNamed(name: string, open: (name: string) => Promise<UseStore>): Promise<UseStore> {
  const known = stores.get(name);
  if (known !== undefined) return known;
  const opening = open(name);
  stores.set(name, opening);
  // The next one that asks tries anew.
  opening.catch(() => stores.delete(name));
  return opening;
}

async function openSettings(name: string): Promise<UseStore> {
  const names = new Set((await indexedDB.databases()).map((database) => database.name));
  const own = recordStore(name, STORE);
  // The rest opens as it would without.
  if (names.has(OF_1_0)) await takeOver(own, !names.has(name)).catch(() => undefined);
  return own;
}

async function takeOver(own: UseStore, isNew: boolean): Promise<void> {
  if (!(await claimTakeover(isNew)) || (await get(TAKEN_OVER, own)) === true) return;
  const old = recordStore(OF_1_0, STORE);
  await setMany([...(await entries(old)), [TAKEN_OVER, true]], own);
  await clear(old);
}

/**
 * A setting as it was saved; `fallback` where there is none, it does not fit `schema`, the browser keeps none, or does not
 * answer, of which `onSilence` is told.
 */
export async function loadSetting<T>(
  key: string,
  schema: v.GenericSchema<unknown, T>,
  fallback: T,
  onSilence: () => void = () => undefined,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      onSilence();
      resolve(fallback);
    }, SILENT_MS);
  });
  const reading = async () => {
    return fitting(await get(key, await settingsStore(key)), schema, fallback);
  };
  try {
    return await Promise.race([reading(), silence]);
  } catch {
    return fallback;
  } finally {
    clearTimeout(timer);
  }
}

let onFull = (): void => undefined;
let isFull = false;

/** @param listener is told that the disk is too full for a setting, once until one can be kept again. */
export function whenSettingsFull(listener: () => void): void {
  onFull = listener;
}

async function isKept(key: string, write: (store: UseStore) => Promise<void>): Promise<boolean> {
  try {
    await write(await settingsStore(key));
    isFull = false;
    return true;
  } catch (error) {
    if (!isFull && error instanceof DOMException && error.name === 'QuotaExceededError') {
      isFull = true;
      onFull();
    }
    return false;
  }
}

/** Keeps a setting beyond this visit. Resolves with false where the browser keeps none (a private window, a full disk). */
export async function saveSetting(key: string, value: unknown): Promise<boolean> {
  return isKept(key, async (settings) => set(key, value, committedAtOnce(settings)));
}

/**
 * Changes a setting as it is kept then, in one transaction: what another tab has kept of it stays. Resolves with false where the
 * browser keeps none.
 *
 * @param fallback what `change` is given where there is none, or it does not fit `schema`.
 */
export async function changeSetting<T>(
  key: string,
  schema: v.GenericSchema<unknown, T>,
  fallback: T,
  change: (kept: T) => T,
): Promise<boolean> {
  return isKept(key, async (settings) =>
    update<unknown>(key, (kept) => change(fitting(kept, schema, fallback)), settings),
  );
}

function fitting<T>(kept: unknown, schema: v.GenericSchema<unknown, T>, fallback: T): T {
  const parsed = v.safeParse(schema, kept);
  return parsed.success ? parsed.output : fallback;
}
