import type { Trial } from '../../../domain/trials.ts';
import { formatCount } from '../../shared/text/format.ts';
import { bestOf } from './dimensions.ts';

/** More lie on top of each other, and take longer than a frame to draw. */
const MOST_DRAWN = 2000;

/**
 * What a picture can show of some trials: all, or where there are very many every second, fourth, eighth …, and the best. So
 * they stay the same while a search goes on, but where a step doubles.
 */
export function drawnTrials(trials: readonly Trial[]): readonly Trial[] {
  if (trials.length <= MOST_DRAWN) return trials;
  const best = bestOf(trials);
  let step = 2;
  while (step * MOST_DRAWN < trials.length) step *= 2;
  const places = Array.from({ length: Math.ceil(trials.length / step) }, (_, i) => i * step);
  const bestAt = best === null ? 0 : trials.indexOf(best);
  if (bestAt % step !== 0) places.splice(Math.ceil(bestAt / step), 0, bestAt);
  return places.flatMap((place) => trials[place] ?? []);
}

/** What a picture can show inside and outside the brushes. @param kept the numbers of those inside; null for all */
export function drawnParts(
  trials: readonly Trial[],
  kept: ReadonlySet<number> | null,
): { readonly inside: readonly Trial[]; readonly outside: readonly Trial[] } {
  if (kept === null) return { inside: drawnTrials(trials), outside: [] };
  return {
    inside: drawnTrials(trials.filter(({ trialIndex }) => kept.has(trialIndex))),
    outside: drawnTrials(trials.filter(({ trialIndex }) => !kept.has(trialIndex))),
  };
}

/** Says so where not all are drawn. */
export function drawnWords(drawn: number, all: number): string {
  return drawn === all ? '' : ` ${formatCount(drawn)} of ${formatCount(all)} are drawn, the best among them.`;
}
