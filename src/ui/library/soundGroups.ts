import type { AudioRecord } from '../../domain/audioFile.ts';
import type { Settings } from '../../stages/shell/settings.ts';
import { folderOf } from './soundColumns.ts';

type GroupBy = Settings['soundsTable']['value']['groupBy'];

/** What the list may be grouped by, as a person chooses it. */
export const GROUPINGS: readonly { readonly value: GroupBy; readonly label: string }[] = [
  { value: 'none', label: 'Not grouped' },
  { value: 'folder', label: 'By folder' },
  { value: 'genre', label: 'By genre' },
  { value: 'tag', label: 'By tag' },
  { value: 'licence', label: 'By licence' },
];

/** Under which name a sound stands; null where nothing is grouped. */
export const GROUP_OF: Readonly<Record<GroupBy, ((record: AudioRecord) => string) | null>> = {
  none: null,
  folder: folderOf,
  genre: ({ file }) => file.genre ?? '',
  tag: ({ tags }) => tags.join(', '),
  licence: ({ file }) => file.license ?? file.licenseFamily ?? '',
};

/** What stands over those that belong to no group. */
export const UNGROUPED: Readonly<Record<GroupBy, string>> = {
  none: '',
  folder: 'In no folder',
  genre: 'No genre',
  tag: 'No tag',
  licence: 'No licence',
};
