import { baseName } from '../audioNames.ts';
import { mergeFields } from '../columns/licenses.ts';
import { keysOf } from '../tar/webDataset.ts';
import { isTableName, sharedStem } from '../../domain/dataSetFiles.ts';
import type { Table } from './readTable.ts';
import { addPath, joinNotes, joinTables, type SaidOfSounds } from './tableJoin.ts';

/** An archive, what its sounds are called, and the tables that speak of nothing else. */
export interface ArchiveNames {
  readonly sounds: readonly string[];
  readonly tables: readonly Table[];
  /** Whether its sounds belong to samples that have keys. */
  readonly isOfSamples: boolean;
}

/** Which tar files tables speak of, as far as their names tell. */
export interface AssignedTables<T> {
  /** Those that are called like one tar file, by its name: they speak of that one only. */
  readonly own: ReadonlyMap<string, readonly T[]>;
  /** Those that are called like none. */
  readonly shared: readonly T[];
  /** Those that are called like several. */
  readonly unsure: readonly T[];
}

/** A table is called like the tar file beside it, else like those in other folders. */
export function assignTables<T extends { readonly path: string }>(
  tables: readonly T[],
  tars: readonly string[],
): AssignedTables<T> {
  const beside = grouped(tars, sharedStem);
  const anywhere = grouped(tars, (tar) => baseName(sharedStem(tar)));
  const own = new Map<string, T[]>();
  const shared: T[] = [];
  const unsure: T[] = [];
  for (const table of tables) {
    const stem = sharedStem(table.path);
    const meant = isTableName(table.path) ? (beside.get(stem) ?? anywhere.get(baseName(stem)) ?? []) : [];
    const [tar] = meant;
    if (tar === undefined) shared.push(table);
    else if (meant.length > 1) unsure.push(table);
    else own.set(tar, [...(own.get(tar) ?? []), table]);
  }
  return { own, shared, unsure };
}

/**
 * Joins tables to what lies in archives: those of one archive to its sounds, the others to all sounds, where a name that two
 * of these have is nobody's. Gives what is said of each archive, with what a person should know of all.
 */
export function joinArchives<A extends ArchiveNames>(
  tables: readonly Table[],
  archives: readonly A[],
): ReadonlyMap<A, SaidOfSounds> {
  const keysIn = ({ sounds, isOfSamples }: A) => (isOfSamples ? keysOf(sounds) : new Map<string, string>());
  const sounds = archives.flatMap((archive) => archive.sounds);
  const shared = joinTables(tables, sounds, new Map(archives.flatMap((archive) => [...keysIn(archive)])));
  const joins = archives.map((archive) => {
    const own = archive.tables.length === 0 ? [] : [joinTables(archive.tables, archive.sounds, keysIn(archive))];
    return { archive, own, said: [...own, shared] };
  });
  const all = [...joins.flatMap(({ own }) => own), shared];
  const hasRows = [...tables, ...archives.flatMap((archive) => archive.tables)].some(({ rows }) => rows.length > 0);
  const missing = joins.flatMap(({ archive, said }) =>
    archive.sounds.filter((sound) => hasRows && !said.some(({ means }) => means(sound))),
  );
  const problems = all.flatMap((join) => join.problems);
  const doubtful = all.flatMap((join) => join.doubtful);
  const notes = joinNotes({ problems, missing, doubtful }, sounds.length);
  return new Map(
    joins.map(({ archive, said }) => [
      archive,
      { fieldsOf: (path) => mergeFields(said.map(({ fieldsOf }) => fieldsOf(path))), notes },
    ]),
  );
}

function grouped(paths: readonly string[], keyOf: (path: string) => string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) addPath(groups, keyOf(path), path);
  return groups;
}
