import type { Availability } from '../../../stages/import/audioSources.ts';
import { formatCount, plural } from './format.ts';

/** `12 of 40 files have no sound at hand.` */
export function gapWords(lacking: number, all: number): string {
  return `${formatCount(lacking)} of ${plural(all, 'file')} ${lacking === 1 ? 'has' : 'have'} no sound at hand.`;
}

/** A sound in a list of those to choose from; one without sound says so there. */
export function soundOption(path: string, presence: Availability): string {
  return presence === 'here' ? path : `${path} (no sound at hand)`;
}
