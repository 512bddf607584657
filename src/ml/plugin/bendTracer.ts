import type { RidgeParameters } from '../../domain/model.ts';
import { BinEnergies } from './binEnergies.ts';
import { FrameStream, type Framing } from './frameStream.ts';
import { type Bend, KnobBend } from './knobBend.ts';
import { perceptualBins } from './perceptualBins.ts';
import type { PluginPrediction } from './pluginModel.ts';
import { PluginSpectrum } from './pluginSpectrum.ts';
import { type MeasuredBins, RuntimeFrameMeter } from './runtimeFrame.ts';
import { RuntimeHistory } from './runtimeHistory.ts';

/** What the plugin's own model did at one cluster update: the knobs do not matter to it. */
export interface BendUpdate extends Bend {
  readonly frame: number;
  /** Null while there are too few frames [P8]. */
  readonly prediction: PluginPrediction | null;
  /** Of the predictions, smoothed [B1]. */
  readonly confidence: number;
  /** The twelve descriptors [P8]; zeros while there are too few frames. */
  readonly descriptors: Float32Array;
}

/** Follows how the plugin bends its knobs, from what was measured on one frame after the other [B1, B2]. */
export class FrameBendTracer {
  readonly updates: BendUpdate[] = [];
  private readonly meter = new RuntimeFrameMeter();
  private readonly history = new RuntimeHistory();
  private readonly bend: KnobBend;
  private readonly hopsPerClusterUpdate: number;
  private frame = 0;

  /** @param hopsPerClusterUpdate of the plan that the sound is clustered by [C4]. */
  constructor(model: RidgeParameters, hopsPerClusterUpdate: number) {
    this.bend = new KnobBend(model);
    this.hopsPerClusterUpdate = hopsPerClusterUpdate;
  }

  /** Takes the next frame. Where the plugin updates its clusters, {@link updates} has one more. */
  push(bins: MeasuredBins): void {
    const { history, bend, frame } = this;
    history.push(this.meter.push(bins));
    this.frame++;
    if (frame % this.hopsPerClusterUpdate !== 0) return;
    const descriptors = history.descriptors();
    const prediction = bend.update(history.hasDescriptors ? descriptors : null);
    const { confidence, share } = bend;
    this.updates.push({ frame, prediction, inferred: { ...bend.inferred }, confidence, share, descriptors });
  }
}

/**
 * Follows how the plugin bends its knobs along a sound that arrives in blocks of any size, from a fresh state on.
 *
 * @example
 * const tracer = new BendTracer(sampleRateHz, model, PLUGIN_FRAMING, hopsPerClusterUpdate);
 * for (const block of blocks) tracer.push(block);
 * const knobs = compensateKnobs(tracer.updates, wanted);
 */
export class BendTracer {
  private readonly tracer: FrameBendTracer;
  private readonly stream: FrameStream;

  constructor(sampleRateHz: number, model: RidgeParameters, framing: Framing, hopsPerClusterUpdate: number) {
    const spectrum = new PluginSpectrum(framing.frameSamples, framing.arithmetic);
    const magnitudes = new Float32Array(framing.frameSamples / 2 + 1);
    const energies = new BinEnergies(perceptualBins(sampleRateHz, framing.frameSamples));
    const tracer = new FrameBendTracer(model, hopsPerClusterUpdate);
    this.tracer = tracer;
    this.stream = new FrameStream((buffers, frames) => {
      for (let at = 0; at < frames * framing.hopSamples; at += framing.hopSamples) {
        spectrum.channelMean(buffers, at, magnitudes);
        energies.measure(magnitudes);
        tracer.push(energies);
      }
    }, framing);
  }

  get updates(): readonly BendUpdate[] {
    return this.tracer.updates;
  }

  /** Takes the next samples of all channels, of which the plugin hears the first two. */
  push(channels: readonly Float32Array[]): void {
    this.stream.push(channels);
  }
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
  const tracer = new BendTracer(sampleRateHz, model, framing, hopsPerClusterUpdate);
  tracer.push(channels);
  return tracer.updates;
}
