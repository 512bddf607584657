import { DESCRIPTOR_COUNT, DESCRIPTORS } from '../../domain/descriptors.ts';
import { doubleColumns, stagedTable, type InsertColumn, type StagedTable } from '../engine/arrowInsert.ts';
import type { StoredPluginWindow } from './records.ts';
import { numberOf, textOf, type SqlColumns } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';

const WINDOW_COLUMNS: readonly InsertColumn<StoredPluginWindow>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'window_start_frame', type: 'INTEGER', of: (row) => row.startFrame },
  { name: 'frame_count', type: 'INTEGER', of: (row) => row.frameCount },
  ...(['plugin', 'trainer'] as const).flatMap((domain) =>
    doubleColumns<StoredPluginWindow>(
      DESCRIPTORS.map(({ column }) => `${domain}_${column}`),
      (row, place) => row[domain][place],
    ),
  ),
];
const NAMES = WINDOW_COLUMNS.map(({ name }) => name).join(', ');

/** Windows on their way into the database: the table to stage, then the statements that take them from it. */
interface WindowWriting {
  readonly staged: readonly StagedTable[];
  readonly statements: readonly string[];
}

/**
 * How all windows of some files come in place of those they had. Windows of files that were removed meanwhile are dropped;
 * no windows take nothing.
 */
export function windowWriting(windows: readonly StoredPluginWindow[]): WindowWriting {
  if (windows.length === 0) return { staged: [], statements: [] };
  const latest = new Map(windows.map((row) => [`${row.audioId} ${row.startFrame}`, row]));
  return {
    staged: [stagedTable('saved_windows', WINDOW_COLUMNS, [...latest.values()])],
    statements: [
      'DELETE FROM plugin_windows WHERE audio_id IN (SELECT audio_id FROM saved_windows)',
      `INSERT INTO plugin_windows (${NAMES}) SELECT ${NAMES} FROM saved_windows
         WHERE audio_id IN (SELECT audio_id FROM audio_files)`,
    ],
  };
}

/** Stores windows, inside the open transaction. */
export async function savePluginWindows(session: Session, windows: readonly StoredPluginWindow[]): Promise<void> {
  const { staged, statements } = windowWriting(windows);
  await session.stage(...staged);
  await session.script(statements.join(';'));
}

/** The windows of every file, ordered by audio id and start. */
export async function pluginWindows(session: Session): Promise<StoredPluginWindow[]> {
  const columns = await session.queryColumns('SELECT * FROM plugin_windows ORDER BY audio_id, window_start_frame');
  return Array.from({ length: columns['audio_id']?.length ?? 0 }, (_, row) => ({
    audioId: textOf(columns['audio_id']?.[row]),
    startFrame: numberOf(columns['window_start_frame']?.[row]),
    frameCount: numberOf(columns['frame_count']?.[row]),
    plugin: vectorAt(columns, 'plugin', row),
    trainer: vectorAt(columns, 'trainer', row),
  }));
}

function vectorAt(columns: SqlColumns, domain: 'plugin' | 'trainer', row: number): Float64Array {
  const vector = new Float64Array(DESCRIPTOR_COUNT);
  for (const [i, { column }] of DESCRIPTORS.entries()) vector[i] = numberOf(columns[`${domain}_${column}`]?.[row]);
  return vector;
}
