import { html, nothing } from 'lit';
import { isSilentFile, type AudioRecord } from '../../domain/audioFile.ts';
import type { VerdictWords } from '../../domain/verdict.ts';
import { folderOf as folderOfPath } from '../../stages/data/folders.ts';
import type { AudioValues } from '../../stages/data/audioTally.ts';
import type { StoredAnswers } from '../../stages/prediction/predictionStage.ts';
import type { Availability } from '../../stages/import/audioSources.ts';
import {
  answerColumns,
  gainColumns,
  MORE_AUDIO_COLUMNS,
  ORIGIN_COLUMNS,
  SOUND_COLUMNS,
} from '../import/audioColumns.ts';
import { textColumn, type Column } from '../shared/table/columns.ts';

/** What the columns read besides the records. */
export interface KnownOfColumns {
  readonly verdicts: ReadonlyMap<string, VerdictWords>;
  readonly answers: StoredAnswers['ofFiles'];
  readonly presenceOf: (record: AudioRecord) => Availability;
  /** Which sound plays; null for none. */
  readonly playingId: string | null;
}

/** The last part of a path. */
export function nameOf({ file }: AudioRecord): string {
  return file.path.slice(lastSlash(file.path) + 1);
}

/** All before it; empty for none. */
export function folderOf({ file }: AudioRecord): string {
  return folderOfPath(file.path) ?? '';
}

/** Everything that may be shown of a sound, the name first. */
export function soundColumns({
  verdicts,
  answers,
  presenceOf,
  playingId,
}: KnownOfColumns): readonly Column<AudioRecord>[] {
  const name: Column<AudioRecord> = {
    key: 'name',
    label: 'Name',
    widthRem: 11,
    grow: 3,
    sortValue: nameOf,
    cell: (record) =>
      html`${record.file.audioId === playingId ? html`<span class="playing" title="Plays">▶</span> ` : nothing}<span
          title=${record.file.path}
          >${nameOf(record)}</span
        >`,
  };
  const [id, , ...measures] = SOUND_COLUMNS;
  return [
    name,
    textColumn('folder', 'Folder', 6, folderOf, 1),
    ...measures,
    ...MORE_AUDIO_COLUMNS.filter(({ key }) => key === 'best'),
    ...gainColumns(verdicts),
    ...answerColumns(answers),
    {
      key: 'hasSound',
      label: 'Sound',
      widthRem: 5,
      // Nothing to say where every sound is at hand.
      sortValue: (record) => (presenceOf(record) === 'here' ? null : SOUND_WORDS[presenceOf(record)]),
      cell: (record) => {
        const presence = presenceOf(record);
        return presence === 'here' ? SOUND_WORDS.here : html`<span class="tag">${SOUND_WORDS[presence]}</span>`;
      },
    },
    {
      key: 'preset',
      label: 'Preset',
      widthRem: 5,
      sortValue: presetWords,
      cell: presetWords,
    },
    {
      key: 'tags',
      label: 'Tags',
      widthRem: 7,
      grow: 1,
      sortValue: ({ tags }) => (tags.length === 0 ? null : tags.join(', ')),
      cell: ({ tags }) => tags.map((tag) => html`<span class="tag">${tag}</span> `),
    },
    textColumn('note', 'Note', 8, ({ note }) => note, 1),
    ...ORIGIN_COLUMNS,
    ...MORE_AUDIO_COLUMNS.filter(({ key }) => key !== 'best'),
    ...(id === undefined ? [] : [id]),
  ];
}

/** The columns that say something of at least one of the sounds: what is empty for all is not worth a place. */
export function worthShowing(
  columns: readonly Column<AudioRecord>[],
  records: readonly AudioRecord[],
  { filled }: Pick<AudioValues, 'filled'>,
): readonly Column<AudioRecord>[] {
  return columns.filter(({ key, sortValue }) => {
    const text = TEXT_OF[key];
    if (text !== undefined) return filled[text] > 0;
    return (
      sortValue === undefined ||
      records.some((record) => {
        const value = sortValue(record);
        return value !== null && value !== '' && !Number.isNaN(value);
      })
    );
  });
}

/** The columns of which it is counted how many files have something in them. */
const TEXT_OF: Readonly<Record<string, keyof AudioValues['filled']>> = {
  tags: 'tags',
  note: 'soundNote',
  genre: 'genre',
  source: 'source',
  license: 'license',
  licenseFamily: 'licenseFamily',
};

const SOUND_WORDS: Readonly<Record<Availability, string>> = { here: 'yes', ask: 'on disk', gone: 'no' };

function presetWords(record: AudioRecord): string {
  if (isSilentFile(record)) return 'silent';
  if (record.descriptors.kind === 'failed') return 'failed';
  return record.best === null ? 'not yet' : 'yes';
}

function lastSlash(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
}
