import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { textOf } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';

/**
 * The path itself, or with the first free of ` (2)`, ` (3)`, … before its extension: two different files of one relative
 * path both stay [S1]. The result is added to `taken`.
 */
export function claimPath(path: string, taken: Set<string>): string {
  let candidate = path;
  for (let n = 2; taken.has(candidate); n += 1) candidate = withSuffix(path, ` (${n})`);
  taken.add(candidate);
  return candidate;
}

function withSuffix(path: string, suffix: string): string {
  const nameAt = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  return dot > nameAt ? path.slice(0, dot) + suffix + path.slice(dot) : path + suffix;
}

const PATH_COLUMNS: readonly InsertColumn<{ readonly audioId: string; readonly path: string }>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'path', type: 'VARCHAR', of: (row) => row.path },
];

/**
 * The temporary table `name` with the files that a query gives by `audio_id` and `path`, in its order: each with its path, or
 * with a suffix where another file of theirs or of the data set has taken it. Where all are free, as they mostly are, no row
 * leaves the database: a million would take this thread for seconds.
 */
export async function stageFreePaths(session: Session, name: string, files: string): Promise<void> {
  await session.steps([`CREATE OR REPLACE TEMP TABLE ${name} AS ${files}`]);
  const [row] = await session.query(
    `SELECT count(*) = count(DISTINCT path)
       AND NOT EXISTS (SELECT 1 FROM main.audio_files WHERE path IN (SELECT path FROM ${name})) AS free FROM ${name}`,
  );
  if (row?.['free'] === true) return;
  const mine = await session.query('SELECT path FROM main.audio_files');
  const theirs = await session.query(`FROM ${name}`);
  const taken = new Set(mine.map(({ path }) => textOf(path)));
  const claimed = theirs.map((file) => ({
    audioId: textOf(file['audio_id']),
    path: claimPath(textOf(file['path']), taken),
  }));
  await session.stage(stagedTable(name, PATH_COLUMNS, claimed));
}
