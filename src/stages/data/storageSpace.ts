import { BROWSER_HAS } from '../../domain/browserHas.ts';
import type { FileKind, RemovableKind } from '../../domain/storage.ts';
import { otherProjectsBytes } from '../../store/projects.ts';
import type { TrainingStore } from '../../workers/contracts/store.ts';

/** What this site's storage is used for: the store's files, those of other projects, the app's own, and what the browser counts besides. */
export type SpaceKind = FileKind | 'projects' | 'app' | 'other';
export type GivenUp = RemovableKind | 'app';

/** Bytes by kind; `other` is null where the browser does not say how much it counts. */
export interface StorageSpace {
  readonly bytes: Readonly<Record<Exclude<SpaceKind, 'other'>, number>>;
  readonly otherBytes: number | null;
}

const NOTHING = { database: 0, backup: 0, aside: 0, undo: 0, kept: 0, staged: 0 };

/** Measures what is really held, whether or not the data set is open. */
export async function measureSpace(store: Pick<TrainingStore, 'fileBytes'>): Promise<StorageSpace> {
  const [files, projects, app, estimate] = await Promise.all([
    store.fileBytes(),
    otherProjectsBytes().catch(() => 0),
    appBytes(),
    navigator.storage?.estimate?.().catch(() => null),
  ]);
  const bytes = { ...(files ?? NOTHING), projects, app };
  const usage = estimate?.usage;
  return { bytes, otherBytes: usage === undefined ? null : Math.max(0, usage - sumOf(bytes)) };
}

/** Gives up these kinds and nothing else. Resolves with how many bytes of them are held less than before, whatever grew meanwhile. */
export async function freeSpace(
  store: Pick<TrainingStore, 'fileBytes' | 'freeSpace'>,
  kinds: ReadonlySet<GivenUp>,
): Promise<number> {
  const before = await measureSpace(store);
  const files = [...kinds].filter((kind) => kind !== 'app');
  if (files.length > 0) await store.freeSpace(files);
  if (kinds.has('app')) for (const name of await appCaches()) await caches.delete(name);
  const after = await measureSpace(store);
  return [...kinds].reduce((sum, kind) => sum + Math.max(0, before.bytes[kind] - after.bytes[kind]), 0);
}

function sumOf(bytes: StorageSpace['bytes']): number {
  return Object.values(bytes).reduce((sum, one) => sum + one, 0);
}

/** The caches of the app in this folder; other apps of the site have their own. */
async function appCaches(): Promise<string[]> {
  if (!BROWSER_HAS.caches()) return [];
  const root = new URL('.', location.href).href;
  return (await caches.keys()).filter((name) => name.endsWith(root));
}

async function appBytes(): Promise<number> {
  let sum = 0;
  for (const name of await appCaches()) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) sum += (await (await cache.match(key))?.blob())?.size ?? 0;
  }
  return sum;
}
