import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';
import type { PluginReport } from '../../src/domain/pluginReport.ts';
import type { Fold } from '../../src/ml/model/folds.ts';
import { predictRaw } from '../../src/ml/model/predictRaw.ts';
import { fitScaler } from '../../src/ml/model/standardisation.ts';
import { decodeModelOutput } from '../../src/ml/objective/decode.ts';
import { optimumTargets, pluginReport, windowOptima } from '../../src/ml/pluginModel/pluginReport.ts';
import type { PluginWindows } from '../../src/ml/pluginModel/trainPluginModel.ts';
import { groupedFolds } from '../../src/ml/quality/groupedFolds.ts';
import { takeRows } from '../../src/ml/quality/regret.ts';
import { fitScorePolynomial } from '../../src/ml/student/fitScorePolynomial.ts';
import { PLUGIN_PENALTY_LIMITS } from '../../src/ml/student/scoreGradient.ts';
import type { DegreePenalties } from '../../src/ml/student/whitenedFeatures.ts';

/** What some way of answering would come to inside the plugin. */
export interface Bound {
  readonly name: string;
  readonly report: PluginReport;
}

const FOLDS = 5;
const SEED = 1337;
const LINEAR: DegreePenalties = [1e-2, Infinity, Infinity];
const QUADRATIC: DegreePenalties = [3e-2, 1, Infinity];

/** Squared length scale and noise of the Gaussian process, in standard deviations of inputs and targets. */
const LENGTH_SQUARED = 36;
const NOISE = 0.3;

/**
 * How far other ways of answering come on the same windows and folds: the polynomial that learns from a part of the
 * pieces, plain linear ridge, a Gaussian process that may be any smooth function of the plugin's descriptors, and the
 * oracle that knows the best mean preset of every piece.
 */
export function pluginBounds(windows: PluginWindows): readonly Bound[] {
  const { inputs, scored, groups } = windows;
  const optima = windowOptima(scored, groups.length);
  const targets = optimumTargets(optima);
  const folds = groupedFolds(groups, FOLDS, SEED);
  const bound = (name: string, answer: (fold: Fold) => (row: number) => ArrayLike<number>): Bound => {
    const presets: Hyperparameters[] = [];
    for (const fold of folds) {
      const answers = answer(fold);
      for (const row of fold.test) presets[row] = decodeModelOutput(answers(row));
    }
    return { name, report: pluginReport(scored, optima, presets, groups, null) };
  };
  const polynomial = (penalties: DegreePenalties, share: number, iterations: number) => (fold: Fold) => {
    const pieces = [...new Set(Array.from(fold.train, (row) => groups[row]!))];
    const heard = new Set(pieces.filter((_, i) => i % 4 < 4 * share));
    const rows = fold.train.filter((row) => heard.has(groups[row]!));
    const parameters = fitScorePolynomial(
      {
        rows: rows.length,
        inputs: takeRows(inputs, rows, 12),
        scored: takeRows(scored, rows, 12),
        targets: takeRows(targets, rows, 5),
        weights: new Float64Array(rows.length).fill(1 / rows.length),
      },
      { scaler: fitScaler(inputs, rows), penalties, limits: PLUGIN_PENALTY_LIMITS, targetPull: 0.02, iterations },
    );
    return (row: number) => predictRaw(parameters, inputs.subarray(row * 12, row * 12 + 12));
  };
  return [
    bound('polynomial, from a quarter of the pieces', polynomial(QUADRATIC, 0.25, 40)),
    bound('polynomial, from half of the pieces', polynomial(QUADRATIC, 0.5, 40)),
    bound('polynomial, from all pieces', polynomial(QUADRATIC, 1, 40)),
    bound('linear ridge on the optima', polynomial(LINEAR, 1, 0)),
    bound('Gaussian process on the optima', (fold) => gaussianProcess(inputs, targets, fold)),
    bound('oracle: the mean optimum of each piece', () => pieceMeans(targets, groups)),
  ];
}

/** The mean of a Gaussian process with a squared-exponential kernel, fitted to the training rows' targets. */
function gaussianProcess(inputs: Float64Array, targets: Float64Array, { train, test }: Fold) {
  const { mean, scale } = fitScaler(inputs, train);
  const place = (row: number) => Float64Array.from(mean, (middle, i) => (inputs[row * 12 + i]! - middle) / scale[i]!);
  const points = Array.from(train, place);
  const kernel = (a: Float64Array, b: Float64Array) => {
    let squares = 0;
    for (let i = 0; i < 12; i++) squares += (a[i]! - b[i]!) ** 2;
    return Math.exp(-squares / (2 * LENGTH_SQUARED));
  };
  const n = train.length;
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = kernel(points[i]!, points[j]!) + (i === j ? NOISE : 0);
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j]!;
    }
  }
  const outputs = Array.from({ length: 5 }, (_, output) => {
    const own = Float64Array.from(train, (row) => targets[row * 5 + output]!);
    const middle = own.reduce((sum, value) => sum + value, 0) / n;
    const weights = own.map((value) => value - middle);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) weights[i]! -= factor[i * n + k]! * weights[k]!;
      weights[i]! /= factor[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) weights[i]! -= factor[k * n + i]! * weights[k]!;
      weights[i]! /= factor[i * n + i]!;
    }
    return { middle, weights };
  });
  const asked = new Map(Array.from(test, (row) => [row, place(row)] as const));
  return (row: number) => {
    const near = points.map((point) => kernel(point, asked.get(row)!));
    return outputs.map(({ middle, weights }) => near.reduce((sum, value, i) => sum + value * weights[i]!, middle));
  };
}

/** For each window the mean target of its own piece. */
function pieceMeans(targets: Float64Array, groups: readonly string[]) {
  const rows = new Map<string, number[]>();
  for (const [row, group] of groups.entries()) rows.set(group, [...(rows.get(group) ?? []), row]);
  return (row: number) => {
    const own = rows.get(groups[row]!)!;
    return Array.from({ length: 5 }, (_, k) => own.reduce((sum, r) => sum + targets[r * 5 + k]! / own.length, 0));
  };
}
