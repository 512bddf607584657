import { DESCRIPTORS } from '../../domain/descriptors.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { windowWriting } from './pluginWindowTable.ts';
import type {
  DescriptorOutcome,
  ExtractedDescriptors,
  StoredPluginWindow,
} from '../../workers/contracts/storeRecords.ts';
import { numberOrNull, textOf, textOrNull } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';
import { double, quoted, quotedList } from '../engine/sqlLiterals.ts';

const DONE_COLUMNS: readonly InsertColumn<ExtractedDescriptors>[] = [
  { name: 'audio_id', type: 'VARCHAR', of: (row) => row.audioId },
  ...DESCRIPTORS.map(({ key, column }): InsertColumn<ExtractedDescriptors> => ({
    name: column,
    type: 'DOUBLE',
    of: (row) => row.descriptors[key],
  })),
  { name: 'frame_count', type: 'INTEGER', of: (row) => row.frameCount },
];
const DONE_NAMES = DONE_COLUMNS.map(({ name }) => name).join(', ');

/**
 * Stores descriptors, windows and failures inside the open transaction; a failure leaves earlier descriptors of the file alone.
 * Outcomes of files that were removed meanwhile are dropped. Returns the names of staged copies that nobody needs now. What is
 * as it was is not written: each statement takes its milliseconds.
 */
export async function saveDescriptors(
  session: Session,
  outcomes: readonly DescriptorOutcome[],
  windows: readonly StoredPluginWindow[],
): Promise<string[]> {
  const latest = new Map(outcomes.map((outcome) => [outcome.audioId, outcome]));
  const known = await knownFiles(session, latest.keys());
  const kept = [...latest.values()].flatMap((outcome) => {
    const file = known.get(outcome.audioId);
    return file === undefined ? [] : [{ outcome, file }];
  });
  if (kept.length === 0) return [];
  session.touched.note(
    'files',
    kept.map(({ file }) => file.audioId),
  );
  const done = kept.flatMap(({ outcome, file }) => (outcome.kind === 'done' ? [{ outcome, file }] : []));
  const rows = done.map(({ outcome }) => outcome);
  const searched = done.filter(({ file }) => file.isSearched);
  const writing = windowWriting(windows);
  await session.stage(stagedTable('done_descriptors', DONE_COLUMNS, rows), ...writing.staged);
  await session.script(
    [
      ...writing.statements,
      `INSERT OR REPLACE INTO descriptors (${DONE_NAMES}, updated_at) SELECT ${DONE_NAMES}, now() FROM done_descriptors`,
      ...forgetting(searched.map(({ file }) => file.audioId)),
      ...formatUpdate(done.flatMap(({ outcome, file }) => formatAfter(outcome, file))),
      ...stateUpdate(kept.flatMap(({ outcome, file }) => stateAfter(outcome, file))),
    ].join(';'),
  );
  return done.flatMap(({ file }) => file.stagedName ?? []);
}

/** What direct search found for descriptors that are no more. */
function forgetting(audioIds: readonly string[]): string[] {
  if (audioIds.length === 0) return [];
  return [`DELETE FROM direct_search WHERE audio_id IN (${quotedList(audioIds)})`];
}

/** What the database says of a file whose descriptors arrive. */
interface KnownFile {
  readonly audioId: string;
  readonly durationSec: number | null;
  readonly sampleRateHz: number | null;
  readonly channels: number | null;
  readonly stagedName: string | null;
  readonly failure: string | null;
  readonly note: string | null;
  /** Whether direct search has looked at its descriptors. */
  readonly isSearched: boolean;
}

async function knownFiles(session: Session, audioIds: Iterable<string>): Promise<ReadonlyMap<string, KnownFile>> {
  const rows = await session.query(
    `SELECT f.audio_id, f.duration_sec, f.sample_rate, f.channels, s.staged_name, s.failure, s.note,
            d.audio_id IS NOT NULL AS is_searched
     FROM audio_files f LEFT JOIN audio_states s USING (audio_id) LEFT JOIN direct_search d ON d.audio_id = f.audio_id
     WHERE f.audio_id IN (${quotedList(audioIds)})`,
  );
  return new Map(
    rows.map((row) => {
      const audioId = textOf(row['audio_id']);
      return [
        audioId,
        {
          audioId,
          durationSec: numberOrNull(row['duration_sec']),
          sampleRateHz: numberOrNull(row['sample_rate']),
          channels: numberOrNull(row['channels']),
          stagedName: textOrNull(row['staged_name']),
          failure: textOrNull(row['failure']),
          note: textOrNull(row['note']),
          isSearched: row['is_searched'] === true,
        },
      ];
    }),
  );
}

/** What the decoder told of a file, where the header had said otherwise. */
function formatAfter(outcome: ExtractedDescriptors, file: KnownFile): ExtractedDescriptors[] {
  const isSame = (['durationSec', 'sampleRateHz', 'channels'] as const).every((key) => outcome[key] === file[key]);
  return isSame ? [] : [outcome];
}

function formatUpdate(files: readonly ExtractedDescriptors[]): string[] {
  if (files.length === 0) return [];
  const values = files.map(
    ({ audioId, durationSec, sampleRateHz, channels }) =>
      `(${quoted(audioId)}, ${double(durationSec)}, ${sampleRateHz}, ${channels})`,
  );
  return [
    `UPDATE audio_files SET duration_sec = o.duration_sec, sample_rate = o.sample_rate, channels = o.channels
     FROM (VALUES ${values.join(', ')}) o(audio_id, duration_sec, sample_rate, channels)
     WHERE audio_files.audio_id = o.audio_id`,
  ];
}

type FileState = Pick<KnownFile, 'audioId' | 'stagedName' | 'failure' | 'note'>;

/** The state of a file after an outcome, where it is another than before. A failure keeps the staged copy. */
function stateAfter(outcome: DescriptorOutcome, { audioId, ...file }: KnownFile): FileState[] {
  const after: FileState =
    outcome.kind === 'done'
      ? { audioId, stagedName: null, failure: null, note: outcome.note }
      : { audioId, stagedName: file.stagedName, failure: outcome.reason, note: null };
  const isSame = after.stagedName === file.stagedName && after.failure === file.failure && after.note === file.note;
  return isSame ? [] : [after];
}

function stateUpdate(states: readonly FileState[]): string[] {
  if (states.length === 0) return [];
  const text = (value: string | null) => (value === null ? 'NULL' : quoted(value));
  const values = states.map(
    ({ audioId, stagedName, failure, note }) =>
      `(${[quoted(audioId), text(stagedName), text(failure), text(note)].join(', ')})`,
  );
  return [`INSERT OR REPLACE INTO audio_states (audio_id, staged_name, failure, note) VALUES ${values.join(', ')}`];
}
