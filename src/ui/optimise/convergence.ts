import type { Trial } from '../../domain/trials.ts';
import { formatScore, plural } from '../shared/format.ts';
import type { PlotData } from '../shared/plot/plotData.ts';

/** Each trial's score and the best so far, over the trial's number. */
export function convergencePlot(trials: readonly Trial[]): PlotData {
  let best = -Infinity;
  const bestSoFar = trials.map(({ terms }) => (best = Math.max(best, terms.score)));
  return {
    x: trials.map(({ trialIndex }) => trialIndex),
    series: [
      { label: 'Trial', values: trials.map(({ terms }) => terms.score), draw: 'points', colour: '--pastel-3' },
      { label: 'Best so far', values: bestSoFar, draw: 'steps', colour: '--pastel-1' },
    ],
  };
}

/** The same in words. */
export function convergenceSummary(trials: readonly Trial[], best: Trial | null): string {
  if (best === null) return 'No trials yet.';
  return `${plural(trials.length, 'trial')}; the best, ${formatScore(best.terms.score)}, is trial ${best.trialIndex}.`;
}
