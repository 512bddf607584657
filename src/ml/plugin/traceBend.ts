import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { BinEnergies } from './binEnergies.ts';
import { FrameStream, type Framing } from './frameStream.ts';
import { KnobBend } from './knobBend.ts';
import { perceptualBins } from './perceptualBins.ts';
import type { PluginPrediction } from './pluginModel.ts';
import { PluginSpectrum } from './pluginSpectrum.ts';
import { RuntimeFrameMeter } from './runtimeFrame.ts';
import { RuntimeHistory } from './runtimeHistory.ts';

/** What the plugin's own model did at one cluster update: the knobs do not matter to it. */
export interface BendUpdate {
  readonly frame: number;
  /** Null while there are too few frames [P8]. */
  readonly prediction: PluginPrediction | null;
  readonly inferred: ClusterHyperparameters;
  /** Of the predictions, smoothed [B1]. */
  readonly confidence: number;
  /** The part of the way from the knobs to what is inferred [B2], 0 … 1. */
  readonly share: number;
  /** The twelve descriptors [P8]; zeros while there are too few frames. */
  readonly descriptors: Float32Array;
}

/**
 * Follows how the plugin bends its knobs along a sound from a fresh state on [B1, B2].
 *
 * @param channels of equal length, of which the plugin hears the first two.
 * @param hopsPerClusterUpdate of the plan that the sound is clustered by [C4].
 */
export function traceBend(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  model: RidgeParameters,
  framing: Framing,
  hopsPerClusterUpdate: number,
): readonly BendUpdate[] {
  const spectrum = new PluginSpectrum(framing.frameSamples, framing.arithmetic);
  const magnitudes = new Float32Array(framing.frameSamples / 2 + 1);
  const energies = new BinEnergies(perceptualBins(sampleRateHz, framing.frameSamples));
  const meter = new RuntimeFrameMeter();
  const history = new RuntimeHistory();
  const bend = new KnobBend(model);
  const updates: BendUpdate[] = [];
  let frame = 0;
  const stream = new FrameStream((buffers, frames) => {
    for (let at = 0; at < frames * framing.hopSamples; at += framing.hopSamples, frame++) {
      spectrum.channelMean(buffers, at, magnitudes);
      energies.measure(magnitudes);
      history.push(meter.push(energies));
      if (frame % hopsPerClusterUpdate !== 0) continue;
      const descriptors = history.descriptors();
      const prediction = bend.update(history.hasDescriptors ? descriptors : null);
      const { confidence, share } = bend;
      updates.push({ frame, prediction, inferred: { ...bend.inferred }, confidence, share, descriptors });
    }
  }, framing);
  stream.push(channels);
  return updates;
}
