import type { DescriptorTrack } from '../../domain/descriptorTrack.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { FRAME_SAMPLES, HOP_SAMPLES } from '../dsp/spectrum.ts';
import { RuntimeAnalyser } from './runtimeAnalyser.ts';

/**
 * The descriptors over the last 256 frames [P8], taken every few frames of a signal.
 *
 * @param channels of equal length, of which the plugin hears the first two.
 * @param everyFrames frames of 1024 samples from one point to the next, 1 or more.
 */
export function descriptorTrack(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  everyFrames: number,
): DescriptorTrack {
  const analyser = new RuntimeAnalyser(sampleRateHz, Number.MAX_SAFE_INTEGER);
  const samples = channels[0]?.length ?? 0;
  const lead = FRAME_SAMPLES - HOP_SAMPLES;
  const step = everyFrames * HOP_SAMPLES;
  const points = Math.max(0, Math.floor((samples - lead) / step));
  const timesSec = new Float64Array(points);
  const descriptors = new Float32Array(points * DESCRIPTOR_COUNT);
  if (points > 0) analyser.push(channels.map((channel) => channel.subarray(0, lead)));
  for (let point = 0; point < points; point++) {
    const end = lead + (point + 1) * step;
    analyser.push(channels.map((channel) => channel.subarray(end - step, end)));
    timesSec[point] = end / sampleRateHz;
    descriptors.set(analyser.current(), point * DESCRIPTOR_COUNT);
  }
  return { timesSec, descriptors };
}
