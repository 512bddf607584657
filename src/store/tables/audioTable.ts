import {
  AUDIO_NUMBER_COUNT,
  AUDIO_NUMBERS,
  AUDIO_TEXTS,
  TAG_SEPARATOR,
  type AudioColumns,
} from '../../domain/audioColumns.ts';
import { DESCRIPTOR_COLUMNS } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { amongKeys } from '../engine/amongKeys.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import type { AddedAudio, NewAudioFile } from '../../workers/contracts/storeRecords.ts';
import { numberOf, textOf, textOrNull, type SqlColumns } from '../engine/rows.ts';
import { quoted } from '../engine/sqlLiterals.ts';
import { NEXT_IN_ORDER } from '../schema/rowOrder.ts';
import { withinBounds } from '../schema/rowRules.ts';
import { HYPERPARAMETER_COLUMNS } from '../schema/schema.ts';
import type { Session } from '../engine/session.ts';
import { claimPath } from './uniquePath.ts';

/** When a file was imported, as `f.imported_at`; NULL for infinity and the like, which a database of long ago may hold. */
const SANE_DATE = withinBounds({ name: 'imported_at', type: 'TIMESTAMP' }, 'f.imported_at');

const OFFERED_COLUMNS: readonly InsertColumn<NewAudioFile & { readonly importedAtMs: number }>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (file) => file.audioId },
  { name: 'path', type: 'VARCHAR', of: (file) => file.path },
  { name: 'source', type: 'VARCHAR', of: (file) => file.source },
  { name: 'genre', type: 'VARCHAR', of: (file) => file.genre },
  { name: 'duration_sec', type: 'DOUBLE', of: (file) => file.durationSec },
  { name: 'sample_rate', type: 'INTEGER', of: (file) => file.sampleRateHz },
  { name: 'channels', type: 'INTEGER', of: (file) => file.channels },
  { name: 'imported_at', type: 'TIMESTAMP', of: (file) => file.importedAtMs },
  { name: 'staged_name', type: 'VARCHAR', of: (file) => file.stagedName },
];

/** What was done with offered files, and which of their staged copies nobody needs. */
export interface AddedFiles {
  readonly added: AddedAudio[];
  readonly unneededCopies: string[];
}

/**
 * Stores files that are new by their id and path, inside the open transaction [S1]. A staged copy of bytes that are there
 * already is kept only where the file still waits for its descriptors and has none.
 */
export async function addAudioFiles(
  session: Session,
  files: readonly NewAudioFile[],
  nowMs: number,
): Promise<AddedFiles> {
  const known = new Map(await existingFiles(session, files));
  const taken = await takenPaths(session, files);
  const added: AddedAudio[] = [];
  const unneededCopies: string[] = [];
  const fresh: (NewAudioFile & { readonly importedAtMs: number })[] = [];
  const adopted: NewAudioFile[] = [];
  for (const file of files) {
    const existing = known.get(file.audioId);
    if (existing === undefined) {
      const path = claimPath(file.path, taken);
      fresh.push({ ...file, path, importedAtMs: nowMs });
      known.set(file.audioId, { path, wantsStaged: file.stagedName === null });
      added.push({ kind: 'added', audioId: file.audioId, path });
    } else {
      added.push({ kind: 'duplicate', audioId: file.audioId, path: file.path, existingPath: existing.path });
      if (file.stagedName === null) continue;
      if (existing.wantsStaged) {
        adopted.push(file);
        known.set(file.audioId, { path: existing.path, wantsStaged: false });
      } else {
        unneededCopies.push(file.stagedName);
      }
    }
  }
  session.touched.note(
    'files',
    fresh.map(({ audioId }) => audioId),
  );
  await insertFiles(session, fresh);
  await saveStaged(
    session,
    [...fresh, ...adopted].flatMap(({ audioId, stagedName }) => (stagedName === null ? [] : [{ audioId, stagedName }])),
  );
  return { added, unneededCopies };
}

/** Forgets staged copies that are gone, inside the open transaction. */
export async function forgetStaged(session: Session, stagedNames: readonly string[]): Promise<void> {
  const name: InsertColumn<string> = { name: 'staged_name', type: 'VARCHAR', of: (stagedName) => stagedName };
  await session.stage(stagedTable('gone_copies', [name], stagedNames));
  await session.script(
    'UPDATE audio_states SET staged_name = NULL WHERE staged_name IN (SELECT staged_name FROM gone_copies)',
  );
}

const STAGED_COLUMNS: readonly InsertColumn<{ readonly audioId: string; readonly stagedName: string }>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'staged_name', type: 'VARCHAR', of: (row) => row.stagedName },
];

/** The name of a file's staged copy; null where it has none. */
export async function stagedNameOf(session: Session, audioId: string): Promise<string | null> {
  const [row] = await session.query('SELECT staged_name FROM audio_states WHERE audio_id = ?', [audioId]);
  return textOrNull(row?.['staged_name'] ?? null);
}

/** Notes where the copies of files lie that had none. */
async function saveStaged(
  session: Session,
  staged: readonly { readonly audioId: string; readonly stagedName: string }[],
): Promise<void> {
  if (staged.length === 0) return;
  session.touched.note(
    'files',
    staged.map(({ audioId }) => audioId),
  );
  await session.stage(stagedTable('offered_copies', STAGED_COLUMNS, staged));
  await session.script(
    `INSERT INTO audio_states (audio_id, staged_name) SELECT audio_id, staged_name FROM offered_copies
     ON CONFLICT (audio_id) DO UPDATE SET staged_name = excluded.staged_name`,
  );
}

async function insertFiles(
  session: Session,
  files: readonly (NewAudioFile & { readonly importedAtMs: number })[],
): Promise<void> {
  if (files.length === 0) return;
  await session.stage(stagedTable('new_files', OFFERED_COLUMNS, files));
  await session.script(
    `INSERT INTO audio_files (audio_id, path, source, genre, duration_sec, sample_rate, channels, imported_at)
     SELECT audio_id, path, source, genre, duration_sec, sample_rate, channels, imported_at FROM new_files;
     ${numberInOrder('new_files')}`,
  );
}

/** The statement that gives the files of a temporary table their places behind all others, in its order [S9]. */
export function numberInOrder(table: string): string {
  return `INSERT INTO main.audio_order (audio_id, sequence) SELECT audio_id, ${NEXT_IN_ORDER} FROM ${table}`;
}

async function existingFiles(
  session: Session,
  files: readonly NewAudioFile[],
): Promise<[string, { readonly path: string; readonly wantsStaged: boolean }][]> {
  await session.stage(stagedTable('offered_files', [OFFERED_ID, OFFERED_PATH], files));
  const rows = await session.query(
    `SELECT f.audio_id, f.path, d.audio_id IS NULL AND s.staged_name IS NULL AS wants_staged
     FROM audio_files f
     LEFT JOIN descriptors d USING (audio_id)
     LEFT JOIN audio_states s USING (audio_id)
     WHERE f.audio_id IN (SELECT audio_id FROM offered_files)`,
  );
  return rows.map((row) => [
    textOf(row['audio_id']),
    { path: textOf(row['path']), wantsStaged: row['wants_staged'] === true },
  ]);
}

const OFFERED_ID: InsertColumn<NewAudioFile> = { name: 'audio_id', type: 'VARCHAR', of: (file) => file.audioId };
const OFFERED_PATH: InsertColumn<NewAudioFile> = { name: 'path', type: 'VARCHAR', of: (file) => file.path };

/** The paths in use that offered ones could run into: equal to one, or one with a suffix. Needs `offered_files`. */
async function takenPaths(session: Session, files: readonly NewAudioFile[]): Promise<Set<string>> {
  const clashes = await session.query(
    'SELECT f.path FROM audio_files f JOIN offered_files o USING (path) WHERE o.audio_id <> f.audio_id',
  );
  const repeated = new Set(files.map((file) => file.path)).size < files.length;
  if (clashes.length === 0 && !repeated) return new Set();
  const rows = await session.query('SELECT path FROM audio_files');
  return new Set(rows.map((row) => textOf(row['path'])));
}

/** The files of these ids with what is known of them, in the order in which they came [S9]. */
export async function readAudio(session: Session, audioIds: Iterable<string>): Promise<AudioColumns> {
  const among = await amongKeys(session, 'audio_id', audioIds);
  // For files that are gone every table would be looked through.
  const [one] = await session.query(`SELECT 1 FROM audio_files WHERE ${among} LIMIT 1`);
  return audioColumns(one === undefined ? {} : await session.queryColumns(audioQuery(`WHERE ${among}`)));
}

/** All files in the same way, some at a time: a million at once would take this thread for many seconds. */
export async function* readAllAudio(session: Session): AsyncGenerator<AudioColumns> {
  for await (const columns of session.pages(audioQuery(''))) yield audioColumns(columns);
}

/** @param which what stands behind each table; without it whole tables would be joined for the sake of a few files */
function audioQuery(which: string): string {
  const rowsOf = (table: string) => `(SELECT * FROM ${table} ${which})`;
  return `SELECT coalesce(o.sequence, 0)::DOUBLE AS sequence, f.audio_id, f.path, f.source, f.genre, m.license,
            l.family AS license_family, s.failure, s.note, s.staged_name, t.tags, n.note AS sound_note,
            coalesce(epoch_us(${SANE_DATE}), 0) / 1000 AS imported_ms, f.duration_sec, f.sample_rate, f.channels,
            (d.audio_id IS NOT NULL)::INTEGER AS is_described, d.frame_count,
            (b.audio_id IS NOT NULL)::INTEGER AS is_searched, b.score,
            ${prefixed('d', DESCRIPTOR_COLUMNS)}, ${prefixed('b', HYPERPARAMETER_COLUMNS)}
     FROM ${rowsOf('audio_files')} f
     LEFT JOIN ${rowsOf('descriptors')} d USING (audio_id)
     LEFT JOIN ${rowsOf('audio_states')} s USING (audio_id)
     LEFT JOIN ${rowsOf('best_params')} b USING (audio_id)
     LEFT JOIN ${rowsOf('audio_metadata')} m USING (audio_id)
     LEFT JOIN ${rowsOf('audio_licenses')} l USING (audio_id)
     LEFT JOIN ${rowsOf('audio_order')} o USING (audio_id)
     LEFT JOIN ${rowsOf('sound_notes')} n USING (audio_id)
     LEFT JOIN (SELECT audio_id, string_agg(tag, ${quoted(TAG_SEPARATOR)} ORDER BY lower(tag)) AS tags
       FROM ${rowsOf('sound_tags')} GROUP BY audio_id) t USING (audio_id)
     ORDER BY sequence, imported_ms, f.audio_id`;
}

function audioColumns(columns: SqlColumns): AudioColumns {
  const rowCount = columns['audio_id']?.length ?? 0;
  const texts = Object.fromEntries(
    AUDIO_TEXTS.map((name) => [name, Array.from(columns[TEXT_COLUMNS[name]] ?? [], textOrNull)]),
  ) as unknown as AudioColumns['texts'];
  const numbers = new Float64Array(rowCount * AUDIO_NUMBER_COUNT);
  for (const [column, name] of NUMBER_COLUMNS.entries()) {
    const values = columns[name];
    for (let row = 0; row < rowCount; row += 1) numbers[row * AUDIO_NUMBER_COUNT + column] = numberOf(values?.[row]);
  }
  return { rowCount, texts, numbers };
}

/** The column of each text and of each number of a row, as the query names them. */
const TEXT_COLUMNS: Readonly<Record<(typeof AUDIO_TEXTS)[number], string>> = {
  audioId: 'audio_id',
  path: 'path',
  source: 'source',
  genre: 'genre',
  license: 'license',
  licenseFamily: 'license_family',
  failure: 'failure',
  note: 'note',
  stagedName: 'staged_name',
  tags: 'tags',
  soundNote: 'sound_note',
};
const NAMED_NUMBERS: Readonly<Record<(typeof AUDIO_NUMBERS)[number], string>> = {
  sequence: 'sequence',
  importedAtMs: 'imported_ms',
  durationSec: 'duration_sec',
  sampleRateHz: 'sample_rate',
  channels: 'channels',
  isDescribed: 'is_described',
  frameCount: 'frame_count',
  isSearched: 'is_searched',
  score: 'score',
};
const NUMBER_COLUMNS = [
  ...AUDIO_NUMBERS.map((name) => NAMED_NUMBERS[name]),
  ...DESCRIPTOR_COLUMNS,
  ...HYPERPARAMETER_COLUMNS,
];

function prefixed(alias: string, names: readonly string[]): string {
  return names.map((name) => `${alias}.${name}`).join(', ');
}

/** The columns of what a row has by way of hyperparameters. */
export function hyperparameterColumns<T>(of: (row: T) => Hyperparameters): InsertColumn<T>[] {
  return HYPERPARAMETERS.map(({ key, column }) => ({ name: column, type: 'DOUBLE', of: (row) => of(row)[key] }));
}

/** The seven hyperparameters of one row of a result that has their columns. */
export function hyperparametersAt(columns: SqlColumns, row: number): Hyperparameters {
  return Object.fromEntries(
    HYPERPARAMETERS.map(({ key, column }) => [key, numberOf(columns[column]?.[row])]),
  ) as unknown as Hyperparameters;
}

/** Removes files and all that was learned from them, inside the open transaction. Returns their staged copies' names. */
export async function removeAudio(session: Session, audioIds: readonly string[]): Promise<string[]> {
  session.touched.noteWholeFiles(audioIds);
  const among = await amongKeys(session, 'audio_id', audioIds);
  const staged = await session.query(
    `SELECT staged_name FROM audio_states
     WHERE staged_name IS NOT NULL AND ${among}`,
  );
  const tables = [
    'bo_trials',
    'best_params',
    'descriptors',
    'audio_metadata',
    'audio_licenses',
    'audio_states',
    'audio_order',
    'sound_tags',
    'sound_notes',
    'direct_search',
    'timbre_profiles',
    'predictions',
    'plugin_windows',
    'objective_best_params',
    'measured_runs',
    'trial_runs',
    'audio_files',
  ];
  await session.script(
    [
      `DELETE FROM run_trials WHERE run_id IN
         (SELECT run_id FROM trial_runs WHERE ${among})`,
      `DELETE FROM measured_trials WHERE run_id IN
         (SELECT run_id FROM measured_runs WHERE ${among})`,
      ...tables.map((table) => `DELETE FROM ${table} WHERE ${among}`),
    ].join(';\n'),
  );
  return staged.map((row) => textOf(row['staged_name']));
}

/** A column of audio ids alone. */
export const AUDIO_ID_COLUMN: readonly InsertColumn<string>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (audioId) => audioId },
];
