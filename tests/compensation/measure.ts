import type { ClusterHyperparameters } from '../../src/domain/clusterSettings.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import { BIN_COUNT, FRAME_SAMPLES, HOP_SAMPLES } from '../../src/ml/dsp/spectrum.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { playableBest } from '../../src/ml/objective/globalSearch.ts';
import { type AnalysedSound, clusterSound, pluginEar, SoundAnalysis } from '../../src/ml/plugin/analysedSound.ts';
import { SEARCH_SETTINGS } from '../../src/ml/plugin/clusterSettings.ts';
import { compensateKnobs, type CompensatedKnobs } from '../../src/ml/plugin/compensateKnobs.ts';
import { FrameStream, PLUGIN_FRAMING } from '../../src/ml/plugin/frameStream.ts';
import { PERCEPTUAL_BIN_COUNT } from '../../src/ml/plugin/perceptualBins.ts';
import { PluginSpectrum } from '../../src/ml/plugin/pluginSpectrum.ts';
import { MIN_HISTORY_FRAMES } from '../../src/ml/plugin/runtimeHistory.ts';
import { divideMasks } from '../../src/ml/plugin/shares.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';

/** How far the divided masks of one piece are from those wanted, and how its knobs were made up for. */
export interface PieceDistances {
  readonly defaults: number;
  readonly plain: number;
  readonly compensated: number;
  /** The mean part of the way from the knobs to what the plugin infers, over the cluster updates. */
  readonly meanShare: number;
  readonly reached: CompensatedKnobs['reached'];
}

const CLUSTER_COUNT = 4;
const model = await loadShippedModel();

/**
 * Mean |m − m_wanted| of the divided masks over clusters, bins and frames from the 24th on, where the knobs stand at the
 * plugin's defaults, at what is wanted and at what makes up for the bend [B3]. Wanted is the piece's playable optimum of
 * the formula, with nothing bent.
 *
 * @param channels one or two of equal length.
 */
export function measurePiece(channels: readonly Float32Array[], sampleRateHz: number): PieceDistances {
  const trainer = new DescriptorAnalyser(sampleRateHz);
  trainer.push(mixToMono(channels));
  const wanted = playableBest(trainer.finish().descriptors).hyperparameters;
  const sound = analyse(channels, sampleRateHz);
  const updates = sound.bend!.updates;
  const { knobs, reached } = compensateKnobs(updates, wanted);
  const target = maskShares({ ...sound, bend: null }, wanted);
  const distance = (own: ClusterHyperparameters) => meanDifference(maskShares(sound, own), target);
  return {
    defaults: distance(DEFAULT_HYPERPARAMETERS),
    plain: distance(compensateKnobs([], wanted).knobs),
    compensated: distance(knobs),
    meanShare: updates.reduce((sum, { share }) => sum + share, 0) / updates.length,
    reached,
  };
}

function analyse(channels: readonly Float32Array[], sampleRateHz: number): AnalysedSound {
  const frameCount = Math.floor(channels[0]!.length / HOP_SAMPLES);
  const analysis = new SoundAnalysis(frameCount, sampleRateHz, pluginEar(model, CLUSTER_COUNT));
  const spectrum = new PluginSpectrum(FRAME_SAMPLES, PLUGIN_FRAMING.arithmetic);
  const magnitudes = new Float32Array(BIN_COUNT);
  const stream = new FrameStream((buffers, frames) => {
    for (let frame = 0; frame < frames; frame++) {
      spectrum.channelMean(buffers, frame * HOP_SAMPLES, magnitudes);
      analysis.push(magnitudes);
    }
  }, PLUGIN_FRAMING);
  stream.push(channels);
  return analysis.sound;
}

/** The divided masks of the frames from the 24th on, one after another. */
function maskShares(sound: AnalysedSound, knobs: ClusterHyperparameters): Float32Array {
  const { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty } = knobs;
  const own = { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty };
  const width = CLUSTER_COUNT * PERCEPTUAL_BIN_COUNT;
  const first = MIN_HISTORY_FRAMES - 1;
  const all = new Float32Array((sound.frameCount - first) * width);
  const shares = new Float64Array(width);
  clusterSound(sound, { ...SEARCH_SETTINGS, ...own, clusterCount: CLUSTER_COUNT }, (masks, frame) => {
    if (frame < first) return;
    divideMasks(masks, CLUSTER_COUNT, shares);
    all.set(shares, (frame - first) * width);
  });
  return all;
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
