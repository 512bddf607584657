import type { RidgeParameters } from '../../domain/model.ts';
import { PERCEPTUAL_BIN_COUNT, perceptualBins } from '../plugin/perceptualBins.ts';
import type { PluginState } from '../plugin/pluginState.ts';
import { PluginTwin } from '../plugin/pluginTwin.ts';
import { divideMasks } from '../plugin/shares.ts';

const BLOCK_SAMPLES = 512;

/** How a sound is split. */
export interface SplitMeasure {
  readonly clusterCount: number;
  /** Centres of the 64 perceptual bins. */
  readonly centreHz: Float32Array;
  /** Power that each cluster carries in each perceptual bin over the sound: clusters × 64. */
  readonly power: Float64Array;
  /** What every frame holds. */
  readonly frames: SplitFrames;
  /** Level of each cluster [G1] in the frames in which the sound is heard, ascending. */
  readonly levels: readonly Float64Array[];
}

/** Frame by frame, each with its 64 perceptual bins in turn. */
export interface SplitFrames {
  /** Between two frames. */
  readonly stepSec: number;
  readonly powers: Float64Array;
  /** Of each cluster in that. */
  readonly shares: readonly Float64Array[];
}

/** What lies further below the loudest frame is not heard, in ln. */
const AUDIBLE_LN = 7;

/** Measures how a sound is split, from a fresh state on. @param channels one or two of equal length. */
export function measureSplit(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  state: PluginState,
  bend: RidgeParameters,
): SplitMeasure {
  const { clusterCount, frameSamples } = state.split;
  const bins = perceptualBins(sampleRateHz, frameSamples);
  const twin = new PluginTwin(
    { sampleRateHz, channelCount: channels.length, auxCount: 0, bend, start: 'plugin' },
    state,
  );
  const output = channels.map(() => new Float32Array(BLOCK_SAMPLES));
  const shares = new Float64Array(clusterCount * PERCEPTUAL_BIN_COUNT);
  const power = new Float64Array(clusterCount * PERCEPTUAL_BIN_COUNT);
  const frames: MeasuredFrame[] = [];
  const widths = Array.from({ length: PERCEPTUAL_BIN_COUNT }, (_, i) => bins.edges[i + 1]! - bins.edges[i]!);
  let heard = 0;
  for (let at = 0; at + BLOCK_SAMPLES <= (channels[0]?.length ?? 0); at += BLOCK_SAMPLES) {
    twin.process(
      channels.map((channel) => channel.subarray(at, at + BLOCK_SAMPLES)),
      output,
    );
    const { count, energy, masks } = twin.lastFrame;
    if (count === heard) continue;
    heard = count;
    divideMasks(masks, clusterCount, shares);
    frames.push(measureFrame(energy, widths, shares, power));
  }
  const loudest = Math.max(...frames.map(({ loudness }) => loudness));
  const audible = frames.filter(({ loudness }) => loudness > loudest - AUDIBLE_LN);
  const levels = Array.from({ length: clusterCount }, (_, c) =>
    Float64Array.from(audible, (frame) => frame.levels[c]!).sort(),
  );
  const stepSec = frameSamples / state.split.overlap / sampleRateHz;
  return {
    clusterCount,
    centreHz: bins.centreHz,
    power,
    levels,
    frames: framesOf(frames, clusterCount, stepSec),
  };
}

/**
 * Measures one frame.
 *
 * @param energy of each perceptual bin. @param widths FFT bins that each holds.
 * @param shares of each cluster in each bin, clusters × 64.
 * @param power receives what each cluster carries in each bin besides, likewise.
 */
function measureFrame(
  energy: ArrayLike<number>,
  widths: readonly number[],
  shares: Float64Array,
  power: Float64Array,
): MeasuredFrame {
  const powers = Float64Array.from(widths, (width, i) => (energy[i]! / Math.max(1, width)) ** 2 * width);
  let total = 0;
  const levels = Array.from({ length: shares.length / PERCEPTUAL_BIN_COUNT }, (_, c) => {
    let weights = 0;
    let sum = 0;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      const share = shares[c * PERCEPTUAL_BIN_COUNT + i]!;
      const magnitude = energy[i]! / Math.max(1, widths[i]!);
      power[c * PERCEPTUAL_BIN_COUNT + i]! += share * powers[i]!;
      weights += share * widths[i]!;
      sum += share * widths[i]! * Math.log(1e-8 + magnitude);
      total += share * energy[i]!;
    }
    return sum / Math.max(weights, 1e-8);
  });
  return { loudness: Math.log(1e-8 + total), levels, powers, shares: shares.slice() };
}

interface MeasuredFrame {
  readonly loudness: number;
  readonly levels: readonly number[];
  readonly powers: Float64Array;
  /** Clusters × 64. */
  readonly shares: Float64Array;
}

function framesOf(frames: readonly MeasuredFrame[], clusterCount: number, stepSec: number): SplitFrames {
  const joined = (of: (frame: MeasuredFrame) => Float64Array) => {
    const values = new Float64Array(frames.length * PERCEPTUAL_BIN_COUNT);
    for (const [t, frame] of frames.entries()) values.set(of(frame), t * PERCEPTUAL_BIN_COUNT);
    return values;
  };
  const shares = Array.from({ length: clusterCount }, (_, c) =>
    joined((frame) => frame.shares.subarray(c * PERCEPTUAL_BIN_COUNT, (c + 1) * PERCEPTUAL_BIN_COUNT)),
  );
  return { stepSec, powers: joined(({ powers }) => powers), shares };
}
