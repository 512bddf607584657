import type { PluginState } from './pluginState.ts';
import { PluginTwin } from './pluginTwin.ts';
import type { TwinSetup } from './splitEngine.ts';

const BLOCK_SAMPLES = 1 << 14;

/** What the plugin gives out for a whole sound. */
export interface PluginRender {
  /** As many channels as the sound has that are heard. */
  readonly main: readonly Float32Array<ArrayBuffer>[];
  /** Those of each auxiliary output that was asked for. */
  readonly aux: readonly (readonly Float32Array<ArrayBuffer>[])[];
}

export interface PluginRenderOptions extends Omit<TwinSetup, 'channelCount'> {
  /** Whether the render is in time with the sound, or the FFT size later as in the plugin. */
  readonly isInTime: boolean;
  /** Samples of silence that follow the sound, in which it may ring. */
  readonly tailSamples: number;
}

/**
 * Renders a whole sound from a fresh state, by the code that plays live.
 *
 * @param channels one or two of equal length; more than two are not heard.
 */
export function renderPlugin(
  channels: readonly Float32Array[],
  state: PluginState,
  options: PluginRenderOptions,
): PluginRender {
  const used = channels.slice(0, 2);
  const length = (used[0]?.length ?? 0) + options.tailSamples;
  const twin = new PluginTwin({ ...options, channelCount: used.length }, state);
  const skipped = options.isInTime && !state.isBypassed ? twin.delaySamples : 0;
  const rows = (samples: number) => used.map(() => new Float32Array(samples));
  const buses = Array.from({ length: 1 + options.auxCount }, () => ({ out: rows(length), block: rows(BLOCK_SAMPLES) }));
  const input = rows(BLOCK_SAMPLES);
  const [main, ...aux] = buses.map(({ block }) => block);
  for (let at = 0; at < length + skipped; at += BLOCK_SAMPLES) {
    used.forEach((channel, c) => {
      const samples = channel.subarray(at, at + BLOCK_SAMPLES);
      input[c]!.fill(0, samples.length).set(samples);
    });
    twin.process(input, main ?? [], aux);
    for (const { out, block } of buses) out.forEach((samples, c) => copyInto(samples, block[c]!, at - skipped));
  }
  const [first, ...others] = buses.map(({ out }) => out);
  return { main: first ?? [], aux: others };
}

/** Copies a block to where it belongs, as far as it is within. */
function copyInto(samples: Float32Array, block: Float32Array, at: number): void {
  const from = Math.max(0, -at);
  const end = Math.min(block.length, samples.length - at);
  if (from < end) samples.set(block.subarray(from, end), at + from);
}
