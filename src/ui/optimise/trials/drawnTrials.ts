import { bestTrial, type Trial } from '../../../domain/trials.ts';
import { formatCount } from '../../shared/text/format.ts';

/** More lie on top of each other, and take longer than a frame to draw. */
const MOST_DRAWN = 2000;

/** What a picture can show of some trials: all, or evenly spaced ones with the best among them where there are very many. */
export function drawnTrials(trials: readonly Trial[]): readonly Trial[] {
  if (trials.length <= MOST_DRAWN) return trials;
  const best = bestTrial(trials);
  const step = trials.length / MOST_DRAWN;
  const spaced = Array.from({ length: MOST_DRAWN }, (_, i) => trials[Math.floor(i * step)] ?? best);
  return [...new Set([...spaced, best])].filter((trial) => trial !== null);
}

/** Says so where not all of so many are drawn. */
export function drawnWords(count: number): string {
  return count <= MOST_DRAWN ? '' : ` ${formatCount(MOST_DRAWN)} of them are drawn, the best among them.`;
}
