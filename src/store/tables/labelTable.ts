import { appError } from '../../domain/errors.ts';
import {
  GENRE_CHARACTERS,
  lineOf,
  NAME_CHARACTERS,
  NOTE_CHARACTERS,
  noteOf,
  TAG_CHARACTERS,
  TAGS_PER_SOUND,
  type ModelLabel,
  type TagChange,
} from '../../domain/labels.ts';
import { plural } from '../../domain/numberText.ts';
import { stagedTable, type InsertColumn } from '../engine/arrowInsert.ts';
import { numberOf, textOf, textOrNull } from '../engine/rows.ts';
import type { Session } from '../engine/session.ts';
import { isAmong } from '../engine/sqlLiterals.ts';
import { AUDIO_ID_COLUMN } from './audioTable.ts';

interface ChangedTag {
  readonly tag: string;
  readonly isAdded: boolean;
}

const CHANGE_COLUMNS: readonly InsertColumn<ChangedTag>[] = [
  { name: 'tag', type: 'VARCHAR', of: ({ tag }) => tag },
  { name: 'is_added', type: 'BOOLEAN', of: ({ isAdded }) => isAdded },
];

/**
 * Changes tags of files, inside the open transaction; a file that has a tag in other letters keeps it as it is [S16].
 *
 * @throws AppError `bad-input` where a file would have too many tags, or a tag is too long: the transaction is to fail with it.
 */
export async function tagSounds(
  session: Session,
  audioIds: readonly string[],
  { add = [], remove = [] }: TagChange,
): Promise<void> {
  const changes = [
    ...remove.map((tag) => ({ tag, isAdded: false })),
    ...add.map((tag) => ({ tag: checkedLine(tag, TAG_CHARACTERS, 'A tag'), isAdded: true })),
  ];
  session.touched.note('files', audioIds);
  await session.stage(
    stagedTable('tagged_ids', AUDIO_ID_COLUMN, audioIds),
    stagedTable('tag_changes', CHANGE_COLUMNS, changes),
  );
  const isTagged = 'audio_id IN (SELECT audio_id FROM tagged_ids)';
  await session.script(`
    DELETE FROM main.sound_tags WHERE ${isTagged}
      AND lower(tag) IN (SELECT lower(tag) FROM tag_changes WHERE NOT is_added);
    INSERT INTO main.sound_tags (audio_id, tag)
      SELECT audio_id, tag FROM main.audio_files, (SELECT first(tag) AS tag FROM tag_changes WHERE is_added GROUP BY lower(tag))
      WHERE ${isTagged} AND (audio_id, lower(tag)) NOT IN (SELECT (audio_id, lower(tag)) FROM main.sound_tags WHERE ${isTagged})`);
  const [full] = await session.query(
    `SELECT count(*) AS n FROM (SELECT audio_id FROM main.sound_tags WHERE ${isTagged} GROUP BY audio_id
       HAVING count(*) > ${TAGS_PER_SOUND})`,
  );
  const tooMany = numberOf(full?.['n']);
  if (tooMany > 0) {
    const whose = `${plural(tooMany, 'sound')} would have more than ${TAGS_PER_SOUND} tags`;
    throw appError('bad-input', 'import', `${whose}, so nothing was changed. Remove some first.`);
  }
}

/** The files that have a tag, in whatever letters. Rejects with `bad-input` where there are none. */
export async function filesTagged(session: Session, tag: string): Promise<string[]> {
  const rows = await session.query('SELECT audio_id FROM sound_tags WHERE lower(tag) = lower(?)', [tag]);
  if (rows.length === 0) throw appError('bad-input', 'import', `No sound has the tag “${tag}” any more.`);
  return rows.map((row) => textOf(row['audio_id']));
}

/** Keeps a note on a file, inside the open transaction; null for none. */
export async function noteSound(session: Session, audioId: string, note: string | null): Promise<void> {
  session.touched.note('files', [audioId]);
  const checked = checkedNote(note);
  if (checked === null) await session.query('DELETE FROM sound_notes WHERE audio_id = ?', [audioId]);
  else {
    await session.query(
      `INSERT INTO sound_notes (audio_id, note) SELECT audio_id, ? FROM audio_files WHERE audio_id = ?
         ON CONFLICT (audio_id) DO UPDATE SET note = excluded.note`,
      [checked, audioId],
    );
  }
}

/** Gives files a genre, inside the open transaction; null for none. */
export async function setGenre(session: Session, audioIds: readonly string[], genre: string | null): Promise<void> {
  const checked = genre === null ? null : checkedLine(genre, GENRE_CHARACTERS, 'A genre');
  session.touched.note('files', audioIds);
  await session.stage(stagedTable('genre_ids', AUDIO_ID_COLUMN, audioIds));
  await session.query('UPDATE audio_files SET genre = ?::VARCHAR WHERE audio_id IN (SELECT audio_id FROM genre_ids)', [
    checked,
  ]);
}

const LABEL_COLUMNS: readonly InsertColumn<ModelLabel>[] = [
  { name: 'model_id', type: 'VARCHAR', of: (label) => label.modelId },
  { name: 'name', type: 'VARCHAR', of: (label) => label.name },
  { name: 'note', type: 'VARCHAR', of: (label) => label.note },
  { name: 'pinned', type: 'BOOLEAN', of: (label) => label.pinned },
];
const LABEL_NAMES = LABEL_COLUMNS.map(({ name }) => name).join(', ');

/** Keeps what is said of a model, inside the open transaction; nothing is no row. */
export async function labelModel(session: Session, { modelId, name, note, pinned }: ModelLabel): Promise<void> {
  const label: ModelLabel = {
    modelId,
    name: name === null ? null : checkedLine(name, NAME_CHARACTERS, 'A name'),
    note: checkedNote(note),
    pinned,
  };
  session.touched.note('modelLabels', [modelId]);
  await session.stage(stagedTable('saved_label', LABEL_COLUMNS, [label]));
  await session.script(`
    DELETE FROM main.model_labels WHERE model_id IN (SELECT model_id FROM saved_label);
    INSERT INTO main.model_labels (${LABEL_NAMES}) SELECT ${LABEL_NAMES} FROM saved_label
      WHERE (name IS NOT NULL OR note IS NOT NULL OR pinned) AND model_id IN (SELECT model_id FROM main.models)`);
}

/** What is said of the models of these ids, or of all. */
export async function listModelLabels(session: Session, modelIds: Iterable<string> | null): Promise<ModelLabel[]> {
  const rows = await session.query(
    `SELECT * FROM model_labels WHERE ${isAmong('model_id', modelIds)} ORDER BY model_id`,
  );
  return rows.map((row) => ({
    modelId: textOf(row['model_id']),
    name: textOrNull(row['name']),
    note: textOrNull(row['note']),
    pinned: row['pinned'] === true,
  }));
}

function checkedLine(typed: string, most: number, what: string): string {
  const line = lineOf(typed, most);
  if (line !== null) return line;
  throw appError('bad-input', 'import', `${what} has 1 to ${most} characters, in one line. Nothing was changed.`);
}

function checkedNote(typed: string | null): string | null {
  const note = typed === null ? null : noteOf(typed);
  if (note !== null || typed === null || typed.trim() === '') return note;
  throw appError('bad-input', 'import', `A note has at most ${NOTE_CHARACTERS} characters. Nothing was changed.`);
}
