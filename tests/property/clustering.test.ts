import type { ClusterSettings } from '../../src/domain/clusterSettings.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterKernel } from '../../src/ml/kernel/clusterKernel.ts';
import { ClusterChain } from '../../src/ml/plugin/clusterChain.ts';
import { planClustering, SEARCH_SETTINGS } from '../../src/ml/plugin/clusterSettings.ts';
import { FRAME_FEATURE_COUNT } from '../../src/ml/plugin/features.ts';
import { centreOrder } from '../../src/ml/plugin/kMeans.ts';
import { BASE_WEIGHTS, FeatureWeights } from '../../src/ml/plugin/featureWeights.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';

const SEED = 83;
const RATE_HZ = 44_100;

const SETTINGS: ClusterSettings = {
  ...SEARCH_SETTINGS,
  clusterCount: 4,
  distancePenalty: 1,
  normRate: 0.2,
  lowPenalty: 0.45,
  highPenalty: 0.08,
  minimaxStrength: 0.4,
};

const anySettings = fc.record({
  clusterCount: fc.integer({ min: 2, max: 8 }),
  spread: fc.double({ min: 0.01, max: 3, noNaN: true }),
  glideMs: fc.constantFrom(0, 10, 150, 900),
  maskSmoothMs: fc.constantFrom(0, 80, 300),
  updateHz: fc.double({ min: 1, max: 60, noNaN: true }),
  distancePenalty: fc.double({ min: 0, max: 2.5, noNaN: true }),
  normRate: fc.double({ min: 0, max: 1, noNaN: true }),
  lowPenalty: fc.double({ min: 0, max: 4, noNaN: true }),
  highPenalty: fc.double({ min: 0, max: 2, noNaN: true }),
  normPenalty: fc.double({ min: 0, max: 4, noNaN: true }),
  minimaxStrength: fc.double({ min: 0, max: 1, noNaN: true }),
  priorPenalty: fc.double({ min: 0, max: 2, noNaN: true }),
});

function randomFeatures(seed: number, frames: number): Float32Array {
  const rng = new DefaultRng(seed);
  return Float32Array.from({ length: frames * FRAME_FEATURE_COUNT }, () => 2 * rng.standardNormal());
}

function maskSums({ masks, plan }: ClusterChain): number[] {
  return Array.from({ length: 64 }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < plan.clusterCount; c++) sum += masks[c * 64 + i]!;
    return sum;
  });
}

describe('the clustering', () => {
  it('[C1–C7] keeps its invariants for any settings and features', () => {
    fc.assert(
      fc.property(anySettings, fc.integer({ min: 0, max: 1e6 }), (settings, seed) => {
        const chain = new ClusterChain(settings, RATE_HZ);
        const features = randomFeatures(seed, 12);
        for (let frame = 0; frame < 12; frame++) {
          chain.process(features, frame * FRAME_FEATURE_COUNT, 1);
          expect(Math.hypot(...chain.weights)).toBeCloseTo(1, 5);
          expect(Math.min(...chain.masks)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...maskSums(chain))).toBeLessThanOrEqual(1 + 1e-5);
          const places = [...chain.targetCentres].filter((_, at) => at % 10 === 4);
          expect(places).toEqual(places.toSorted((a, b) => a - b));
          expect(chain.currentCentres.every(Number.isFinite)).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('[C1] without adaptation the weights only return to their base', () => {
    const chain = new ClusterChain({ ...SETTINGS, normRate: 0 }, RATE_HZ);
    const features = randomFeatures(1, 1);
    for (let frame = 0; frame < 300; frame++) chain.process(features, 0, 1);
    chain.weights.forEach((weight, d) => expect(weight).toBeCloseTo(BASE_WEIGHTS[d]!, 5));
  });

  it('[C3] centres are ordered by log frequency, then falling peakiness, then falling transientness', () => {
    const centre = (logFrequency: number, peakiness: number, transientness: number) => [
      0,
      0,
      0,
      peakiness,
      logFrequency,
      0,
      transientness,
      0,
      0,
      0,
    ];
    const centres = [centre(0.5, 9, 9), centre(0, 1, 1), centre(0, 2, 0), centre(0, 2, 3), centre(-1, 0, 0)];
    expect(centreOrder(Float32Array.from(centres.flat()))).toEqual([4, 3, 2, 1, 0]);
  });

  it('[C5] a step of the weights is the gradient’s, worst cluster included', () => {
    const plan = planClustering({ ...SETTINGS, clusterCount: 2, normRate: 1, minimaxStrength: 1 }, RATE_HZ);
    const features = new Float32Array(FRAME_FEATURE_COUNT);
    const labels = Int32Array.from({ length: 64 }, (_, i) => (i < 48 ? 0 : 1));
    const centres = new Float32Array(20);
    for (let i = 0; i < 64; i++) {
      features[i * 10] = i < 48 ? 1 : 0;
      features[i * 10 + 1] = i < 48 ? 0 : 2;
    }
    const weights = new FeatureWeights();
    const w = weights.values[0]!;
    ClusterKernel.instance.takeFeatures(features, 0);
    weights.adapt(plan, labels, centres);
    const candidates = Array.from(BASE_WEIGHTS, (base, d) => {
      const error = [48 / 64, (16 * 4) / 64 + 4][d] ?? 0;
      const gradient = 2 * w * error - 0.45 / (w + 0.02) ** 2 + 2 * 0.08 * w + 2 * 0.2 * (w - base);
      return Math.min(Math.max(w - 0.04 * gradient, 0.005), 2);
    });
    const moved = candidates.map((candidate) => w + 0.2 * (candidate / Math.hypot(...candidates) - w));
    moved.forEach((value, d) => expect(weights.values[d]).toBeCloseTo(value / Math.hypot(...moved), 6));
  });

  it('[C6] without glide the current centres are the targets; otherwise they lag', () => {
    const features = randomFeatures(2, 4);
    const settled = (glideMs: number) => {
      const chain = new ClusterChain({ ...SETTINGS, glideMs }, RATE_HZ);
      for (let frame = 0; frame < 4; frame++) chain.process(features, frame * FRAME_FEATURE_COUNT, 1);
      return chain;
    };
    const free = settled(0);
    expect(free.currentCentres).toEqual(free.targetCentres);
    const slow = settled(150);
    expect(slow.currentCentres).not.toEqual(slow.targetCentres);
  });

  it('[C7] masks of silence move to equal shares', () => {
    const chain = new ClusterChain({ ...SETTINGS, maskSmoothMs: 0 }, RATE_HZ);
    chain.process(randomFeatures(3, 1), 0, 1);
    expect(chain.masks.every((mask) => mask === 0.25)).toBe(false);
    chain.process(randomFeatures(4, 1), 0, 0.99e-5);
    expect(chain.masks.every((mask) => mask === 0.25)).toBe(true);
  });

  it('[C7] masks far from every centre sum to less than 1', () => {
    const chain = new ClusterChain({ ...SETTINGS, maskSmoothMs: 0, spread: 0.05 }, RATE_HZ);
    chain.process(randomFeatures(5, 1), 0, 1);
    expect(Math.min(...maskSums(chain))).toBeLessThan(0.5);
  });

  it('[C2, C4, C6] settings are limited', () => {
    const plan = planClustering(
      {
        ...SETTINGS,
        normRate: 2,
        minimaxStrength: 9,
        lowPenalty: 50,
        highPenalty: 50,
        normPenalty: 9,
        priorPenalty: 9,
        spread: 0,
      },
      RATE_HZ,
    );
    expect(plan).toMatchObject({
      normRate: 1,
      minimaxStrength: 1,
      lowPenalty: 4,
      highPenalty: 2,
      normPenalty: 4,
      priorPenalty: 2,
      spread: 0.05,
      minimumBins: 4,
    });
    expect(planClustering({ ...SETTINGS, minimaxStrength: 0 }, RATE_HZ).minimumBins).toBe(1);
    expect(planClustering({ ...SETTINGS, updateHz: 1 }, RATE_HZ).hopsPerClusterUpdate).toBe(7);
    expect(planClustering({ ...SETTINGS, updateHz: 99 }, 2048).hopsPerClusterUpdate).toBe(1);
    expect(planClustering({ ...SETTINGS, glideMs: 1, clusterCount: 2 }, RATE_HZ).inertiaAlpha).toBeCloseTo(
      1 - Math.exp(-1024 / 44.1 / 140),
      6,
    );
    for (const clusterCount of [1, 9, 2.5]) {
      expect(() => planClustering({ ...SETTINGS, clusterCount }, RATE_HZ)).toThrow(RangeError);
    }
  });

  it('[C7] the kernel moves masks as the formula in 64 bit says, far from all centres too', () => {
    const kernel = ClusterKernel.instance;
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 8 }),
        fc.double({ min: 0, max: 2.5, noNaN: true }),
        fc.constantFrom(-0.5, -2, -200),
        fc.array(fc.float({ min: -6, max: 6, noNaN: true }), { minLength: 730, maxLength: 730 }),
        (clusterCount, distancePenalty, exponent, numbers) => {
          const features = Float32Array.from(numbers.slice(0, FRAME_FEATURE_COUNT));
          const centres = Float32Array.from(numbers.slice(FRAME_FEATURE_COUNT, FRAME_FEATURE_COUNT + 80));
          const weights = Float32Array.from(numbers.slice(-10), (value) => Math.abs(value) / 12);
          kernel.takeFeatures(features, 0);
          kernel.centres.set(centres);
          kernel.weights.set(weights);
          kernel.masks.fill(0.25);
          kernel.moveMasks(clusterCount, exponent, distancePenalty, 0.5);
          for (let i = 0; i < 64; i++) {
            const raw = Array.from({ length: clusterCount }, (_, c) => {
              const squares = weights.reduce(
                (sum, w, d) => sum + ((features[i * 10 + d]! - centres[c * 10 + d]!) * w) ** 2,
                0,
              );
              return Math.exp(exponent * squares) / (1 + distancePenalty * Math.sqrt(squares + 1e-8));
            });
            const total = Math.max(
              raw.reduce((sum, value) => sum + value, 0),
              1e-8,
            );
            for (const [c, value] of raw.entries()) {
              expect(kernel.masks[c * 64 + i]).toBeCloseTo(0.25 + 0.5 * (value / total - 0.25), 4);
            }
          }
        },
      ),
      { seed: SEED, numRuns: 30 },
    );
  });
});
