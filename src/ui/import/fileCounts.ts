import type { AudioRecord } from '../../domain/audioFile.ts';
import { formatCount, plural } from '../shared/text/format.ts';

/** How many files there are and how far they have come; empty for none. */
export function countedWords(records: readonly AudioRecord[]): string {
  if (records.length === 0) return '';
  const described = records.filter(({ descriptors }) => descriptors.kind === 'done').length;
  const failed = records.filter(({ descriptors }) => descriptors.kind === 'failed').length;
  const optimised = records.filter(({ best }) => best !== null).length;
  const parts = [
    plural(records.length, 'file'),
    `${formatCount(described)} with descriptors`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    `${formatCount(optimised)} with best parameters`,
  ];
  return parts.join(' · ');
}

/** Whether Run All has nothing to search for any of some files. */
export function isAllSearched(records: readonly AudioRecord[]): boolean {
  return records.length > 0 && records.every(({ descriptors, best }) => descriptors.kind === 'failed' || best !== null);
}

/** How many of the files the list shows, and how many of them are selected. */
export function shownWords(all: number, shown: number, selected: number): string {
  const files = shown === all ? plural(all, 'file') : `${formatCount(shown)} of ${plural(all, 'file')}`;
  return `${files} shown${selected === 0 ? '' : `, ${formatCount(selected)} selected`}`;
}
