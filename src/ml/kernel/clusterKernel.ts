import { instantiateKernel } from './webAssembly.ts';

interface Address {
  readonly value: number;
}

/** What `assembly/clusters.ts` needs and gives. */
interface ClusterExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly binFeatures: Address;
  readonly featureWeights: Address;
  readonly clusterCentres: Address;
  readonly placeCosts: Address;
  readonly previousLabels: Address;
  readonly assignment: Address;
  readonly clusterSizes: Address;
  readonly clusterSums: Address;
  readonly clusterMasks: Address;
  readonly firstPower: Address;
  readonly secondPower: Address;
  readonly firstCarried: Address;
  readonly secondCarried: Address;
  readonly maskChanges: Address;
  takeFeatures(): void;
  assignBins(clusters: number, continuity: number): void;
  sumClusters(): void;
  sumErrors(): void;
  moveMasks(clusters: number, exponent: number, distancePenalty: number, beta: number): void;
  beginSeparation(): void;
  carryFrame(clusters: number, counts: boolean): void;
}

const BINS = 64;
const FEATURES = 10;
const MAX_CLUSTERS = 8;

let shared: ClusterKernel | null = null;

/**
 * What the plugin's clustering does for every bin and cluster of a frame, in WebAssembly, from `assembly/clusters.ts`. The
 * arrays are the kernel's own memory: they are filled before a call and read after it, and the next user writes over them.
 */
export class ClusterKernel {
  /** 64 × 10, for {@link takeFeatures}. */
  readonly features: Float32Array;
  /** Of the ten features. */
  readonly weights: Float32Array;
  /** K × 10. */
  readonly centres: Float32Array;
  /** Cost of a bin's place, K × 64. */
  readonly placeCosts: Float64Array;
  /** The cluster of each bin: for {@link assign} after the previous update, for {@link sumErrors} now. */
  readonly labels: Int32Array;
  /** What {@link assign} finds. */
  readonly assignment: Int32Array;
  /** Bins of each cluster and sums over them, K × 10, of the last {@link sumClusters} or {@link sumErrors}. */
  readonly sizes: Int32Array;
  readonly sums: Float64Array;
  /** K × 64. */
  readonly masks: Float32Array;
  /** Of the 64 bins, for {@link carry}. */
  readonly firstPower: Float32Array;
  readonly secondPower: Float32Array;
  /** What each cluster carried of either signal since {@link beginSeparation}. */
  readonly firstCarried: Float64Array;
  readonly secondCarried: Float64Array;
  /** Σ |change| of each cluster's masks, divided by the sums over the clusters, since then. */
  readonly maskChanges: Float64Array;
  readonly #exports: ClusterExports;

  private constructor() {
    const exports = instantiateKernel() as ClusterExports;
    this.#exports = exports;
    const floats = ({ value }: Address, length: number) => new Float32Array(exports.memory.buffer, value, length);
    const doubles = ({ value }: Address, length: number) => new Float64Array(exports.memory.buffer, value, length);
    const integers = ({ value }: Address, length: number) => new Int32Array(exports.memory.buffer, value, length);
    this.features = floats(exports.binFeatures, BINS * FEATURES);
    this.weights = floats(exports.featureWeights, FEATURES);
    this.centres = floats(exports.clusterCentres, MAX_CLUSTERS * FEATURES);
    this.placeCosts = doubles(exports.placeCosts, MAX_CLUSTERS * BINS);
    this.labels = integers(exports.previousLabels, BINS);
    this.assignment = integers(exports.assignment, BINS);
    this.sizes = integers(exports.clusterSizes, MAX_CLUSTERS);
    this.sums = doubles(exports.clusterSums, MAX_CLUSTERS * FEATURES);
    this.masks = floats(exports.clusterMasks, MAX_CLUSTERS * BINS);
    this.firstPower = floats(exports.firstPower, BINS);
    this.secondPower = floats(exports.secondPower, BINS);
    this.firstCarried = doubles(exports.firstCarried, MAX_CLUSTERS);
    this.secondCarried = doubles(exports.secondCarried, MAX_CLUSTERS);
    this.maskChanges = doubles(exports.maskChanges, MAX_CLUSTERS);
  }

  /** One for the thread: everything that outlives a frame is the caller's, but for a separation. */
  static get instance(): ClusterKernel {
    shared ??= new ClusterKernel();
    return shared;
  }

  /** Takes a frame's 640 features for {@link assign} and {@link moveMasks}. */
  takeFeatures(features: Float32Array, offset: number): void {
    this.features.set(features.subarray(offset, offset + BINS * FEATURES));
    this.#exports.takeFeatures();
  }

  /** The cheapest cluster of every bin [C4], in 64 bit: `weights`, `centres`, `placeCosts` and `labels` → `assignment`. */
  assign(clusterCount: number, continuity: number): void {
    this.#exports.assignBins(clusterCount, continuity);
  }

  /** The clusters' `sizes`, and `sums` of their features, by `assignment`. */
  sumClusters(): void {
    this.#exports.sumClusters();
  }

  /** The clusters' `sizes`, and `sums` of squared differences from `centres`, by `labels`. */
  sumErrors(): void {
    this.#exports.sumErrors();
  }

  /**
   * Moves `masks` by `weights` and `centres` [C7], in 32 bit as the plugin does.
   *
   * @param exponent what a squared distance is multiplied by under the exponential.
   */
  moveMasks(clusterCount: number, exponent: number, distancePenalty: number, beta: number): void {
    this.#exports.moveMasks(clusterCount, exponent, distancePenalty, beta);
  }

  /** Begins to sum up what masks carry. One separation at a time: it ends before another begins. */
  beginSeparation(): void {
    this.#exports.beginSeparation();
  }

  /** Takes a frame's `masks`, `firstPower` and `secondPower` [X3]. @param counts whether it is summed up. */
  carry(clusterCount: number, counts: boolean): void {
    this.#exports.carryFrame(clusterCount, counts);
  }
}
