import { FRAME_SAMPLES, HOP_SAMPLES } from '../dsp/spectrum.ts';
import { HISTORY_FRAMES } from './runtimeHistory.ts';

/** Windows that are kept of one file: enough for its variety, few enough that a long file costs little more. */
export const MAX_WINDOWS = 8;
const LEAST_HOP_FRAMES = 128;
/** As many frames of a file have one window, so that about half of it is analysed a second time. */
const FRAMES_PER_WINDOW = 2 * HISTORY_FRAMES;

/**
 * Frames between the starts of the windows of one file: its beginning, its end and, of longer ones, up to
 * {@link MAX_WINDOWS} at even distances.
 *
 * @param samples what its header promises, per channel; null where it does not say.
 */
export function windowHopFrames(samples: number | null): number {
  if (samples === null || !(samples >= FRAME_SAMPLES)) return FRAMES_PER_WINDOW;
  const frames = Math.floor((samples - FRAME_SAMPLES) / HOP_SAMPLES) + 1;
  const windows = Math.min(Math.max(Math.floor(frames / FRAMES_PER_WINDOW), 2), MAX_WINDOWS);
  return Math.max(LEAST_HOP_FRAMES, Math.floor((frames - HISTORY_FRAMES) / (windows - 1)));
}
