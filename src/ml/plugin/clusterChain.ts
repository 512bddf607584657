import type { ClusterSettings } from '../../domain/clusterSettings.ts';
import { ClusterKernel } from '../kernel/clusterKernel.ts';
import { HOP_SAMPLES } from '../dsp/spectrum.ts';
import type { ClusterPlan } from './clusterSettings.ts';
import { planClustering } from './clusterSettings.ts';
import { FeatureWeights } from './featureWeights.ts';
import { BIN_FEATURE_COUNT } from './features.ts';
import { KMeans, centreOrder, matchCentres } from './kMeans.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

const SILENT_ENERGY = 1e-5;

/**
 * The plugin's clustering of the perceptual bins, frame by frame [C1–C7], with its quirks: current centres may be
 * unordered, and labels are not carried over by the matching.
 */
export class ClusterChain {
  plan: ClusterPlan;
  /** K × 10, where the masks are measured from. */
  readonly currentCentres: Float32Array;
  /** K × 10, ordered by log frequency: where the current centres move to. */
  readonly targetCentres: Float32Array;
  /** K × 64, cluster by cluster; the sum over the clusters is at most 1. */
  readonly masks: Float32Array;
  private readonly featureWeights = new FeatureWeights();
  private readonly kMeans: KMeans;
  private readonly labels = new Int32Array(PERCEPTUAL_BIN_COUNT);
  private readonly matches: Int32Array;
  /** The place of each centre in the order. */
  private readonly slots: Int32Array;
  private readonly unordered: Float32Array;
  private readonly kernel = ClusterKernel.instance;
  private readonly sampleRateHz: number;
  private readonly hopSamples: number;
  private frame = 0;

  constructor(settings: ClusterSettings, sampleRateHz: number, hopSamples: number = HOP_SAMPLES) {
    this.sampleRateHz = sampleRateHz;
    this.hopSamples = hopSamples;
    this.plan = planClustering(settings, sampleRateHz, hopSamples);
    const { clusterCount } = this.plan;
    this.currentCentres = new Float32Array(clusterCount * BIN_FEATURE_COUNT);
    this.targetCentres = new Float32Array(clusterCount * BIN_FEATURE_COUNT);
    this.unordered = new Float32Array(clusterCount * BIN_FEATURE_COUNT);
    this.masks = new Float32Array(clusterCount * PERCEPTUAL_BIN_COUNT).fill(1 / clusterCount);
    this.matches = new Int32Array(clusterCount);
    this.slots = new Int32Array(clusterCount);
    this.kMeans = new KMeans(clusterCount);
  }

  /** Weights of the ten features, of unit length. */
  get weights(): Float32Array {
    return this.featureWeights.values;
  }

  /** Whether the next frame brings a new clustering [C4]. */
  get isUpdateDue(): boolean {
    return this.frame % this.plan.hopsPerClusterUpdate === 0;
  }

  /** Other settings from the next frame on. Throws a RangeError for another number of clusters. */
  configure(settings: ClusterSettings): void {
    if (settings.clusterCount !== this.plan.clusterCount) {
      throw new RangeError(`a chain of ${this.plan.clusterCount} clusters cannot have ${settings.clusterCount}`);
    }
    this.plan = planClustering(settings, this.sampleRateHz, this.hopSamples);
  }

  /**
   * Takes the next frame and moves weights, centres and masks.
   *
   * @param features the frame's 640 normalised features begin at `offset`.
   * @param totalEnergy Σ S of the frame.
   * @param isFrozen whether centres stand still, so that none of [C4–C6] happens [G].
   */
  process(features: Float32Array, offset: number, totalEnergy: number, isFrozen = false): void {
    this.featureWeights.relax();
    this.kernel.takeFeatures(features, offset);
    if (this.frame === 0) this.start(features, offset);
    if (!isFrozen) {
      if (this.isUpdateDue) this.update(features, offset);
      this.glide();
    }
    if (totalEnergy < SILENT_ENERGY) this.moveMasksApart();
    else this.moveMasks();
    this.frame++;
  }

  /** Targets spread evenly over the bins [C3]. */
  private start(features: Float32Array, offset: number): void {
    const { clusterCount } = this.plan;
    for (let c = 0; c < clusterCount; c++) {
      const from = offset + Math.floor(((c + 1) * PERCEPTUAL_BIN_COUNT) / (clusterCount + 1)) * BIN_FEATURE_COUNT;
      this.targetCentres.set(features.subarray(from, from + BIN_FEATURE_COUNT), c * BIN_FEATURE_COUNT);
    }
    this.currentCentres.set(this.targetCentres);
    this.orderCentres();
  }

  /** A new clustering [C4] and one step of the weights [C5]. */
  private update(features: Float32Array, offset: number): void {
    const { kMeans, targetCentres } = this;
    kMeans.run(this.plan, targetCentres, this.labels, features, offset, this.weights);
    matchCentres(targetCentres, kMeans.centres, this.weights, this.matches);
    for (let c = 0; c < this.matches.length; c++) {
      const from = this.matches[c]! * BIN_FEATURE_COUNT;
      targetCentres.set(kMeans.centres.subarray(from, from + BIN_FEATURE_COUNT), c * BIN_FEATURE_COUNT);
    }
    const order = this.orderCentres();
    for (const [slot, from] of order.entries()) this.slots[from] = slot;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) this.labels[i] = this.slots[kMeans.assignment[i]!]!;
    this.featureWeights.adapt(this.plan, this.labels, kMeans.centres);
  }

  /** Orders the targets, and the current centres in the same way. */
  private orderCentres(): readonly number[] {
    const order = centreOrder(this.targetCentres);
    if (order.some((from, to) => from !== to)) {
      this.permute(this.targetCentres, order);
      this.permute(this.currentCentres, order);
    }
    return order;
  }

  private permute(centres: Float32Array, order: readonly number[]): void {
    this.unordered.set(centres);
    order.forEach((from, to) => {
      const row = this.unordered.subarray(from * BIN_FEATURE_COUNT, (from + 1) * BIN_FEATURE_COUNT);
      centres.set(row, to * BIN_FEATURE_COUNT);
    });
  }

  /** Current centres move towards their targets [C6]. */
  private glide(): void {
    const { currentCentres, targetCentres } = this;
    const { inertiaAlpha } = this.plan;
    for (let at = 0; at < currentCentres.length; at++) {
      currentCentres[at]! += inertiaAlpha * (targetCentres[at]! - currentCentres[at]!);
    }
  }

  /** Masks move towards what the distances say [C7]. */
  private moveMasks(): void {
    const { masks, kernel } = this;
    const { clusterCount, distancePenalty, maskBeta, spread } = this.plan;
    kernel.weights.set(this.weights);
    kernel.centres.set(this.currentCentres);
    kernel.masks.set(masks);
    kernel.moveMasks(clusterCount, -0.5 / (spread * spread), distancePenalty, maskBeta);
    masks.set(masks.length === kernel.masks.length ? kernel.masks : kernel.masks.subarray(0, masks.length));
  }

  /** Masks of a silent frame move towards equal shares [C7]. */
  private moveMasksApart(): void {
    const { masks } = this;
    const { clusterCount, maskBeta } = this.plan;
    for (let at = 0; at < masks.length; at++) masks[at]! += maskBeta * (1 / clusterCount - masks[at]!);
  }
}
