import { DESCRIPTORS } from '../../domain/descriptors.ts';
import type { PackedPluginWindows } from '../../domain/pluginWindow.ts';
import { doubleColumns, stagedTable, type InsertColumn, type StagedTable } from '../engine/arrowInsert.ts';
import type { StoredPluginWindow } from '../../workers/contracts/storeRecords.ts';
import { numberOf, textOf } from '../engine/rows.ts';
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
export async function pluginWindows(session: Session): Promise<PackedPluginWindows> {
  const columns = await session.queryColumns('SELECT * FROM plugin_windows ORDER BY audio_id, window_start_frame');
  const numbersOf = (name: string) => Float64Array.from(columns[name] ?? [], (value) => numberOf(value));
  return {
    audioIds: Array.from(columns['audio_id'] ?? [], (audioId) => textOf(audioId)),
    startFrames: numbersOf('window_start_frame'),
    frameCounts: numbersOf('frame_count'),
    plugin: rowMajor(DESCRIPTORS.map(({ column }) => numbersOf(`plugin_${column}`))),
    trainer: rowMajor(DESCRIPTORS.map(({ column }) => numbersOf(`trainer_${column}`))),
  };
}

function rowMajor(columns: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(columns.length * (columns[0]?.length ?? 0));
  for (const [i, column] of columns.entries()) {
    for (const [row, value] of column.entries()) values[row * columns.length + i] = value;
  }
  return values;
}
