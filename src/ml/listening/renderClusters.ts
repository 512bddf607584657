import type { ClusterSettings } from '../../domain/clusterSettings.ts';
import type { ClusterMix } from '../../domain/clusterMix.ts';
import { PERCEPTUAL_BIN_COUNT } from '../plugin/perceptualBins.ts';
import { ClusterRenderer } from './clusterRenderer.ts';

/** A sound as the plugin gives it out, and how its masks behaved. */
export interface RenderedSound {
  readonly channels: readonly Float32Array<ArrayBuffer>[];
  /** Mean change of a mask from one frame to the next, 0 … 1. */
  readonly maskChange: number;
  /** Mean of the largest mask of each bin, 1/K … 1: how clearly bins belong to one cluster. */
  readonly maskContrast: number;
}

const BLOCK_SAMPLES = 1024;

/**
 * Renders a whole sound with one set of hyperparameters [E1], in time with the sound.
 *
 * @param channels one or two of equal length; more than two are not heard.
 * @param warmUpSamples as many samples at the beginning are heard but neither given out nor measured.
 */
export function renderClusters(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  settings: ClusterSettings,
  mix: ClusterMix,
  warmUpSamples = 0,
): RenderedSound {
  const used = channels.slice(0, 2);
  const length = used[0]?.length ?? 0;
  const renderer = new ClusterRenderer({ sampleRateHz, channelCount: used.length, candidates: [settings], mix });
  const skipped = renderer.latencySamples + warmUpSamples;
  const rendered = used.map(() => new Float32Array(Math.max(0, length - warmUpSamples)));
  const meter = new MaskMeter(settings.clusterCount);
  const silence = new Float32Array(BLOCK_SAMPLES);
  const output = used.map(() => new Float32Array(BLOCK_SAMPLES));
  for (let at = 0; at < length + renderer.latencySamples; at += BLOCK_SAMPLES) {
    const input = used.map((channel) => blockOf(channel, at, silence));
    renderer.process(input, output);
    if (at >= skipped && at + BLOCK_SAMPLES <= length) meter.take(renderer.lastFrame.masks);
    rendered.forEach((channel, c) => {
      const from = Math.max(0, skipped - at);
      const block = output[c];
      if (from < BLOCK_SAMPLES && block !== undefined) {
        const to = at + from - skipped;
        if (to < channel.length)
          channel.set(block.subarray(from, Math.min(BLOCK_SAMPLES, from + channel.length - to)), to);
      }
    });
  }
  return { channels: rendered, maskChange: meter.change, maskContrast: meter.contrast };
}

/** A block of the channel, silence behind its end. */
function blockOf(channel: Float32Array, at: number, silence: Float32Array): Float32Array {
  const block = channel.subarray(at, at + BLOCK_SAMPLES);
  if (block.length === BLOCK_SAMPLES) return block;
  if (block.length === 0) return silence;
  const padded = new Float32Array(BLOCK_SAMPLES);
  padded.set(block);
  return padded;
}

/** How masks behave from frame to frame. */
class MaskMeter {
  private readonly previous: Float32Array;
  private frames = 0;
  private changes = 0;
  private largest = 0;

  constructor(clusterCount: number) {
    this.previous = new Float32Array(clusterCount * PERCEPTUAL_BIN_COUNT);
  }

  get change(): number {
    return this.frames < 2 ? 0 : this.changes / this.previous.length / (this.frames - 1);
  }

  get contrast(): number {
    return this.frames === 0 ? 0 : this.largest / PERCEPTUAL_BIN_COUNT / this.frames;
  }

  take(masks: Float32Array): void {
    for (let at = 0; at < masks.length; at++) {
      if (this.frames > 0) this.changes += Math.abs(masks[at]! - this.previous[at]!);
    }
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      let most = 0;
      for (let at = i; at < masks.length; at += PERCEPTUAL_BIN_COUNT) most = Math.max(most, masks[at]!);
      this.largest += most;
    }
    this.previous.set(masks);
    this.frames++;
  }
}
