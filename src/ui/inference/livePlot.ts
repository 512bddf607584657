import type { LiveAnswer } from '../../domain/liveAnswer.ts';
import type { PlotData } from '../shared/plot/plotData.ts';
import { formatValue } from '../shared/text/format.ts';

/** What is drawn, each as a share of the range that the plugin allows it. */
export const LIVE_OUTPUTS: readonly {
  readonly column: string;
  readonly of: (answer: LiveAnswer) => number;
  readonly high: number;
}[] = [
  { column: 'distance_penalty', of: ({ hyperparameters }) => hyperparameters.distancePenalty, high: 2.5 },
  { column: 'norm_rate', of: ({ hyperparameters }) => hyperparameters.normRate, high: 0.25 },
  { column: 'minimax_strength', of: ({ hyperparameters }) => hyperparameters.minimaxStrength, high: 1 },
  { column: 'low_penalty', of: ({ hyperparameters }) => hyperparameters.lowPenalty, high: 4 },
  { column: 'high_penalty', of: ({ hyperparameters }) => hyperparameters.highPenalty, high: 2 },
  { column: 'confidence', of: ({ confidence }) => confidence, high: 1 },
];

/** The index of the last answer that is known at a moment; −1 before the first. */
export function answerIndexAt(answers: readonly LiveAnswer[], atSec: number): number {
  let low = 0;
  let high = answers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((answers[middle]?.timeSec ?? Infinity) <= atSec) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The answers up to index `at`, on an axis as long as the sound. */
export function livePlot(answers: readonly LiveAnswer[], at: number): PlotData {
  return {
    xLabel: 'Seconds',
    yLabel: 'Share of range',
    yRange: [0, 1],
    x: answers.map(({ timeSec }) => timeSec),
    series: LIVE_OUTPUTS.map(({ column, of, high }, i) => ({
      label: column,
      values: answers.map((answer, index) => (index <= at ? of(answer) / high : null)),
      draw: 'line',
      colour: column === 'confidence' ? '--text-dim' : `--pastel-${i + 1}`,
      dashed: column === 'confidence',
    })),
  };
}

/** The whole course in words: from where to where each output moves. */
export function liveSummary(answers: readonly LiveAnswer[]): string {
  const answered = answers.filter(({ confidence }) => confidence > 0);
  if (answered.length === 0) return 'The sound is too short for an answer: the plugin needs 24 frames.';
  const ranges = LIVE_OUTPUTS.map(({ column, of }) => {
    const values = answered.map(of);
    const low = values.reduce((least, value) => Math.min(least, value), Infinity);
    const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
    return `${column} ${formatValue(low, 3)} to ${formatValue(high, 3)}`;
  });
  return `Over the whole sound: ${ranges.join(', ')}.`;
}
