import { del, entries, update } from 'idb-keyval';
import * as v from 'valibot';
import { appName, appPath, FIRST_PROJECT, openProject, projectFolders } from './appScope.ts';
import { forgetSoundsOfFirst } from './settings.ts';
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

const NAME_OF_FIRST = 'First project';
const FIRST: Record = { name: NAME_OF_FIRST, position: 0, removedAtMs: null };

const RECORD = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONGEST_PROJECT_NAME)),
  /** Its place in the list: projects are in the order in which they were made, whatever the clock said. */
  position: v.pipe(v.number(), v.integer(), v.minValue(0)),
  removedAtMs: v.nullable(v.number()),
});
type Record = v.InferOutput<typeof RECORD>;

const records = () => recordStore(appName('projects'), 'projects');
let store: ReturnType<typeof records> | null = null;

/** Those that are there and those that were removed, in the order in which they were made; the first one is always there. */
export async function listProjects(): Promise<Project[]> {
  const kept = new Map(
    (await entries<string, unknown>((store ??= records()))).map(([id, kept]) => [id, recordIn(kept)]),
  );
  return [...new Map([[FIRST_PROJECT, FIRST], ...kept])]
    .flatMap(([id, record]) => (record === null ? [] : [{ id, ...record }]))
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
    .map(({ id, name, removedAtMs }) => ({ id, name, removedAtMs }));
}

/** Whether the open project is there, or the address names one that is not, or no more. */
export async function isOpenThere(): Promise<boolean> {
  return (await listProjects()).some(({ id, removedAtMs }) => id === openProject() && removedAtMs === null);
}

/** Adds a project behind all others, or gives it another name. */
export async function nameProject(id: string, name: string): Promise<void> {
  const position = (await listProjects()).length;
  await change(id, (record) => v.parse(RECORD, { ...record, name }), position);
}

/** Removes a project, so that it can be brought back, or brings it back. */
export async function markRemoved(id: string, removedAtMs: number | null): Promise<void> {
  await change(id, (record) => ({ ...record, removedAtMs }), 0);
}

/** The ids of all projects that something is stored of, whether or not they are in the list: a new one that was cut short is not. */
export async function storedProjects(): Promise<string[]> {
  const ids = new Set((await listProjects()).map(({ id }) => id));
  try {
    let folder = await navigator.storage.getDirectory();
    for (const name of projectFolders().slice(0, -1)) folder = await folder.getDirectoryHandle(name);
    for await (const name of folder.keys()) ids.add(name);
  } catch {
    // A browser without such folders, or nothing stored yet.
  }
  return [...ids];
}

/** Removes all that is stored of a project, which nobody has open, for good. */
export async function eraseProject(id: string): Promise<void> {
  const folders = projectFolders(id);
  const last = folders.at(-1) ?? '';
  try {
    let folder = await navigator.storage.getDirectory();
    for (const name of folders.slice(0, -1)) folder = await folder.getDirectoryHandle(name);
    await folder.removeEntry(last, { recursive: true });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
  const end = ` ${appPath()}projects/${id}/`;
  const own = (await indexedDB.databases()).flatMap(({ name }) => (name?.endsWith(end) === true ? [name] : []));
  await Promise.all(own.map(deleteDatabase));
  // The first one is always there.
  if (id === FIRST_PROJECT) await forgetSoundsOfFirst();
  else await del(id, (store ??= records()));
}

async function change(id: string, changed: (record: Record) => Record, position: number): Promise<void> {
  const fallback = id === FIRST_PROJECT ? FIRST : { ...FIRST, position };
  await update<unknown>(id, (kept) => changed(recordIn(kept) ?? fallback), (store ??= records()));
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
