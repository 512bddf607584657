import { html } from 'lit';
import type { AudioRecord, DescriptorState } from '../../domain/audioFile.ts';
import { formatDate, formatScore } from '../shared/text/format.ts';
import type { Column } from '../shared/table/columns.ts';

const text = (value: string | null) => value ?? '–';

/** The columns of the table of audio files, in the desktop trainer's order. */
export const AUDIO_COLUMNS: readonly Column<AudioRecord>[] = [
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
    widthRem: 13,
    grow: 3,
    sortValue: ({ file }) => file.path,
    cell: ({ file }) => html`<span title=${file.path}>${file.path}</span>`,
  },
  {
    key: 'durationSec',
    label: 'Dur(s)',
    widthRem: 5,
    align: 'end',
    sortValue: ({ file }) => file.durationSec,
    cell: ({ file }) => file.durationSec?.toFixed(2) ?? '–',
  },
  {
    key: 'sampleRateHz',
    label: 'SR',
    widthRem: 5,
    align: 'end',
    sortValue: ({ file }) => file.sampleRateHz,
    cell: ({ file }) => file.sampleRateHz ?? '–',
  },
  {
    key: 'channels',
    label: 'Ch',
    widthRem: 3.5,
    align: 'end',
    sortValue: ({ file }) => file.channels,
    cell: ({ file }) => file.channels ?? '–',
  },
  {
    key: 'genre',
    label: 'Genre',
    widthRem: 5.5,
    sortValue: ({ file }) => file.genre,
    cell: ({ file }) => text(file.genre),
  },
  {
    key: 'source',
    label: 'Source',
    widthRem: 5.5,
    sortValue: ({ file }) => file.source,
    cell: ({ file }) => text(file.source),
  },
  {
    key: 'license',
    label: 'License',
    widthRem: 5.5,
    sortValue: ({ file }) => file.license,
    cell: ({ file }) => text(file.license),
  },
  {
    key: 'descriptors',
    label: 'Descriptors',
    widthRem: 7.5,
    grow: 1,
    sortValue: ({ descriptors }) => stateText(descriptors),
    cell: ({ descriptors }) =>
      html`<span class="state ${descriptors.kind}" title=${stateText(descriptors)}>${stateText(descriptors)}</span>`,
  },
];

/** Columns that the table does not show until they are asked for. */
export const MORE_AUDIO_COLUMNS: readonly Column<AudioRecord>[] = [
  {
    key: 'best',
    label: 'Best score',
    widthRem: 6.5,
    align: 'end',
    sortValue: ({ best }) => best?.score ?? null,
    cell: ({ best }) => formatScore(best?.score),
  },
  {
    key: 'licenseFamily',
    label: 'License family',
    widthRem: 7,
    sortValue: ({ file }) => file.licenseFamily,
    cell: ({ file }) => text(file.licenseFamily),
  },
  {
    key: 'importedAt',
    label: 'Imported',
    widthRem: 9.5,
    sortValue: ({ file }) => file.importedAt.toISOString(),
    cell: ({ file }) => formatDate(file.importedAt),
  },
];

/** What a filter field looks through. */
export function searchText({ file, descriptors }: AudioRecord): string {
  const { audioId, path, genre, source, license, licenseFamily } = file;
  return [audioId, path, genre, source, license, licenseFamily, stateText(descriptors)].join('\n').toLowerCase();
}

function stateText(state: DescriptorState): string {
  if (state.kind === 'failed') return `failed: ${state.reason}`;
  return state.kind === 'done' ? 'yes' : 'no';
}
