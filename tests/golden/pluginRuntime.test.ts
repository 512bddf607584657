import { describe, expect, it } from 'vitest';
import { BIN_COUNT, FRAME_SAMPLES, HOP_SAMPLES } from '../../src/ml/dsp/spectrum.ts';
import { BinEnergies } from '../../src/ml/plugin/binEnergies.ts';
import { ClusterChain } from '../../src/ml/plugin/clusterChain.ts';
import { planClustering } from '../../src/ml/plugin/clusterSettings.ts';
import { FeatureAnalyser } from '../../src/ml/plugin/featureAnalyser.ts';
import { BIN_FEATURE_COUNT, FEATURE, FRAME_FEATURE_COUNT } from '../../src/ml/plugin/features.ts';
import { PERCEPTUAL_BIN_COUNT, perceptualBins } from '../../src/ml/plugin/perceptualBins.ts';
import { UNPREDICTED } from '../../src/ml/plugin/pluginModel.ts';
import { PluginSpectrum } from '../../src/ml/plugin/pluginSpectrum.ts';
import { RuntimeAnalyser } from '../../src/ml/plugin/runtimeAnalyser.ts';
import { HISTORY_FRAMES, MIN_HISTORY_FRAMES } from '../../src/ml/plugin/runtimeHistory.ts';
import reference from '../fixtures/reference/plugin_runtime.json' with { type: 'json' };
import { referenceSettings } from '../support/pluginReference.ts';
import { readReferenceAudio } from '../support/referenceAudio.ts';

type ReferenceFile = (typeof reference)[number];

/** What the chain holds after one frame, in the names of the reference. */
interface FrameState {
  readonly log_energy: readonly number[];
  readonly normalised_features_bins_0_21_63: readonly number[];
  readonly feature_weights: readonly number[];
  readonly current_centers: readonly number[];
  readonly perceptual_masks: readonly number[];
  readonly totalEnergy: number;
  readonly targetCentres: readonly number[];
}

const COMPARED = [
  'log_energy',
  'normalised_features_bins_0_21_63',
  'feature_weights',
  'current_centers',
  'perceptual_masks',
] as const;

const REFERENCE_SEC = 8;
const TOLERANCE = 1e-3;
const REFERENCE_BINS = new Set([0, 21, 63]);

function readChannels(file: ReferenceFile): Float32Array[] {
  const { sampleRateHz, channels } = readReferenceAudio(file.file);
  expect(sampleRateHz).toBe(file.sample_rate);
  return channels.map((channel) => channel.subarray(0, REFERENCE_SEC * sampleRateHz));
}

/** Runs the whole chain over a reference file and keeps the frames that the reference holds. */
function runChain(file: ReferenceFile) {
  const channels = readChannels(file);
  const bins = perceptualBins(file.sample_rate);
  const spectrum = new PluginSpectrum();
  const energies = new BinEnergies(bins);
  const analyser = new FeatureAnalyser(bins);
  const chain = new ClusterChain(referenceSettings(file), file.sample_rate);
  const magnitudes = new Float32Array(BIN_COUNT);
  const features = new Float32Array(FRAME_FEATURE_COUNT);
  const kept = new Set(file.frames.map(({ frame }) => frame));
  const frames = new Map<number, FrameState>();
  let frameCount = 0;
  let maskChange = 0;
  for (let at = 0; at + FRAME_SAMPLES <= channels[0]!.length; at += HOP_SAMPLES) {
    const before = chain.masks.slice();
    spectrum.channelMean(channels, at, magnitudes);
    energies.measure(magnitudes);
    analyser.push(magnitudes, energies, features, 0);
    chain.process(features, 0, energies.totalEnergy);
    if (frameCount > 0) maskChange += before.reduce((sum, mask, i) => sum + Math.abs(chain.masks[i]! - mask), 0);
    if (kept.has(frameCount)) {
      frames.set(frameCount, {
        log_energy: [...energies.logEnergy],
        normalised_features_bins_0_21_63: [...features].filter((_, at) =>
          REFERENCE_BINS.has(Math.floor(at / BIN_FEATURE_COUNT)),
        ),
        feature_weights: [...chain.weights],
        current_centers: [...chain.currentCentres],
        perceptual_masks: [...chain.masks],
        totalEnergy: energies.totalEnergy,
        targetCentres: [...chain.targetCentres],
      });
    }
    frameCount++;
  }
  return { frames, frameCount, meanMaskChange: maskChange / chain.masks.length / (frameCount - 1) };
}

/** The largest |a − b| over the largest |b|. */
function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const error = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i]!)), 0);
  return error === 0 ? 0 : error / largest;
}

/** What must hold in every frame, however it was rounded. */
function expectInvariants(frame: FrameState): void {
  for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
    const masks = frame.perceptual_masks.filter((_, at) => at % PERCEPTUAL_BIN_COUNT === i);
    const sum = masks.reduce((total, mask) => total + mask, 0);
    expect(Math.min(...masks)).toBeGreaterThanOrEqual(0);
    expect(sum).toBeLessThanOrEqual(1 + 1e-6);
  }
  expect(Math.hypot(...frame.feature_weights)).toBeCloseTo(1, 6);
  const places = frame.targetCentres.filter((_, at) => at % BIN_FEATURE_COUNT === FEATURE.logFrequency);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
}

describe.each(reference)('the plugin on $file', (file) => {
  const marked = file.frames.some(({ rounding_sensitive }) => rounding_sensitive);

  it('[P2] has the reference’s perceptual bins', () => {
    expect(relativeError(perceptualBins(file.sample_rate).centreHz, file.perceptual_center_hz)).toBeLessThan(1e-6);
  });

  it('[C4, C6, C7] derives the reference’s rates', () => {
    const plan = planClustering(referenceSettings(file), file.sample_rate);
    expect(plan.hopsPerClusterUpdate).toBe(file.hops_per_cluster_update);
    expect(plan.inertiaAlpha).toBeCloseTo(file.inertia_alpha, 6);
    expect(plan.maskBeta).toBeCloseTo(file.mask_beta, 6);
  });

  it('[P1, P3–P6, C1–C7] agrees in every unmarked frame and keeps the invariants in all', () => {
    const { frames, frameCount, meanMaskChange } = runChain(file);
    expect(frameCount).toBe(file.frame_count);
    for (const expected of file.frames) {
      const actual = frames.get(expected.frame)!;
      expectInvariants(actual);
      if (expected.rounding_sensitive) continue;
      expect(relativeError([actual.totalEnergy], [expected.total_energy]), 'total energy').toBeLessThan(TOLERANCE);
      for (const name of COMPARED) {
        const error = relativeError(actual[name], [expected[name]].flat(2));
        expect(error, `${name} of frame ${expected.frame}`).toBeLessThan(TOLERANCE);
      }
    }
    if (!marked) {
      const error = relativeError([meanMaskChange], [file.mean_abs_mask_change_per_frame]);
      expect(error, 'mean mask change').toBeLessThan(TOLERANCE);
    }
  });

  it('[P7, P8] computes the plugin’s descriptors', () => {
    const analyser = new RuntimeAnalyser(file.sample_rate, HISTORY_FRAMES);
    analyser.push(readChannels(file));
    const actual = analyser.current();
    expect(analyser.frameCount).toBe(file.frame_count);
    expect(Math.min(analyser.frameCount, HISTORY_FRAMES)).toBe(file.history_frames);
    if (!file.descriptors_rounding_sensitive) {
      expect(relativeError(actual, file.runtime_descriptors)).toBeLessThan(TOLERANCE);
    }
    const errors = file.runtime_descriptors.map((value, i) => Math.abs(value - actual[i]!));
    expect(Math.max(...errors)).toBeLessThan(0.05);
    expect(analyser.finish().map(({ frameCount }) => frameCount)).toEqual(
      file.frame_count < MIN_HISTORY_FRAMES ? [] : [file.frame_count],
    );
  });
});

it.each(reference.filter((file) => !file.prediction_valid))('[P8] $file is too short for a prediction', (file) => {
  const { distance_penalty, norm_rate, low_penalty, high_penalty, minimax_strength, confidence } =
    file.shipped_model_prediction;
  const kept = [distance_penalty, norm_rate, low_penalty, high_penalty, minimax_strength];
  const { distancePenalty, normRate, lowPenalty, highPenalty, minimaxStrength } = UNPREDICTED;
  expect(kept).toEqual(
    [distancePenalty, normRate, lowPenalty, highPenalty, minimaxStrength].map((value) => expect.closeTo(value, 6)),
  );
  expect(confidence).toBe(0);
});
