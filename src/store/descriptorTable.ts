import type { TrainingRow } from '../domain/audioFile.ts';
import { DESCRIPTOR_COLUMNS, DESCRIPTORS } from '../domain/descriptors.ts';
import { stagedTable, type InsertColumn } from './arrowInsert.ts';
import { descriptorsAt, hyperparametersAt } from './audioTable.ts';
import { windowWriting } from './pluginWindowTable.ts';
import type { DescriptorOutcome, ExtractedDescriptors, StoredPluginWindow } from './records.ts';
import { numberOf, textOf } from './rows.ts';
import { columnList, HYPERPARAMETER_COLUMNS } from './schema.ts';
import type { Session } from './session.ts';

interface OutcomeRow {
  readonly audioId: string;
  readonly done: ExtractedDescriptors | null;
  readonly failure: string | null;
}

const OUTCOME_COLUMNS: readonly InsertColumn<OutcomeRow>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  { name: 'done', type: 'BOOLEAN', of: (row) => row.done !== null },
  ...DESCRIPTORS.map(({ key, column }): InsertColumn<OutcomeRow> => ({
    name: column,
    type: 'DOUBLE',
    of: (row) => row.done?.descriptors[key] ?? null,
  })),
  { name: 'frame_count', type: 'INTEGER', of: (row) => row.done?.frameCount ?? null },
  { name: 'duration_sec', type: 'DOUBLE', of: (row) => row.done?.durationSec ?? null },
  { name: 'sample_rate', type: 'INTEGER', of: (row) => row.done?.sampleRateHz ?? null },
  { name: 'channels', type: 'INTEGER', of: (row) => row.done?.channels ?? null },
  { name: 'failure', type: 'VARCHAR', of: (row) => row.failure },
  { name: 'note', type: 'VARCHAR', of: (row) => row.done?.note ?? null },
];

/**
 * Stores descriptors, windows and failures inside the open transaction; a failure leaves earlier descriptors of the file alone.
 * Outcomes of files that were removed meanwhile are dropped. Returns the names of staged copies that are spare now.
 */
export async function saveDescriptors(
  session: Session,
  outcomes: readonly DescriptorOutcome[],
  windows: readonly StoredPluginWindow[],
): Promise<string[]> {
  const latest = new Map(outcomes.map((outcome) => [outcome.audioId, toRow(outcome)]));
  const writing = windowWriting(windows);
  await session.stage(stagedTable('outcomes', OUTCOME_COLUMNS, [...latest.values()]), ...writing.staged);
  const spare = await session.query(
    `SELECT s.staged_name FROM audio_states s JOIN outcomes o USING (audio_id)
     WHERE o.done AND s.staged_name IS NOT NULL`,
  );
  await session.script(`${writing.script}
    DELETE FROM outcomes WHERE audio_id NOT IN (SELECT audio_id FROM audio_files);
    DELETE FROM direct_search WHERE audio_id IN (SELECT audio_id FROM outcomes WHERE done);
    INSERT OR REPLACE INTO descriptors (${columnList('descriptors')})
      SELECT audio_id, ${DESCRIPTOR_COLUMNS.join(', ')}, frame_count, now() FROM outcomes WHERE done;
    UPDATE audio_files AS f SET duration_sec = o.duration_sec, sample_rate = o.sample_rate, channels = o.channels
      FROM outcomes o WHERE o.done AND f.audio_id = o.audio_id AND (f.duration_sec IS DISTINCT FROM o.duration_sec
        OR f.sample_rate IS DISTINCT FROM o.sample_rate OR f.channels IS DISTINCT FROM o.channels);
    INSERT INTO audio_states (audio_id, staged_name, failure, note)
      SELECT audio_id, NULL, failure, note FROM outcomes
      WHERE failure IS NOT NULL OR note IS NOT NULL OR audio_id IN (
        SELECT audio_id FROM audio_states
        WHERE staged_name IS NOT NULL OR failure IS NOT NULL OR note IS NOT NULL)
      ON CONFLICT (audio_id) DO UPDATE SET failure = excluded.failure, note = excluded.note,
        staged_name = CASE WHEN excluded.failure IS NULL THEN NULL ELSE staged_name END
  `);
  return spare.map((row) => textOf(row['staged_name']));
}

function toRow(outcome: DescriptorOutcome): OutcomeRow {
  return outcome.kind === 'done'
    ? { audioId: outcome.audioId, done: outcome, failure: null }
    : { audioId: outcome.audioId, done: null, failure: outcome.reason };
}

/** Every file with descriptors and best parameters, ordered by id (M1). */
export async function trainingRows(session: Session): Promise<TrainingRow[]> {
  const columns = await session.queryColumns(
    `SELECT f.audio_id, f.path, ${DESCRIPTOR_COLUMNS.map((name) => `d.${name}`).join(', ')}, b.score,
            ${HYPERPARAMETER_COLUMNS.map((name) => `b.${name}`).join(', ')}
     FROM audio_files f JOIN descriptors d USING (audio_id) JOIN best_params b USING (audio_id)
     ORDER BY f.audio_id`,
  );
  return Array.from({ length: columns['audio_id']?.length ?? 0 }, (_, row) => ({
    audioId: textOf(columns['audio_id']?.[row]),
    path: textOf(columns['path']?.[row]),
    descriptors: descriptorsAt(columns, row),
    score: numberOf(columns['score']?.[row]),
    hyperparameters: hyperparametersAt(columns, row),
  }));
}
