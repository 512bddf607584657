import type { ClusterPlan } from './clusterSettings.ts';
import { ClusterKernel } from '../kernel/clusterKernel.ts';
import { squaredDistance } from './distances.ts';
import { BIN_FEATURE_COUNT, FEATURE } from './features.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

const ROUNDS = 3;

/** The plugin's k-means over the bins of one frame, with its costs for place and change [C4]. */
export class KMeans {
  /** Working centres, K × 10, in the order of the targets that they started from. */
  readonly centres: Float32Array;
  /** The working centre of each bin. */
  readonly assignment = new Int32Array(PERCEPTUAL_BIN_COUNT);
  private readonly kernel = ClusterKernel.instance;
  private readonly clusterCount: number;
  /** Cost of a bin's place at a semantic weight of {@link costWeight}, K × 64. */
  private readonly placeCosts: Float64Array;
  private costWeight = Number.NaN;
  /** Of each bin from its own working centre. */
  private readonly ownDistances = new Float64Array(PERCEPTUAL_BIN_COUNT);

  constructor(clusterCount: number) {
    this.clusterCount = clusterCount;
    this.centres = new Float32Array(clusterCount * BIN_FEATURE_COUNT);
    this.placeCosts = new Float64Array(PERCEPTUAL_BIN_COUNT * clusterCount);
  }

  /**
   * Three rounds from the target centres, on the frame whose features the kernel has taken.
   *
   * @param labels the cluster of each bin after the previous update.
   */
  run(
    plan: ClusterPlan,
    targets: Float32Array,
    labels: Int32Array,
    features: Float32Array,
    offset: number,
    weights: Float32Array,
  ): void {
    const { kernel, placeCosts } = this;
    this.weighPlaces(plan.semantic);
    this.centres.set(targets);
    kernel.weights.set(weights);
    kernel.placeCosts.set(placeCosts);
    kernel.labels.set(labels);
    for (let round = 0; round < ROUNDS; round++) {
      kernel.centres.set(this.centres);
      kernel.assign(this.clusterCount, plan.continuity);
      this.assignment.set(kernel.assignment);
      this.moveToMeans();
      this.refillSmall(plan.minimumBins, features, offset, weights);
    }
  }

  private weighPlaces(semantic: number): void {
    if (semantic === this.costWeight) return;
    this.costWeight = semantic;
    for (let c = 0, at = 0; c < this.clusterCount; c++) {
      const expected = ((c + 0.5) * PERCEPTUAL_BIN_COUNT) / this.clusterCount;
      for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
        this.placeCosts[at++] = semantic * ((i - expected) / PERCEPTUAL_BIN_COUNT) ** 2;
      }
    }
  }

  private moveToMeans(): void {
    const { centres, kernel } = this;
    const { sums, sizes } = kernel;
    kernel.sumClusters();
    for (let c = 0, row = 0; c < this.clusterCount; c++, row += BIN_FEATURE_COUNT) {
      const size = sizes[c]!;
      if (size === 0) continue;
      for (let d = 0; d < BIN_FEATURE_COUNT; d++) centres[row + d] = sums[row + d]! / size;
    }
  }

  /** Every cluster with too few bins jumps to the bin that is farthest from its own centre. */
  private refillSmall(minimumBins: number, features: Float32Array, offset: number, weights: Float32Array): void {
    let measured = false;
    const { sizes } = this.kernel;
    for (let c = 0; c < this.clusterCount; c++) {
      if (sizes[c]! >= minimumBins) continue;
      if (!measured) this.measureOwnDistances(features, offset, weights, null);
      measured = true;
      const from = offset + indexOfLargest(this.ownDistances) * BIN_FEATURE_COUNT;
      this.centres.set(features.subarray(from, from + BIN_FEATURE_COUNT), c * BIN_FEATURE_COUNT);
      this.measureOwnDistances(features, offset, weights, c);
    }
  }

  /** Of the bins of one cluster, or of all for null. */
  private measureOwnDistances(
    features: Float32Array,
    offset: number,
    weights: Float32Array,
    cluster: number | null,
  ): void {
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      const own = this.assignment[i]!;
      if (cluster !== null && own !== cluster) continue;
      const at = offset + i * BIN_FEATURE_COUNT;
      this.ownDistances[i] = squaredDistance(features, at, this.centres, own * BIN_FEATURE_COUNT, weights);
    }
  }
}

function indexOfLargest(values: Float64Array): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[largest]!) largest = i;
  return largest;
}

/**
 * For each old centre, in order, the nearest new one that no earlier took [C4]. Both are K × 10; writes the indices of
 * the new ones to `matches`.
 */
export function matchCentres(old: Float32Array, fresh: Float32Array, weights: Float32Array, matches: Int32Array): void {
  for (let c = 0; c < matches.length; c++) {
    let nearest = -1;
    let smallest = Infinity;
    for (let other = 0; other < matches.length; other++) {
      if (matches.subarray(0, c).includes(other)) continue;
      const distance = squaredDistance(old, c * BIN_FEATURE_COUNT, fresh, other * BIN_FEATURE_COUNT, weights);
      if (nearest < 0 || distance < smallest) {
        nearest = other;
        smallest = distance;
      }
    }
    matches[c] = nearest;
  }
}

/**
 * The order of K × 10 centres by log frequency, then by falling peakiness, then by falling transientness [C3]: place j
 * belongs to the centre with the j-th index.
 */
export function centreOrder(centres: Float32Array): number[] {
  const indices = Array.from({ length: centres.length / BIN_FEATURE_COUNT }, (_, c) => c);
  const value = (c: number, feature: number) => centres[c * BIN_FEATURE_COUNT + feature]!;
  return indices.sort(
    (a, b) =>
      value(a, FEATURE.logFrequency) - value(b, FEATURE.logFrequency) ||
      value(b, FEATURE.peakiness) - value(a, FEATURE.peakiness) ||
      value(b, FEATURE.transientness) - value(a, FEATURE.transientness),
  );
}
