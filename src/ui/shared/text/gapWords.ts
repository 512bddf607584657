import { formatCount, plural } from './format.ts';

/** `12 of 40 files have no sound at hand.` */
export function gapWords(lacking: number, all: number): string {
  return `${formatCount(lacking)} of ${plural(all, 'file')} ${lacking === 1 ? 'has' : 'have'} no sound at hand.`;
}
