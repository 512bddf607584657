import type { Fold, PluginWindows, DegreePenalties } from '../../src/domain/training.ts';
import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';
import type { RidgeParameters } from '../../src/domain/model.ts';
import type { PluginReport } from '../../src/domain/pluginReport.ts';
import { predictRaw } from '../../src/ml/model/predictRaw.ts';
import { fitScaler } from '../../src/ml/model/standardisation.ts';
import { decodeModelOutput } from '../../src/ml/objective/decode.ts';
import { averagedPolynomial } from '../../src/ml/pluginModel/averagedPolynomial.ts';
import { optimumTargets, pluginReport, windowOptima } from '../../src/ml/pluginModel/pluginReport.ts';
import { DEFAULT_PLUGIN_MODEL_OPTIONS, trainPluginModel } from '../../src/ml/pluginModel/trainPluginModel.ts';
import { groupedFolds } from '../../src/ml/quality/groupedFolds.ts';
import { descriptorRow, takeRows } from '../../src/ml/quality/regret.ts';
import { choleskyInPlace, solveLower } from '../../src/ml/linear/cholesky.ts';
import type { ScoredTargets, ScoreFitOptions } from '../../src/ml/student/fitScore.ts';
import { fitScore } from '../../src/ml/student/fitScore.ts';
import { fitScorePolynomial } from '../../src/ml/student/fitScorePolynomial.ts';
import { PLUGIN_PENALTY_LIMITS } from '../../src/domain/playable.ts';
import { ALL_TERMS, whiten } from '../../src/ml/student/whitenedFeatures.ts';

/** What some way of answering would come to inside the plugin. */
export interface Bound {
  readonly name: string;
  readonly report: PluginReport;
}

const FOLDS = 5;
const SEED = 1337;
const LINEAR: DegreePenalties = [1e-2, Infinity, Infinity];
const QUADRATIC: DegreePenalties = [3e-2, 1, Infinity];
/** Here the score of the answer itself is followed, whatever of it plays. */
const OPTIONS = { ...DEFAULT_PLUGIN_MODEL_OPTIONS, blend: undefined };
/** Fewer polynomials to average than the app's training has: the choice of penalties is made five times over. */
const NESTED_DRAWS = 8;

/** The Gaussian process: squared length scale in standard deviations of ranks, noise in those of the answers. */
const LENGTH_SQUARED = 36;
const NOISE = 0.3;
/** It is spanned by every so manieth window. */
const INDUCING_STEP = 3;

type Answerer = (fold: Fold) => ((row: number) => ArrayLike<number>) | Promise<(row: number) => ArrayLike<number>>;

/**
 * How far other ways of answering come on the same windows: the training with its choice of penalties repeated inside
 * every fold, the polynomial that learns from a part of the pieces, plain linear ridge, a Gaussian process that may be
 * any smooth function of the plugin's descriptors and follows the score, with and without having heard other windows of the
 * same piece, and the oracle that knows the best mean preset of every piece.
 */
export async function pluginBounds(windows: PluginWindows): Promise<readonly Bound[]> {
  const { inputs, scored, groups } = windows;
  const optima = windowOptima(scored, groups.length);
  const targets = optimumTargets(optima);
  const folds = groupedFolds(groups, FOLDS, SEED);
  const ungrouped = groupedFolds([...groups.keys()].map(String), FOLDS, SEED);
  const bound = async (name: string, answer: Answerer, own = folds): Promise<Bound> => {
    const presets: Hyperparameters[] = [];
    for (const fold of own) {
      const answers = await answer(fold);
      for (const row of fold.test) presets[row] = decodeModelOutput(answers(row));
    }
    return { name, report: pluginReport(scored, optima, presets, groups, null) };
  };
  const answersOf = (parameters: RidgeParameters) => (row: number) =>
    predictRaw(parameters, descriptorRow(inputs, row));
  const nested: Answerer = async ({ train }) => {
    const training = await trainPluginModel(
      { inputs: takeRows(inputs, train, 12), scored: takeRows(scored, train, 12), groups: groupsOf(groups, train) },
      takeRows(targets, train, 5),
      { ...OPTIONS, draws: NESTED_DRAWS },
      () => true,
    );
    if (training === null) throw new Error('nobody stopped it');
    return answersOf(training.parameters);
  };
  const part =
    (share: number): Answerer =>
    ({ train }) => {
      const heard = new Set([...new Set(groupsOf(groups, train))].filter((_, i) => i % 4 < 4 * share));
      const rows = train.filter((row) => heard.has(groups[row]!));
      return answersOf(averagedPolynomial(windows, targets, rows, QUADRATIC, OPTIONS));
    };
  const linear: Answerer = ({ train }) => {
    const options = {
      scaler: fitScaler(inputs, train),
      penalties: LINEAR,
      takesPart: ALL_TERMS,
      ...SCORE_FIT,
      iterations: 0,
    };
    return answersOf(
      fitScorePolynomial({ ...scoredTargets(scored, targets, train), inputs: takeRows(inputs, train, 12) }, options),
    );
  };
  const process: Answerer = ({ train }) => gaussianProcess(inputs, scoredTargets(scored, targets, train), train);
  return [
    await bound('polynomial, penalties chosen anew without the fold', nested),
    await bound('quadratic, from a quarter of the pieces', part(0.25)),
    await bound('quadratic, from half of the pieces', part(0.5)),
    await bound('quadratic, from all pieces', part(1)),
    await bound('linear ridge on the optima', linear),
    await bound('Gaussian process on the score', process),
    await bound('Gaussian process, other windows of the piece heard', process, ungrouped),
    await bound('oracle: the mean optimum of each piece', () => pieceMeans(targets, groups)),
  ];
}

const SCORE_FIT: ScoreFitOptions = {
  limits: PLUGIN_PENALTY_LIMITS,
  targetPull: 0.02,
  overshootCost: 0.05,
  iterations: 40,
};

const groupsOf = (groups: readonly string[], rows: Uint32Array) => Array.from(rows, (row) => groups[row]!);

function scoredTargets(scored: Float64Array, targets: Float64Array, rows: Uint32Array): ScoredTargets {
  return {
    rows: rows.length,
    scored: takeRows(scored, rows, 12),
    targets: takeRows(targets, rows, 5),
    weights: new Float64Array(rows.length).fill(1 / rows.length),
  };
}

/**
 * A Gaussian process with a squared-exponential kernel on the ranks of the inputs among the training windows, so that
 * outliers are nothing special; its weights follow the score as the polynomial's do.
 */
function gaussianProcess(inputs: Float64Array, data: ScoredTargets, train: Uint32Array) {
  const columns = Array.from({ length: 12 }, (_, i) =>
    Float64Array.from(train, (row) => inputs[row * 12 + i]!).toSorted(),
  );
  const place = (row: number) =>
    Float64Array.from(columns, (column, i) => {
      return Math.sqrt(12) * (below(column, inputs[row * 12 + i]!) / column.length - 0.5);
    });
  const points = Array.from(train, place);
  const inducing = points.filter((_, i) => i % INDUCING_STEP === 0);
  const width = inducing.length;
  const gram = new Float64Array(width * width);
  for (const [i, point] of inducing.entries()) {
    for (let j = 0; j <= i; j++) gram[i * width + j] = kernel(point, inducing[j]!) + (i === j ? 1e-6 : 0);
  }
  choleskyInPlace(gram, width);
  const span = (point: Float64Array) => {
    const values = Float64Array.from(inducing, (other) => kernel(point, other));
    solveLower(gram, width, values, 0);
    return values;
  };
  const features = new Float64Array(train.length * width);
  for (const [i, point] of points.entries()) features.set(span(point), i * width);
  const penalties = new Float64Array(width).fill(NOISE / train.length);
  const outputs = fitScore(whiten(features, data.weights, penalties), data, SCORE_FIT);
  return (row: number) => {
    const own = span(place(row));
    return outputs.map(({ weights, constant }) => weights.reduce((sum, weight, i) => sum + weight * own[i]!, constant));
  };
}

function kernel(a: Float64Array, b: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < 12; i++) squares += (a[i]! - b[i]!) ** 2;
  return Math.exp(-squares / (2 * LENGTH_SQUARED));
}

/** How many of the ascending values lie below one, with half of its equals. */
function below(ascending: Float64Array, value: number): number {
  const first = ascending.findIndex((other) => other >= value);
  const next = ascending.findIndex((other) => other > value);
  const count = ascending.length;
  return ((first === -1 ? count : first) + (next === -1 ? count : next)) / 2;
}

/** For each window the mean target of its own piece. */
export function pieceMeans(targets: Float64Array, groups: readonly string[]) {
  const rows = new Map<string, number[]>();
  for (const [row, group] of groups.entries()) rows.set(group, [...(rows.get(group) ?? []), row]);
  return (row: number) => {
    const own = rows.get(groups[row]!)!;
    return Array.from({ length: 5 }, (_, k) => own.reduce((sum, r) => sum + targets[r * 5 + k]! / own.length, 0));
  };
}
