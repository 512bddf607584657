import { html } from 'lit';
import type { VerdictWords } from '../../domain/verdict.ts';
import { isSilentFile, type AudioRecord, type DescriptorState } from '../../domain/audioFile.ts';
import type { Availability } from '../../stages/import/audioSources.ts';
import { fixed, formatDate, formatScore, formatShare } from '../shared/text/format.ts';
import type { StoredAnswers } from '../../stages/prediction/predictionStage.ts';
import { numericColumn, textColumn, type Column } from '../shared/table/columns.ts';

const wholeOrDash = (value: number | null) => String(value ?? '–');

/** The first columns of the table of audio files, in the desktop trainer's order; what was found for a file stands beside them. */
export const SOUND_COLUMNS: readonly Column<AudioRecord>[] = [
  {
    key: 'audioId',
    label: 'Audio ID',
    widthRem: 6.5,
    sortValue: ({ file }) => file.audioId,
    cell: ({ file }) => html`<code title=${file.audioId}>${file.audioId}</code>`,
  },
  {
    key: 'path',
    label: 'Path',
    widthRem: 11,
    grow: 3,
    sortValue: ({ file }) => file.path,
    cell: ({ file }) => html`<span title=${file.path}>${file.path}</span>`,
  },
  numericColumn('durationSec', 'Dur(s)', 5, ({ file }) => file.durationSec, fixed(2), 0),
  numericColumn('sampleRateHz', 'SR', 5, ({ file }) => file.sampleRateHz, wholeOrDash, 0),
  numericColumn('channels', 'Ch', 3.5, ({ file }) => file.channels, wholeOrDash, 0),
];

/** The others, in its order too. */
export const ORIGIN_COLUMNS: readonly Column<AudioRecord>[] = [
  textColumn('genre', 'Genre', 4.5, ({ file }) => file.genre),
  textColumn('source', 'Source', 4.75, ({ file }) => file.source),
  textColumn('license', 'License', 5, ({ file }) => file.license),
  {
    key: 'descriptors',
    label: 'Descriptors',
    widthRem: 6.5,
    grow: 1,
    sortValue: ({ descriptors }) => stateText(descriptors),
    cell: ({ descriptors }) =>
      html`<span class="state ${descriptors.kind}" title=${stateText(descriptors)}>${stateText(descriptors)}</span>`,
  },
];

/** Columns that the table does not show until they are asked for. */
export const MORE_AUDIO_COLUMNS: readonly Column<AudioRecord>[] = [
  numericColumn('best', 'Best score', 6.5, bestScore, formatScore, 0),
  textColumn('licenseFamily', 'License family', 7, ({ file }) => file.licenseFamily),
  {
    key: 'importedAt',
    label: 'Imported',
    widthRem: 9.5,
    sortValue: ({ file }) => file.importedAt.toISOString(),
    cell: ({ file }) => formatDate(file.importedAt),
  },
];

const shareOrNothing = (share: number | null) => (share === null ? '' : formatShare(share));

/** What Predict All answered, empty for files that it was not asked about; no columns before any was. */
export function answerColumns(answers: StoredAnswers['ofFiles']): readonly Column<AudioRecord>[] {
  if (answers.size === 0) return [];
  const score = ({ file }: AudioRecord) => answers.get(file.audioId)?.score ?? null;
  const confidence = ({ file }: AudioRecord) => answers.get(file.audioId)?.confidence ?? null;
  return [
    numericColumn('predicted', 'Predicted score', 6.5, score, formatScore, 0),
    numericColumn('confidence', 'Confidence', 6, confidence, shareOrNothing, 0),
  ];
}

/**
 * What the judge said a file's preset gains over the plugin's defaults (J4), empty for files that were not judged; no column
 * before any was.
 */
export function gainColumns(verdicts: ReadonlyMap<string, VerdictWords>): readonly Column<AudioRecord>[] {
  if (verdicts.size === 0) return [];
  return [
    {
      key: 'gain',
      label: 'Gain',
      widthRem: 5,
      align: 'end',
      sortValue: ({ file }) => verdicts.get(file.audioId)?.share ?? null,
      cell: ({ file }) => verdicts.get(file.audioId)?.cell ?? '',
    },
  ];
}

/** A column whose cells begin with a badge where the file's sound is not at hand. */
export function withSoundBadge(
  presenceOf: (record: AudioRecord) => Availability,
): (column: Column<AudioRecord>) => Column<AudioRecord> {
  return (column) => ({
    ...column,
    cell: (record) => {
      const presence = presenceOf(record);
      const cell = column.cell(record);
      return presence === 'here'
        ? cell
        : html`<span class="tag" title=${BADGE_TITLES[presence]}>no sound</span> ${cell}`;
    },
  });
}

const BADGE_TITLES: Readonly<Record<Exclude<Availability, 'here'>, string>> = {
  ask: 'Its audio lies on your disk: the browser asks before it is read again.',
  gone: 'Its audio is no longer at hand. Reconnect finds it, wherever it has moved.',
};

/** What a filter field looks through. */
export function searchText({ file, descriptors }: AudioRecord): string {
  const { audioId, path, genre, source, license, licenseFamily } = file;
  return [audioId, path, genre, source, license, licenseFamily, stateText(descriptors)].join('\n').toLowerCase();
}

/** The score of a file's best parameters; null where there are none, and of silence, which has no score. */
export function bestScore(record: AudioRecord): number | null {
  return isSilentFile(record) ? null : (record.best?.score ?? null);
}

function stateText(state: DescriptorState): string {
  if (state.kind === 'failed') return `failed: ${state.reason}`;
  return state.kind === 'done' ? 'yes' : 'no';
}
