import type { TrialRun } from '../../domain/trials.ts';
import type { ComparedRun } from '../../stages/optimisation/optimisationStage.ts';
import { formatDate, formatScore, plural } from '../shared/text/format.ts';
import type { PlotData } from '../shared/plot/plotData.ts';

const COMPARED_COLOURS = ['--pastel-2', '--pastel-7', '--pastel-6', '--pastel-5', '--pastel-8'] as const;

/** A trial of whatever search. */
export interface ScoredTrial {
  readonly trialIndex: number;
  readonly terms: { readonly score: number };
}

/** Each trial's score and the best so far, over the trial's number, with the best so far of the compared runs. */
export function convergencePlot(
  trials: readonly ScoredTrial[],
  compared: readonly ComparedRun[] = [],
  yLabel = 'Score',
): PlotData {
  const longest = compared.reduce((count, run) => Math.max(count, run.trials.length), trials.length);
  const first = trials[0]?.trialIndex ?? 0;
  const x = new Float64Array(longest);
  for (let i = 0; i < longest; i += 1) x[i] = trials[i]?.trialIndex ?? first + i;
  const scores = scoresOf(trials, longest);
  return {
    xLabel: 'Trial',
    yLabel,
    x,
    series: [
      {
        label: 'Trial',
        values: scores,
        draw: 'points',
        colour: '--pastel-3',
      },
      { label: 'Best so far', values: bestSoFar(scores), draw: 'steps', colour: '--pastel-1' },
      ...compared.map(({ run, trials: others }, i) => ({
        label: comparedName(run),
        values: bestSoFar(scoresOf(others, longest)),
        draw: 'steps' as const,
        colour: COMPARED_COLOURS[i % COMPARED_COLOURS.length] ?? '--pastel-2',
      })),
    ],
  };
}

/** The same in words. */
export function convergenceSummary(
  trials: readonly ScoredTrial[],
  best: ScoredTrial | null,
  compared: readonly ComparedRun[] = [],
): string {
  if (best === null) return 'No trials yet.';
  const own = `${plural(trials.length, 'trial')}; the best, ${formatScore(best.terms.score)}, is trial ${best.trialIndex}.`;
  const others = compared.map(({ run }) => `${comparedName(run)}: ${formatScore(run.bestScore)}`);
  return others.length === 0 ? own : `${own} Compared with ${others.join('; ')}.`;
}

function comparedName({ budget, createdAt }: TrialRun): string {
  return `Seed ${budget.seed}, ${formatDate(createdAt)}`;
}

/** Of as many trials as there are at most; NaN behind the last one. */
function scoresOf(trials: readonly ScoredTrial[], length: number): Float64Array {
  const scores = new Float64Array(length).fill(Number.NaN);
  for (const [i, { terms }] of trials.entries()) scores[i] = terms.score;
  return scores;
}

/** @param scores NaN behind the last one */
function bestSoFar(scores: Float64Array): Float64Array {
  let best = -Infinity;
  return scores.map((score) => (Number.isNaN(score) ? score : (best = Math.max(best, score))));
}
