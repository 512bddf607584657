import { PERCEPTUAL_BIN_COUNT } from '../plugin/perceptualBins.ts';
import type { PluginState } from '../plugin/pluginState.ts';
import { PluginTwin } from '../plugin/pluginTwin.ts';
import type { TwinSetup } from '../plugin/splitEngine.ts';

/** The twin hears the loop for so long before what is given out begins. */
const WARM_UP_SEC = 2;
/** Fade at both ends, so that going round makes no click. */
const FADE_SEC = 0.005;

/** One turn of a loop, and how its masks behaved. */
export interface RenderedLoop {
  readonly channels: readonly Float32Array<ArrayBuffer>[];
  /** Mean change of a mask from one frame to the next, 0 … 1. */
  readonly maskChange: number;
  /** Mean of the largest mask of each bin, 1/K … 1: how clearly bins belong to one cluster. */
  readonly maskContrast: number;
}

/**
 * One turn of a loop as the plugin gives it out when it has gone round for a while, so that masks have settled, and with
 * short fades at its ends.
 *
 * @param excerpt one or two channels of positive length.
 * @param bend the model that is built into the plugin; 'off' to hear the knobs as they stand.
 */
export function renderLoop(
  excerpt: readonly Float32Array[],
  sampleRateHz: number,
  state: PluginState,
  bend: TwinSetup['bend'],
): RenderedLoop {
  const used = excerpt.slice(0, 2);
  const length = used[0]?.length ?? 0;
  const turns = Math.max(1, Math.ceil((WARM_UP_SEC * sampleRateHz) / Math.max(1, length)));
  const twin = new PluginTwin(
    { sampleRateHz, channelCount: used.length, auxCount: 0, bend, start: 'plugin' },
    { ...state, isBypassed: false },
  );
  const hop = state.split.frameSamples / state.split.overlap;
  const skipped = turns * length + twin.delaySamples;
  const input = used.map(() => new Float32Array(hop));
  const output = used.map(() => new Float32Array(hop));
  const channels = used.map(() => new Float32Array(length));
  const meter = new MaskMeter(state.split.clusterCount);
  for (let at = 0; at < skipped + length; at += hop) {
    input.forEach((block, c) => {
      for (let n = 0; n < hop; n++) block[n] = used[c]![(at + n) % length]!;
    });
    twin.process(input, output);
    if (at >= skipped) meter.take(twin.lastFrame.masks);
    const from = Math.max(0, skipped - at);
    const end = Math.min(hop, skipped + length - at);
    if (from < end) channels.forEach((channel, c) => channel.set(output[c]!.subarray(from, end), at + from - skipped));
  }
  fadeEnds(channels, Math.min(Math.round(FADE_SEC * sampleRateHz), length >> 1));
  return { channels, maskChange: meter.change, maskContrast: meter.contrast };
}

function fadeEnds(channels: readonly Float32Array[], samples: number): void {
  for (const channel of channels) {
    for (let n = 0; n < samples; n++) {
      channel[n]! *= n / samples;
      channel[channel.length - 1 - n]! *= n / samples;
    }
  }
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
