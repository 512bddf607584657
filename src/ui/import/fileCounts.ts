import type { AudioCounts } from '../../stages/data/audioTally.ts';
import { formatCount, plural } from '../shared/text/format.ts';

/** How many files there are and how far they have come; empty for none. */
export function countedWords({ files, described, failed, searched }: AudioCounts): string {
  if (files === 0) return '';
  const parts = [
    plural(files, 'file'),
    `${formatCount(described)} with descriptors`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    `${formatCount(searched)} with best parameters`,
  ];
  return parts.join(' · ');
}

/** Whether Run All has nothing to search for any of some files. */
export function isAllSearched({ files, unsearched }: AudioCounts): boolean {
  return files > 0 && unsearched === 0;
}

/** How many of the files the list shows, and how many of them are selected. */
export function shownWords(all: number, shown: number, selected: number): string {
  const files = shown === all ? plural(all, 'file') : `${formatCount(shown)} of ${plural(all, 'file')}`;
  return `${files} shown${selected === 0 ? '' : `, ${formatCount(selected)} selected`}`;
}
