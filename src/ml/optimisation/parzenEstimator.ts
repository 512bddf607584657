import { clamp } from '../objective/clamp.ts';
import { GaussSum } from './gaussSum.ts';
import { normalCdf } from './normalCdf.ts';
import type { SearchRange } from './searchRange.ts';
import { truncatedNormalQuantile } from './truncatedNormal.ts';

const MAX_SIGMA_DIVISOR = 100;
/** Beyond this many σ a kernel adds less than 1e-15 of what the prior kernel adds everywhere, whatever its weight. */
const NEGLIGIBLE_SIGMAS = 9;

/**
 * The Parzen estimator of one value over one group of trials [T3]: a mixture of normal kernels truncated to the range
 * and normalised there, one around each observation and the prior over the whole range.
 *
 * Observations are kept sorted; `update` recomputes a normaliser only where its σ changed. Most kernels of a large
 * group share the smallest σ: these go into one {@link GaussSum}, so that `density` need not visit each of them.
 */
export class ParzenEstimator {
  private readonly low: number;
  private readonly high: number;
  private readonly width: number;
  private count = 0;
  /** Of each kernel, in the order of `mu`, ascending; equal ones in trial order. */
  private readonly mu: Float64Array;
  private readonly trial: Int32Array;
  private readonly sigma: Float64Array;
  private readonly below: Float64Array;
  private readonly above: Float64Array;
  /** Where the kernel of a trial stands in that order, by its rank in the group. */
  private readonly position: Int32Array;

  private readonly priorBelow: number;
  private priorHeight = 0;
  /** The kernels with the smallest σ. */
  private readonly narrow: GaussSum;
  /** The others. */
  private wideCount = 0;
  private readonly wideMu: Float64Array;
  private readonly wideSigma: Float64Array;
  private readonly wideHeight: Float64Array;

  constructor(range: SearchRange, capacity: number) {
    this.low = range.low;
    this.high = range.high;
    this.width = range.high - range.low;
    this.mu = new Float64Array(capacity);
    this.trial = new Int32Array(capacity);
    this.sigma = new Float64Array(capacity);
    this.below = new Float64Array(capacity);
    this.above = new Float64Array(capacity);
    this.position = new Int32Array(capacity);
    this.priorBelow = normalCdf(-0.5);
    this.narrow = new GaussSum(range.low, NEGLIGIBLE_SIGMAS, capacity, MAX_SIGMA_DIVISOR);
    this.wideMu = new Float64Array(capacity);
    this.wideSigma = new Float64Array(capacity);
    this.wideHeight = new Float64Array(capacity);
  }

  /** Adds the observation of a trial. `update` must follow before anything is asked. */
  insert(trial: number, value: number): void {
    const { mu, trial: trials, count } = this;
    let at = lowerBound(mu, count, value);
    while (at < count && mu[at] === value && trials[at]! < trial) at++;
    this.shift(at, this.count, at + 1);
    this.count++;
    this.mu[at] = value;
    this.trial[at] = trial;
    this.sigma[at] = 0;
  }

  /** Takes the observation of a trial out again. `update` must follow before anything is asked. */
  remove(trial: number, value: number): void {
    let at = lowerBound(this.mu, this.count, value);
    while (this.trial[at] !== trial) at++;
    this.shift(at + 1, this.count, at);
    this.count--;
  }

  /**
   * Brings kernels and mixture up to date.
   * @param rank of each trial among the trials of the group, by trial
   * @param weights one for each rank, then the prior's; @param totalWeight their sum
   */
  update(rank: Int32Array, weights: Float64Array, totalWeight: number): void {
    const { mu, sigma, count, width, narrow, wideMu, wideSigma, wideHeight } = this;
    const minSigma = width / Math.min(MAX_SIGMA_DIVISOR, 2 + count);
    const unit = 1 / (Math.sqrt(2 * Math.PI) * totalWeight);
    narrow.clear(minSigma);
    let wide = 0;
    for (let i = 0; i < count; i++) {
      const value = mu[i]!;
      const gapBelow = i > 0 ? value - mu[i - 1]! : count === 1 ? value - this.low : 0;
      const gapAbove = i < count - 1 ? mu[i + 1]! - value : count === 1 ? this.high - value : 0;
      const kernelSigma = Math.min(Math.max(gapBelow, gapAbove, minSigma), width);
      if (kernelSigma !== sigma[i]) {
        sigma[i] = kernelSigma;
        this.below[i] = normalCdf((this.low - value) / kernelSigma);
        this.above[i] = normalCdf((value - this.high) / kernelSigma);
      }
      const kernelRank = rank[this.trial[i]!]!;
      this.position[kernelRank] = i;
      const height = (unit * weights[kernelRank]!) / (kernelSigma * (1 - this.below[i]! - this.above[i]!));
      if (kernelSigma === minSigma) {
        narrow.add(value, height);
      } else {
        wideMu[wide] = value;
        wideSigma[wide] = kernelSigma;
        wideHeight[wide] = height;
        wide++;
      }
    }
    narrow.expand();
    this.wideCount = wide;
    this.priorHeight = (unit * weights[count]!) / (width * (1 - 2 * this.priorBelow));
  }

  /**
   * The quantile q (0 … 1) of one kernel, inside the range.
   * @param rank of its trial in the group; the rank after the last one is the prior's
   */
  quantile(rank: number, q: number): number {
    const { low, high, width } = this;
    if (rank === this.count) {
      const z = truncatedNormalQuantile(q, -0.5, 0.5, this.priorBelow, this.priorBelow);
      return clamp(z * width + 0.5 * (low + high), low, high);
    }
    const i = this.position[rank]!;
    const mu = this.mu[i]!;
    const sigma = this.sigma[i]!;
    const z = truncatedNormalQuantile(q, (low - mu) / sigma, (high - mu) / sigma, this.below[i]!, this.above[i]!);
    return clamp(z * sigma + mu, low, high);
  }

  /** The density of the mixture at a value inside the range. */
  density(x: number): number {
    const { wideMu, wideSigma, wideHeight, wideCount } = this;
    const priorZ = (x - 0.5 * (this.low + this.high)) / this.width;
    let sum = this.priorHeight * Math.exp(-0.5 * priorZ * priorZ) + this.narrow.at(x);
    for (let i = 0; i < wideCount; i++) {
      const z = (x - wideMu[i]!) / wideSigma[i]!;
      if (z < NEGLIGIBLE_SIGMAS && z > -NEGLIGIBLE_SIGMAS) sum += wideHeight[i]! * Math.exp(-0.5 * z * z);
    }
    return sum;
  }

  private shift(from: number, end: number, to: number): void {
    this.mu.copyWithin(to, from, end);
    this.trial.copyWithin(to, from, end);
    this.sigma.copyWithin(to, from, end);
    this.below.copyWithin(to, from, end);
    this.above.copyWithin(to, from, end);
  }
}

/** The first of `count` ascending values that is not below `value`; `count` if there is none. */
function lowerBound(sorted: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
