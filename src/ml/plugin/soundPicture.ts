import type { SoundPicture } from '../../domain/soundPicture.ts';
import { BIN_COUNT, HOP_SAMPLES } from '../dsp/spectrum.ts';
import { BinEnergies } from './binEnergies.ts';
import { FrameStream } from './frameStream.ts';
import { PERCEPTUAL_BIN_COUNT, perceptualBins } from './perceptualBins.ts';
import { PluginSpectrum } from './pluginSpectrum.ts';

/** What lies further below the loudest place than this is as dark as silence. */
const RANGE_DB = 70;

/**
 * Draws a sound as the plugin hears it: the mean Σ|X| of each perceptual bin [P3] over the frames of each column, in
 * decibels below the loudest place.
 *
 * @param channels of equal length; a sound shorter than one frame gives a dark picture.
 * @param columns 1 or more.
 */
export function soundPicture(channels: readonly Float32Array[], sampleRateHz: number, columns: number): SoundPicture {
  const frames = Math.max(1, Math.floor((channels[0]?.length ?? 0) / HOP_SAMPLES) - 1);
  const sums = new Float64Array(columns * PERCEPTUAL_BIN_COUNT);
  const counts = new Float64Array(columns);
  const spectrum = new PluginSpectrum();
  const bins = new BinEnergies(perceptualBins(sampleRateHz));
  const magnitudes = new Float32Array(BIN_COUNT);
  let frame = 0;
  const stream = new FrameStream((samples, at) => {
    spectrum.channelMean(samples, at, magnitudes);
    bins.measure(magnitudes);
    const column = Math.min(columns - 1, Math.floor((frame * columns) / frames));
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) sums[column * PERCEPTUAL_BIN_COUNT + i]! += bins.energy[i]!;
    counts[column]! += 1;
    frame += 1;
  });
  stream.push(channels);

  const means = sums.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / PERCEPTUAL_BIN_COUNT)]!));
  const loudest = means.reduce((a, b) => Math.max(a, b), Number.MIN_VALUE);
  const levels = Uint8Array.from(means, (mean) => {
    const belowDb = 20 * Math.log10(mean / loudest);
    return Math.round(255 * Math.max(0, 1 + belowDb / RANGE_DB));
  });
  return { columns, levels };
}
