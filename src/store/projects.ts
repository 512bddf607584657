import { del, entries, get, promisifyRequest, set, type UseStore } from 'idb-keyval';
import * as v from 'valibot';
import { appName, appPath, findLongName, FIRST_PROJECT, openProject, projectFolders } from './appScope.ts';
import { forgetSoundsOfFirst } from './projectSettings.ts';
import { recordStore } from './recordStore.ts';

/** A named data set with models, settings, backup and undo of its own. */
export interface Project {
  readonly id: string;
  readonly name: string;
  /** When it was removed, in milliseconds since 1970; null where it is there. It can be brought back. */
  readonly removedAtMs: number | null;
}

/** In characters. */
export const LONGEST_PROJECT_NAME = 100;

const FIRST: Record = { name: 'First project', position: 0, removedAtMs: null };
/** The record of a project while it is made. */
const UNFINISHED = 'unfinished';
/** The name of a project whose record is lost or damaged. */
const RECOVERED = 'Recovered project';

/** Nobody has made so many. */
const HIGHEST_POSITION = 1e9;
/** Of a date. */
const LATEST_MS = 8.64e15;

const RECORD = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONGEST_PROJECT_NAME)),
  /** Its place in the list: projects are in the order in which they were made, whatever the clock said. */
  position: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(HIGHEST_POSITION)),
  removedAtMs: v.nullable(v.pipe(v.number(), v.minValue(-LATEST_MS), v.maxValue(LATEST_MS))),
});
type Record = v.InferOutput<typeof RECORD>;

let store: UseStore | null = null;

function records(): UseStore {
  store ??= recordStore(appName('projects'), 'projects');
  return store;
}

/** Those that are there and those that were removed, in the order in which they were made; the first one is always there. */
export async function listProjects(): Promise<Project[]> {
  return [...(await readRecords())]
    .toSorted(([idA, a], [idB, b]) => a.position - b.position || (idA < idB ? -1 : 1))
    .map(([id, { name, removedAtMs }]) => ({ id, name, removedAtMs }));
}

async function readRecords(): Promise<Map<string, Record>> {
  const kept = await entries<string, unknown>(records());
  const known = kept.flatMap(([id, record]): [string, Record][] => {
    const parsed = recordIn(record);
    return parsed === null ? [] : [[id, parsed]];
  });
  return new Map([[FIRST_PROJECT, FIRST], ...known]);
}

/** Whether a project is there; one that was removed is not. */
export async function isThere(id: string): Promise<boolean> {
  return (await readRecords()).get(id)?.removedAtMs === null;
}

/** Notes that a project is being made: what is left of it when that is cut short goes. */
export async function noteUnfinished(id: string): Promise<void> {
  await set(id, UNFINISHED, records());
}

/** Adds a project behind all others. */
export async function addProject(id: string, name: string): Promise<void> {
  const positions = [...(await readRecords()).values()].map(({ position }) => position);
  const record = v.parse(RECORD, { name, position: Math.max(...positions) + 1, removedAtMs: null });
  await set(id, record, records());
}

/** Gives a project another name; nothing where it has been erased meanwhile. */
export async function renameProject(id: string, name: string): Promise<void> {
  await change(id, (record) => v.parse(RECORD, { ...record, name }));
}

/** Removes a project, so that it can be brought back, or brings it back; nothing where it has been erased meanwhile. */
export async function markRemoved(id: string, removedAtMs: number | null): Promise<void> {
  await change(id, (record) => ({ ...record, removedAtMs }));
}

/**
 * Settles a project that is stored and not listed, and that nobody has open: one that was cut short while it was made goes, one whose
 * record is lost or damaged is listed again.
 */
export async function settleUnlisted(id: string): Promise<void> {
  const kept = await get<unknown>(id, records());
  if (kept === UNFINISHED) await eraseProject(id);
  else if (recordIn(kept) === null) await addProject(id, RECOVERED);
}

/** The ids of all projects that something is stored of, whether or not they are in the list. */
export async function storedProjects(): Promise<string[]> {
  const noted = await entries<string, unknown>(records());
  const ids = new Set([FIRST_PROJECT, ...noted.map(([id]) => id)]);
  for await (const name of (await folderOfAll())?.keys() ?? []) ids.add(name);
  return [...ids];
}

/** The folder that holds those of the projects; null where nothing is stored yet, or the browser gives no folders [S14]. */
async function folderOfAll(): Promise<FileSystemDirectoryHandle | null> {
  try {
    let folder = await navigator.storage.getDirectory();
    await findLongName(folder);
    for (const name of projectFolders().slice(0, -1)) folder = await folder.getDirectoryHandle(name);
    return folder;
  } catch {
    return null;
  }
}

/** What the files of the projects take that are not open, also of those that were removed. */
export async function otherProjectsBytes(): Promise<number> {
  let sum = 0;
  for await (const [id, folder] of (await folderOfAll())?.entries() ?? [])
    if (id !== openProject()) sum += await bytesIn(folder);
  return sum;
}

async function bytesIn(entry: FileSystemFileHandle | FileSystemDirectoryHandle): Promise<number> {
  if (entry.kind === 'file') {
    // One that has gone meanwhile takes nothing.
    return entry.getFile().then(
      ({ size }) => size,
      () => 0,
    );
  }
  let sum = 0;
  for await (const inner of entry.values()) sum += await bytesIn(inner);
  return sum;
}

/** Removes all that is stored of a project, which nobody has open, for good. */
export async function eraseProject(id: string): Promise<void> {
  try {
    await (await folderOfAll())?.removeEntry(id, { recursive: true });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
  const end = ` ${appPath()}projects/${id}/`;
  const own = (await indexedDB.databases()).flatMap(({ name }) => (name?.endsWith(end) === true ? [name] : []));
  await Promise.all(own.map(deleteDatabase));
  // The first one is always there.
  if (id === FIRST_PROJECT) await forgetSoundsOfFirst();
  else await del(id, records());
}

async function change(id: string, changed: (record: Record) => Record): Promise<void> {
  await records()('readwrite', async (kept) => {
    const record = recordIn(await promisifyRequest<unknown>(kept.get(id))) ?? (id === FIRST_PROJECT ? FIRST : null);
    if (record !== null) await promisifyRequest(kept.put(changed(record), id));
  });
}

function recordIn(kept: unknown): Record | null {
  const parsed = v.safeParse(RECORD, kept);
  return parsed.success ? parsed.output : null;
}

async function deleteDatabase(name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener('success', () => resolve());
    request.addEventListener('error', () => reject(request.error ?? new Error(`${name} cannot be removed`)));
  });
}
