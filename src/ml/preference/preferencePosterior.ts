import { normalCdf } from '../optimisation/normalCdf.ts';
import { choleskyInPlace, solveLower, solveUpper } from '../linear/cholesky.ts';
import { covariance, type KernelParameters } from './preferenceKernel.ts';
import type { PreferencePoint } from './preferencePoint.ts';
import { dot } from '../linear/dot.ts';

/** One comparison: the first was preferred with this share, 1 for an answer and ½ for "no difference". */
export interface PreferenceAnswer {
  readonly first: PreferencePoint;
  readonly second: PreferencePoint;
  readonly share: number;
}

/** Mean and covariance of the utilities of some points, given the answers. */
export interface Utilities {
  readonly mean: Float64Array;
  /** points × points. */
  readonly covariance: Float64Array;
}

const MAX_STEPS = 50;
const SETTLED = 1e-9;
const JITTER = 1e-9;

/**
 * What answers say about utilities: a Gaussian process with P(a ≻ b) = Φ((u_a − u_b)/(√2σ)) and Laplace's approximation
 * (Chu & Ghahramani 2005, doi:10.1145/1102351.1102369), in units where √2σ = 1. An answer sees the difference of two
 * utilities only, so the approximation is that of a classifier over differences (Rasmussen & Williams 2006, algorithms
 * 3.1 and 3.2).
 */
export class PreferencePosterior {
  /** ln p(answers | parameters) by the approximation. */
  readonly logEvidence: number;
  private readonly comparisons: readonly PreferenceAnswer[];
  private readonly parameters: KernelParameters;
  /** Gradient of the log likelihood at the mode. */
  private readonly pull: Float64Array;
  private readonly rootCurvature: Float64Array;
  private readonly lower: Float64Array;

  constructor(comparisons: readonly PreferenceAnswer[], parameters: KernelParameters) {
    this.comparisons = comparisons;
    this.parameters = parameters;
    const size = comparisons.length;
    const gram = differencesGram(comparisons, parameters);
    const offset = Float64Array.from(
      comparisons,
      ({ first, second }) => parameters.priorWeight * (first.prior - second.prior),
    );
    this.pull = new Float64Array(size);
    this.rootCurvature = new Float64Array(size);
    let deviation = new Float64Array(size);
    let weights = new Float64Array(size);
    this.lower = new Float64Array(size * size);
    let best = -Infinity;
    for (let step = 0; step < MAX_STEPS; step++) {
      let likelihood = 0;
      for (let p = 0; p < size; p++) likelihood += this.look(p, deviation[p]! + offset[p]!);
      const value = likelihood - 0.5 * dot(weights, deviation);
      const b = deviation.map((f, p) => this.rootCurvature[p]! ** 2 * f + this.pull[p]!);
      this.lower.set(this.balance(gram));
      choleskyInPlace(this.lower, size);
      if (step > 0 && value - best < SETTLED) break;
      best = value;
      const inner = multiply(gram, b).map((x, p) => x * this.rootCurvature[p]!);
      solveLower(this.lower, size, inner, 0);
      solveUpper(this.lower, size, inner);
      weights = b.map((x, p) => x - this.rootCurvature[p]! * inner[p]!);
      deviation = multiply(gram, weights);
    }
    let logDeterminant = 0;
    for (let p = 0; p < size; p++) logDeterminant += Math.log(this.lower[p * size + p]!);
    this.logEvidence = (size === 0 ? 0 : best) - logDeterminant;
  }

  /** Utilities of points, those of a sound together with their covariance. */
  utilities(points: readonly PreferencePoint[]): Utilities {
    const { comparisons, parameters, pull, rootCurvature, lower } = this;
    const size = comparisons.length;
    const mean = Float64Array.from(points, ({ prior }) => parameters.priorWeight * prior);
    const explained = points.map((point, i) => {
      const across = Float64Array.from(
        comparisons,
        ({ first, second }) => covariance(point, first, parameters) - covariance(point, second, parameters),
      );
      mean[i]! += dot(across, pull);
      for (let p = 0; p < size; p++) across[p]! *= rootCurvature[p]!;
      solveLower(lower, size, across, 0);
      return across;
    });
    const count = points.length;
    const result = new Float64Array(count * count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        const value = covariance(points[i]!, points[j]!, parameters) - dot(explained[i]!, explained[j]!);
        result[i * count + j] = value;
        result[j * count + i] = value;
      }
    }
    return { mean, covariance: result };
  }

  /** The expected utilities alone, which cost little. */
  means(points: readonly PreferencePoint[]): Float64Array {
    const { comparisons, parameters, pull } = this;
    return Float64Array.from(points, (point) => {
      let mean = parameters.priorWeight * point.prior;
      comparisons.forEach(({ first, second }, p) => {
        mean += pull[p]! * (covariance(point, first, parameters) - covariance(point, second, parameters));
      });
      return mean;
    });
  }

  /** ln likelihood of an answer where the difference is z; sets its gradient and curvature. */
  private look(p: number, z: number): number {
    const { share } = this.comparisons[p]!;
    const up = logNormalCdf(z);
    const down = logNormalCdf(-z);
    const logDensity = -0.5 * z * z - 0.5 * Math.log(2 * Math.PI);
    const upRatio = Math.exp(logDensity - up);
    const downRatio = Math.exp(logDensity - down);
    this.pull[p] = share * upRatio - (1 - share) * downRatio;
    const curvature = share * upRatio * (z + upRatio) + (1 - share) * downRatio * (downRatio - z);
    this.rootCurvature[p] = Math.sqrt(Math.max(curvature, 1e-12));
    return share * up + (1 - share) * down;
  }

  /** I + W½ G W½. */
  private balance(gram: Float64Array): Float64Array {
    const { rootCurvature } = this;
    const size = rootCurvature.length;
    return gram.map((value, at) => {
      const row = Math.floor(at / size);
      const column = at % size;
      return (row === column ? 1 + JITTER : 0) + rootCurvature[row]! * value * rootCurvature[column]!;
    });
  }
}

/** Covariance of the differences that the comparisons see. */
function differencesGram(comparisons: readonly PreferenceAnswer[], parameters: KernelParameters): Float64Array {
  const size = comparisons.length;
  const gram = new Float64Array(size * size);
  for (let p = 0; p < size; p++) {
    for (let q = 0; q <= p; q++) {
      const a = comparisons[p]!;
      const b = comparisons[q]!;
      const value =
        covariance(a.first, b.first, parameters) -
        covariance(a.first, b.second, parameters) -
        covariance(a.second, b.first, parameters) +
        covariance(a.second, b.second, parameters);
      gram[p * size + q] = value;
      gram[q * size + p] = value;
    }
  }
  return gram;
}

/** ln Φ(z), by its asymptotic series where Φ is 0 in 64 bits. */
function logNormalCdf(z: number): number {
  if (z > -30) return Math.log(normalCdf(z));
  return -0.5 * z * z - Math.log(-z) - 0.5 * Math.log(2 * Math.PI) + Math.log1p(-1 / (z * z));
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array<ArrayBuffer> {
  const size = vector.length;
  return Float64Array.from({ length: size }, (_, i) => dot(matrix.subarray(i * size, (i + 1) * size), vector));
}
