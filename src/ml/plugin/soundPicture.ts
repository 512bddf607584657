import type { SoundPicture } from '../../domain/soundPicture.ts';
import { FRAME_SAMPLES, HOP_SAMPLES } from '../dsp/spectrum.ts';
import { PluginKernel } from '../kernel/pluginKernel.ts';
import { PERCEPTUAL_BIN_COUNT, perceptualBins } from './perceptualBins.ts';

/** What lies further below the loudest place than this is as dark as silence. */
const RANGE_DB = 70;

/**
 * Draws a sound as the plugin hears it: the mean Σ|X| of each perceptual bin [P3] over the frames of each column, in
 * decibels below the loudest place.
 *
 * @param channels one or more of equal length, of which the plugin hears two; less than a frame gives a dark picture.
 * @param columns 1 or more.
 */
export function soundPicture(channels: readonly Float32Array[], sampleRateHz: number, columns: number): SoundPicture {
  const heard = channels.slice(0, 2);
  const frames = Math.max(0, Math.floor(((heard[0]?.length ?? 0) - FRAME_SAMPLES) / HOP_SAMPLES) + 1);
  const kernel = PluginKernel.instance;
  kernel.select(FRAME_SAMPLES, '64-bit');
  kernel.divide(perceptualBins(sampleRateHz).edges);
  const means = new Float64Array(columns * PERCEPTUAL_BIN_COUNT);
  for (let column = 0; column < columns; column++) {
    const first = Math.floor((column * frames) / columns);
    const end = Math.min(frames, Math.max(first + 1, Math.floor(((column + 1) * frames) / columns)));
    for (let frame = first; frame < end; frame++) {
      const at = frame * HOP_SAMPLES;
      heard.forEach((channel, c) => kernel.inputs[c === 0 ? 0 : 1].set(channel.subarray(at, at + FRAME_SAMPLES)));
      kernel.measure(0, heard.length);
      for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
        means[column * PERCEPTUAL_BIN_COUNT + i]! += kernel.energy[i]! / (end - first);
      }
    }
  }
  const loudest = means.reduce((a, b) => Math.max(a, b), Number.MIN_VALUE);
  const levels = Uint8Array.from(means, (mean) => {
    const belowDb = 20 * Math.log10(mean / loudest);
    return Math.round(255 * Math.max(0, 1 + belowDb / RANGE_DB));
  });
  return { columns, levels };
}
