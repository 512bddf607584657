import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import type { TrainedModel } from '../../domain/model.ts';
import { formatValue } from '../shared/format.ts';
import { orderedByX, type PlotData } from '../shared/plot/plotData.ts';

/** The error of cross-validation over the strength of regularisation, the chosen one marked. */
export function cvCurvePlot({ metrics }: TrainedModel): PlotData {
  const curve = metrics.cvCurve.toSorted((a, b) => a.alpha - b.alpha);
  return {
    x: curve.map(({ alpha }) => alpha),
    series: [
      { label: 'CV error', values: curve.map(({ cvMse }) => cvMse), draw: 'line', colour: '--pastel-3' },
      {
        label: 'Chosen',
        values: curve.map(({ alpha, cvMse }) => (alpha === metrics.alpha ? cvMse : null)),
        draw: 'points',
        colour: '--pastel-2',
      },
    ],
  };
}

export function cvCurveSummary({ metrics }: TrainedModel): string {
  const { alpha, cvMse, cvCurve, alphaOnEdge } = metrics;
  const best = `The smallest error, ${formatValue(cvMse)}, is at alpha ${formatValue(alpha, 4)} of ${cvCurve.length} tried.`;
  return alphaOnEdge ? `${best} It lies on the edge of the grid: a better one may lie beyond.` : best;
}

/** One target, predicted over actual, by the folds that did not see the rows; the dashed line is where both agree. */
export function outOfFoldPlot({ outOfFold }: TrainedModel, target: number): PlotData {
  const predicted = columnOf(outOfFold.predicted, target);
  const points = columnOf(outOfFold.actual, target).map((x, row) => ({ x, y: predicted[row] ?? Number.NaN }));
  const { x, y } = orderedByX(points);
  return {
    x,
    series: [
      { label: 'Agreement', values: x, draw: 'line', colour: '--text-dim', dashed: true },
      { label: 'Predicted', values: y, draw: 'points', colour: `--pastel-${(target % 8) + 1}` },
    ],
  };
}

export function outOfFoldSummary({ metrics, outOfFold }: TrainedModel, target: number): string {
  const rowCount = outOfFold.actual.length / TARGET_COUNT;
  return `R² ${metrics.targetR2[target]?.toFixed(3) ?? '–'} over ${rowCount} rows that the fold had not seen.`;
}

/** One target of a row-major matrix of rows × targets. */
function columnOf(matrix: Float64Array, target: number): readonly number[] {
  return Array.from({ length: matrix.length / TARGET_COUNT }, (_, row) => matrix[row * TARGET_COUNT + target] ?? 0);
}
