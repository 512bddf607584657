import type { AudioRecord, BestParameters, DescriptorState } from '../../domain/audioFile.ts';
import { DESCRIPTOR_COLUMNS, DESCRIPTORS, type Descriptors } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import type { AddedAudio, NewAudioFile } from './records.ts';
import { dateOf, numberOf, numberOrNull, textOf, textOrNull, type SqlColumns } from '../engine/rows.ts';
import { HYPERPARAMETER_COLUMNS } from '../schema/schema.ts';
import type { Session } from '../engine/session.ts';
import { claimPath } from './uniquePath.ts';

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
  readonly spareStagedNames: string[];
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
  const spareStagedNames: string[] = [];
  const fresh: (NewAudioFile & { readonly importedAtMs: number })[] = [];
  const adopted: NewAudioFile[] = [];
  for (const file of files) {
    const existing = known.get(file.audioId);
    if (existing === undefined) {
      const path = claimPath(file.path, taken);
      // Microseconds apart, so that the order of import stays the order of the table.
      fresh.push({ ...file, path, importedAtMs: nowMs + fresh.length / 1000 });
      known.set(file.audioId, { path, wantsStaged: file.stagedName === null });
      added.push({ kind: 'added', audioId: file.audioId, path });
    } else {
      added.push({ kind: 'duplicate', audioId: file.audioId, path: file.path, existingPath: existing.path });
      if (file.stagedName === null) continue;
      if (existing.wantsStaged) {
        adopted.push(file);
        known.set(file.audioId, { path: existing.path, wantsStaged: false });
      } else {
        spareStagedNames.push(file.stagedName);
      }
    }
  }
  await insertFiles(session, fresh);
  await saveStaged(
    session,
    [...fresh, ...adopted].flatMap(({ audioId, stagedName }) => (stagedName === null ? [] : [{ audioId, stagedName }])),
  );
  return { added, spareStagedNames };
}

const STAGED_COLUMNS: readonly InsertColumn<{ readonly audioId: string; readonly stagedName: string }>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'staged_name', type: 'VARCHAR', of: (row) => row.stagedName },
];

/** Notes where the copies of files lie. Returns the names of copies that this one replaces. */
export async function saveStaged(
  session: Session,
  staged: readonly { readonly audioId: string; readonly stagedName: string }[],
): Promise<string[]> {
  if (staged.length === 0) return [];
  const latest = [...new Map(staged.map((row) => [row.audioId, row])).values()];
  await session.stage(stagedTable('offered_copies', STAGED_COLUMNS, latest));
  const replaced = await session.query(
    `SELECT s.staged_name FROM audio_states s JOIN offered_copies o USING (audio_id)
     WHERE s.staged_name IS NOT NULL AND s.staged_name <> o.staged_name`,
  );
  await session.script(
    `INSERT INTO audio_states (audio_id, staged_name)
     SELECT audio_id, staged_name FROM offered_copies WHERE audio_id IN (SELECT audio_id FROM audio_files)
     ON CONFLICT (audio_id) DO UPDATE SET staged_name = excluded.staged_name`,
  );
  return replaced.map((row) => textOf(row['staged_name']));
}

async function insertFiles(
  session: Session,
  files: readonly (NewAudioFile & { readonly importedAtMs: number })[],
): Promise<void> {
  if (files.length === 0) return;
  await session.stage(stagedTable('new_files', OFFERED_COLUMNS, files));
  await session.script(
    `INSERT INTO audio_files (audio_id, path, source, genre, duration_sec, sample_rate, channels, imported_at)
     SELECT audio_id, path, source, genre, duration_sec, sample_rate, channels, imported_at FROM new_files`,
  );
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

/** Every file with what is known of it, in the order of import. */
export async function listAudio(session: Session): Promise<AudioRecord[]> {
  const columns = await session.queryColumns(
    `SELECT f.audio_id, f.path, f.source, f.genre, m.license, l.family AS license_family, f.duration_sec, f.sample_rate, f.channels,
            epoch_us(f.imported_at) / 1000 AS imported_ms,
            d.audio_id IS NOT NULL AS has_descriptors, ${prefixed('d', DESCRIPTOR_COLUMNS)}, d.frame_count,
            s.failure, s.note,
            b.audio_id IS NOT NULL AS has_best, b.score, ${prefixed('b', HYPERPARAMETER_COLUMNS)}
     FROM audio_files f
     LEFT JOIN descriptors d USING (audio_id)
     LEFT JOIN audio_states s USING (audio_id)
     LEFT JOIN best_params b USING (audio_id)
     LEFT JOIN audio_metadata m USING (audio_id)
     LEFT JOIN audio_licenses l USING (audio_id)
     ORDER BY f.imported_at, f.audio_id`,
  );
  return Array.from({ length: columns['audio_id']?.length ?? 0 }, (_, row) => toRecord(columns, row));
}

function prefixed(alias: string, names: readonly string[]): string {
  return names.map((name) => `${alias}.${name}`).join(', ');
}

function toRecord(columns: SqlColumns, row: number): AudioRecord {
  const at = (name: string) => columns[name]?.[row] ?? null;
  const audioId = textOf(at('audio_id'));
  return {
    file: {
      audioId,
      path: textOf(at('path')),
      source: textOrNull(at('source')),
      genre: textOrNull(at('genre')),
      license: textOrNull(at('license')),
      licenseFamily: textOrNull(at('license_family')),
      durationSec: numberOrNull(at('duration_sec')),
      sampleRateHz: numberOrNull(at('sample_rate')),
      channels: numberOrNull(at('channels')),
      importedAt: dateOf(at('imported_ms')),
    },
    descriptors: descriptorState(columns, row),
    best: at('has_best') === true ? bestParameters(columns, row, audioId) : null,
  };
}

function descriptorState(columns: SqlColumns, row: number): DescriptorState {
  const at = (name: string) => columns[name]?.[row] ?? null;
  if (at('has_descriptors') === true) {
    return {
      kind: 'done',
      descriptors: descriptorsAt(columns, row),
      frameCount: numberOrNull(at('frame_count')) ?? 0,
      note: textOrNull(at('note')),
    };
  }
  const reason = textOrNull(at('failure'));
  return reason === null ? { kind: 'missing' } : { kind: 'failed', reason };
}

function bestParameters(columns: SqlColumns, row: number, audioId: string): BestParameters {
  return { audioId, score: numberOf(columns['score']?.[row]), hyperparameters: hyperparametersAt(columns, row) };
}

/** The twelve descriptors of one row of a result that has their columns. */
function descriptorsAt(columns: SqlColumns, row: number): Descriptors {
  return Object.fromEntries(
    DESCRIPTORS.map(({ key, column }) => [key, numberOf(columns[column]?.[row])]),
  ) as unknown as Descriptors;
}

/** The seven hyperparameters of one row of a result that has their columns. */
export function hyperparametersAt(columns: SqlColumns, row: number): Hyperparameters {
  return Object.fromEntries(
    HYPERPARAMETERS.map(({ key, column }) => [key, numberOf(columns[column]?.[row])]),
  ) as unknown as Hyperparameters;
}

/** Removes files and all that was learned from them, inside the open transaction. Returns their staged copies' names. */
export async function removeAudio(session: Session, audioIds: readonly string[]): Promise<string[]> {
  await session.stage(stagedTable('removed_ids', AUDIO_ID_COLUMN, audioIds));
  const staged = await session.query(
    `SELECT staged_name FROM audio_states
     WHERE staged_name IS NOT NULL AND audio_id IN (SELECT audio_id FROM removed_ids)`,
  );
  const tables = [
    'bo_trials',
    'best_params',
    'descriptors',
    'audio_metadata',
    'audio_licenses',
    'audio_states',
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
         (SELECT run_id FROM trial_runs WHERE audio_id IN (SELECT audio_id FROM removed_ids))`,
      `DELETE FROM measured_trials WHERE run_id IN
         (SELECT run_id FROM measured_runs WHERE audio_id IN (SELECT audio_id FROM removed_ids))`,
      ...tables.map((table) => `DELETE FROM ${table} WHERE audio_id IN (SELECT audio_id FROM removed_ids)`),
    ].join(';\n'),
  );
  return staged.map((row) => textOf(row['staged_name']));
}

/** A column of audio ids alone. */
export const AUDIO_ID_COLUMN: readonly InsertColumn<string>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (audioId) => audioId },
];
