import type { ConfidenceBasis } from '../../domain/confidence.ts';
import { TARGET_COUNT } from '../../domain/hyperparameters.ts';
import type { CrossValidatedModel, RidgeModel } from '../../domain/model.ts';
import type { ModelQuality } from '../../domain/regret.ts';
import { formatCount, formatFixed, formatShare, formatValue, plural } from '../shared/text/format.ts';
import { commonRange, orderedByX, type PlotData } from '../shared/plot/plotData.ts';

/** A logarithmic axis has no place for an error of nothing, which a target that never varies leaves. */
function curveOf({ metrics }: RidgeModel) {
  return metrics.cvCurve.filter(({ cvMse }) => cvMse > 0).toSorted((a, b) => a.alpha - b.alpha);
}

/**
 * The error of cross-validation over the strength of regularisation, the chosen one marked.
 *
 * @param beside the model that has the same axes; null for none
 */
export function cvCurvePlot(model: RidgeModel, beside: RidgeModel | null): PlotData {
  const { metrics } = model;
  const curve = curveOf(model);
  const both = beside === null ? null : [...curve, ...curveOf(beside)];
  return {
    xLabel: 'alpha',
    yLabel: 'cv_mse',
    logarithmic: true,
    ...(both === null
      ? {}
      : {
          xRange: commonRange([both.map(({ alpha }) => Math.log10(alpha))]),
          yRange: commonRange([both.map(({ cvMse }) => Math.log10(cvMse))]),
        }),
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

export function cvCurveSummary({ metrics }: RidgeModel): string {
  const { alpha, cvMse, cvCurve, alphaOnEdge } = metrics;
  const best = `The smallest error, ${formatValue(cvMse)}, is at alpha ${formatValue(alpha, 4)} of ${cvCurve.length} tried.`;
  return alphaOnEdge ? `${best} It lies on the edge of the grid: a better one may lie beyond.` : best;
}

/** One target, predicted over actual, by the folds that did not see the rows; the dashed line is where both agree. */
export function outOfFoldPlot(
  { outOfFold }: CrossValidatedModel,
  target: number,
  beside: CrossValidatedModel | null,
): PlotData {
  const { x, y } = orderedByX(columnOf(outOfFold.actual, target), columnOf(outOfFold.predicted, target));
  const others = beside === null ? [] : [beside.outOfFold.actual, beside.outOfFold.predicted];
  const range = commonRange([x, y, ...others.map((matrix) => columnOf(matrix, target))]);
  return {
    xLabel: 'Actual',
    yLabel: 'Predicted',
    xRange: range,
    yRange: range,
    x,
    series: [
      { label: 'Agreement', values: x, draw: 'line', colour: '--text-dim', dashed: true },
      { label: 'Predicted', values: y, draw: 'points', colour: `--pastel-${(target % 8) + 1}` },
    ],
  };
}

export function outOfFoldSummary({ metrics, outOfFold }: CrossValidatedModel, target: number): string {
  const rowCount = outOfFold.actual.length / TARGET_COUNT;
  return `R² ${formatFixed(metrics.targetR2[target], 3)} over ${formatCount(rowCount)} rows that the fold had not seen.`;
}

/** The regret below which each share of the files lies, beside the mean of the best single constant. */
export function regretPlot({ regrets, constant }: ModelQuality, beside: ModelQuality | null): PlotData {
  const both =
    beside === null ? null : [0, constant.mean, beside.constant.mean, regrets.at(-1) ?? 0, beside.regrets.at(-1) ?? 0];
  const x = Array.from(regrets, (_, i) => (100 * (i + 1)) / regrets.length);
  return {
    xLabel: 'Files, %',
    yLabel: 'Regret',
    ...(both === null ? {} : { xRange: [0, 100], yRange: commonRange([both]) }),
    x,
    series: [
      { label: 'Regret', values: [...regrets], draw: 'steps', colour: '--pastel-1' },
      {
        label: 'Mean of the best constant',
        values: x.map(() => constant.mean),
        draw: 'line',
        colour: '--text-dim',
        dashed: true,
      },
    ],
  };
}

export function regretSummary({ regret, constant }: ModelQuality): string {
  return (
    `Half of ${plural(regret.count, 'file')} have a regret below ${formatValue(regret.median, 3)}, 90 % below ` +
    `${formatValue(regret.p90, 3)}, the largest is ${formatValue(regret.max, 3)}. The best single constant: mean ` +
    `${formatValue(constant.mean, 3)}, largest ${formatValue(constant.max, 3)}. Direct search: 0.`
  );
}

/** The share of answers that came close to the best score, over the confidence that they were given. */
export function reliabilityPlot({ reliability }: ConfidenceBasis): PlotData {
  const x = reliability.map(({ meanConfidence }) => meanConfidence);
  return {
    xLabel: 'Confidence',
    yLabel: 'Share, regret',
    xRange: [0, 1],
    yRange: [0, 1],
    x,
    series: [
      { label: 'Agreement', values: x, draw: 'line', colour: '--text-dim', dashed: true },
      {
        label: 'Share that came close',
        values: reliability.map((bin) => bin.closeShare),
        draw: 'points',
        colour: '--pastel-4',
      },
      { label: 'Mean regret', values: reliability.map((bin) => bin.meanRegret), draw: 'points', colour: '--pastel-2' },
    ],
  };
}

export function reliabilitySummary({ reliability }: ConfidenceBasis): string {
  const bins = reliability.map(
    ({ count, meanConfidence, closeShare }) =>
      `of ${count} answers given ${formatShare(meanConfidence)}, ${formatShare(closeShare)} came close`,
  );
  return `Held-out answers, each half judged by what the other half taught: ${bins.join('; ')}.`;
}

/** One target of a row-major matrix of rows × targets. */
function columnOf(matrix: Float64Array, target: number): readonly number[] {
  return Array.from({ length: matrix.length / TARGET_COUNT }, (_, row) => matrix[row * TARGET_COUNT + target] ?? 0);
}
