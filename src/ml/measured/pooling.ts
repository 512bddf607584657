import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { fitScaler, type Scaler } from '../model/standardisation.ts';
import { choleskyInPlace, choleskySolve } from '../linear/cholesky.ts';
import { fileKernel } from './fileKernel.ts';
import { columnMeans, meanScores, type ScoreTable } from './scoreTable.ts';
import { trustInOwnTrials } from './ownTrials.ts';
import { dot } from '../linear/dot.ts';

/** The files whose trials are pooled. */
export interface PooledFiles {
  readonly table: ScoreTable;
  /** files × 12 descriptors, row-major. */
  readonly inputs: Float64Array;
  /** The recording of each file. */
  readonly groups: readonly string[];
}

/** How far the data set's files bear each other out. */
export interface PoolingWeights {
  /** Width of the kernel over standardised descriptors. */
  readonly width: number;
  /** Noise against signal in the kernel regression. */
  readonly ridge: number;
  /** 0 … 1: how much of what similar files differ from the constant is believed; 0 where descriptors tell nothing. */
  readonly trustInOthers: number;
  /** 0 … 1: how much of what a file's own trials differ from that is believed; 0 where they are luck. */
  readonly trustInOwn: number;
}

const WIDTHS = [0.5, 1, 2];
const RIDGES = [0.1, 0.3, 1, 3, 10];
/** Files that the weights are chosen on at most: it costs their number cubed. */
const MAX_CHOOSING_FILES = 300;

/**
 * A surrogate u(file, setting) of the measured score [X8b]: the mean over all files, plus what files with similar
 * descriptors differ from it (kernel regression), plus what the file's own trials differ from that. Both differences are
 * shrunk by how well they predict: the first files that were held out, the second other partners and segments of the
 * same file. Where nothing is predicted the surrogate is the mean, whose best setting is the best constant.
 */
export class PooledSurrogate {
  readonly weights: PoolingWeights;
  /** Mean score of each setting over the files. */
  readonly common: Float64Array;
  private readonly files: PooledFiles;
  private readonly scaler: Scaler;
  /** files × settings. */
  private readonly dual: Float64Array;

  /** @throws RangeError for no files. */
  constructor(files: PooledFiles) {
    const { table, inputs } = files;
    if (table.files === 0) throw new RangeError('a surrogate needs at least one file');
    const means = meanScores(table);
    this.files = files;
    this.common = columnMeans(means, table.settings, rowsOf(table.files));
    this.scaler = fitScaler(inputs, Uint32Array.from(rowsOf(table.files)));
    const deviations = deviationsFrom(this.common, means);
    this.weights = chooseWeights(files, this.scaler, this.common);
    const { width, ridge } = this.weights;
    const factor = regularised(fileKernel(this.scaler, inputs, inputs, width), table.files, ridge);
    choleskyInPlace(factor, table.files);
    this.dual = choleskySolve(factor, table.files, deviations, table.settings);
  }

  /** Scores of the settings that are expected of a file without trials, from its twelve descriptors. */
  fromDescriptors(descriptors: ArrayLike<number>): Float64Array {
    const { settings } = this.files.table;
    const { width, trustInOthers } = this.weights;
    const out = this.common.slice();
    if (trustInOthers === 0) return out;
    const kernel = fileKernel(this.scaler, descriptors, this.files.inputs, width);
    for (const [f, k] of kernel.entries()) {
      for (let s = 0; s < settings; s++) out[s]! += trustInOthers * k * this.dual[f * settings + s]!;
    }
    return out;
  }

  /**
   * The same of a file that has trials, which must not be among the surrogate's own files.
   *
   * @param own its mean score under each setting.
   */
  withOwnTrials(descriptors: ArrayLike<number>, own: Float64Array): Float64Array {
    const expected = this.fromDescriptors(descriptors);
    // How hard a file is says nothing of which setting suits it.
    const [level] = columnMeans(own, 1, rowsOf(own.length));
    const [expectedLevel] = columnMeans(expected, 1, rowsOf(expected.length));
    return expected.map((value, s) => {
      const surprise = own[s]! - level! - (value - expectedLevel!);
      return value + this.weights.trustInOwn * surprise;
    });
  }
}

/** Each file's differences from the mean over the files, which sum to 0 over the settings: files × settings. */
function deviationsFrom(common: Float64Array, means: Float64Array): Float64Array {
  const settings = common.length;
  const out = means.map((value, cell) => value - common[cell % settings]!);
  for (let from = 0; from < out.length; from += settings) {
    const row = out.subarray(from, from + settings);
    const level = row.reduce((sum, value) => sum + value, 0) / settings;
    for (let s = 0; s < settings; s++) row[s]! -= level;
  }
  return out;
}

/** The width and the ridge that predict held-out recordings best, and how much is then to be believed. */
function chooseWeights(files: PooledFiles, scaler: Scaler, common: Float64Array): PoolingWeights {
  const { table, inputs, groups } = files;
  const count = Math.min(table.files, MAX_CHOOSING_FILES);
  const members = groupMembers(groups.slice(0, count));
  const means = meanScores(table).subarray(0, count * table.settings);
  const actual = deviationsFrom(common, means);
  let best = { width: WIDTHS[0]!, ridge: RIDGES[0]!, trustInOthers: 0 };
  let expected = new Float64Array(actual.length);
  let bestGain = 0;
  if (members.length >= 2) {
    const some = inputs.subarray(0, count * DESCRIPTOR_COUNT);
    for (const width of WIDTHS) {
      const kernel = fileKernel(scaler, some, some, width);
      for (const ridge of RIDGES) {
        const predicted = heldOutByGroup(regularised(kernel, count, ridge), actual, members, table.settings);
        const both = dot(actual, predicted);
        const own = dot(predicted, predicted);
        const trustInOthers = own > 0 ? Math.min(Math.max(both / own, 0), 1) : 0;
        const gain = trustInOthers * (2 * both - trustInOthers * own);
        if (gain <= bestGain) continue;
        bestGain = gain;
        best = { width, ridge, trustInOthers };
        expected = predicted.map((value) => trustInOthers * value);
      }
    }
  }
  return { ...best, trustInOwn: trustInOwnTrials(table, count, common, expected) };
}

/**
 * What kernel regression predicts of each row when the rows of its group are left out, in closed form: for a group G the
 * residuals are ((A⁻¹)_GG)⁻¹ (A⁻¹R)_G.
 *
 * @param matrix A, the regularised kernel. @param actual R, rows × columns.
 */
function heldOutByGroup(
  matrix: Float64Array,
  actual: Float64Array,
  members: readonly (readonly number[])[],
  columns: number,
): Float64Array {
  const size = actual.length / columns;
  choleskyInPlace(matrix, size);
  const identity = new Float64Array(size * size);
  for (let i = 0; i < size; i++) identity[i * size + i] = 1;
  const inverse = choleskySolve(matrix, size, identity, size);
  const dual = choleskySolve(matrix, size, actual, columns);
  const out = actual.slice();
  for (const rows of members) {
    const block = Float64Array.from({ length: rows.length ** 2 }, (_, i) => {
      const row = rows[Math.floor(i / rows.length)]!;
      return inverse[row * size + rows[i % rows.length]!]!;
    });
    const right = new Float64Array(rows.length * columns);
    for (const [i, row] of rows.entries()) right.set(dual.subarray(row * columns, (row + 1) * columns), i * columns);
    choleskyInPlace(block, rows.length);
    const residuals = choleskySolve(block, rows.length, right, columns);
    for (const [i, row] of rows.entries()) {
      for (let c = 0; c < columns; c++) out[row * columns + c]! -= residuals[i * columns + c]!;
    }
  }
  return out;
}

function regularised(kernel: Float64Array, size: number, ridge: number): Float64Array {
  const out = kernel.slice();
  for (let i = 0; i < size; i++) out[i * size + i]! += ridge;
  return out;
}

function groupMembers(groups: readonly string[]): readonly (readonly number[])[] {
  const members = new Map<string, number[]>();
  for (const [row, group] of groups.entries()) members.set(group, [...(members.get(group) ?? []), row]);
  return [...members.values()];
}

function rowsOf(count: number): Iterable<number> {
  return Array.from({ length: count }).keys();
}
