import { del, get, set, type UseStore } from 'idb-keyval';
import * as v from 'valibot';
import { projectName } from '../appScope.ts';
import { recordStore } from '../recordStore.ts';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Marker = v.object({
  schemaVersion: Count,
  audioFiles: Count,
  runs: Count,
  models: Count,
  /** A block could not be read: the next open checks everything. */
  suspect: v.boolean(),
  /** The file whose rows have all been looked at, or were written since, by the build that this names too. */
  lookedThrough: v.optional(v.string()),
  /** How many bytes the list of files beside it has, which is that of this file. */
  list: v.optional(Count),
});

/** What lies outside the database and tells when it has vanished: DuckDB takes an emptied file for a new one. */
export type DatabaseMarker = v.InferOutput<typeof Marker>;

const KEY = 'database';
let store: UseStore | null = null;

export function markerStore(): UseStore {
  store ??= recordStore(projectName('marker'), 'marker');
  return store;
}

/** The marker of the last visit; null where there is none or the browser keeps none. */
export async function readMarker(): Promise<DatabaseMarker | null> {
  try {
    const parsed = v.safeParse(Marker, await get(KEY, markerStore()));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** Writes the marker. It is a hint only: where the browser refuses, the database works without. */
export async function writeMarker(marker: DatabaseMarker): Promise<void> {
  await set(KEY, marker, markerStore()).catch(() => undefined);
}

export async function removeMarker(): Promise<void> {
  await del(KEY, markerStore()).catch(() => undefined);
}

/** Whether the last visit left anything that would be missed. */
export function hadData(marker: DatabaseMarker | null): boolean {
  return marker !== null && marker.audioFiles + marker.runs + marker.models > 0;
}
