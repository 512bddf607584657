import { FRAME_SAMPLES } from '../dsp/spectrum.ts';

/** What is measured of one frame. */
export interface FrameTimbre {
  readonly mfcc: ArrayLike<number>;
  /** In bins of the spectrum. */
  readonly spectralCentroid: number;
  readonly spectralRolloff: number;
  readonly loudness: { readonly total: number };
  readonly perceptualSharpness: number;
  readonly chroma: ArrayLike<number>;
}

/** At most this many frames, spread evenly over the sound. */
const FRAMES_MEASURED = 96;
/** A frame whose loudest sample is below this is silent: it has no timbre. */
const SILENT_PEAK = 1e-4;

/**
 * The timbre of a sound: the means of what `measure` tells of its frames, in the order of `TIMBRE_COLUMNS`. Null where
 * nothing but silence is measuredFrames.
 *
 * @param mono samples at `sampleRateHz`; less than a frame is filled up with silence
 */
export function timbreProfile(
  mono: Float32Array,
  sampleRateHz: number,
  measure: (frame: Float32Array) => FrameTimbre,
): number[] | null {
  const places = Math.max(1, Math.floor((mono.length - FRAME_SAMPLES) / FRAME_SAMPLES) + 1);
  const count = Math.min(FRAMES_MEASURED, places);
  let measuredFrames = 0;
  let sums: number[] | null = null;
  for (let i = 0; i < count; i += 1) {
    const at = Math.floor((i * places) / count) * FRAME_SAMPLES;
    const frame = new Float32Array(FRAME_SAMPLES);
    frame.set(mono.subarray(at, at + FRAME_SAMPLES));
    if (!frame.some((sample) => Math.abs(sample) > SILENT_PEAK)) continue;
    const { mfcc, spectralCentroid, spectralRolloff, loudness, perceptualSharpness, chroma } = measure(frame);
    const values = [
      ...Array.from(mfcc),
      (spectralCentroid * sampleRateHz) / FRAME_SAMPLES,
      spectralRolloff,
      loudness.total,
      perceptualSharpness,
      ...Array.from(chroma),
    ];
    if (!values.every((value) => Number.isFinite(value))) continue;
    measuredFrames += 1;
    sums = sums === null ? values : sums.map((sum, k) => sum + values[k]!);
  }
  return sums?.map((sum) => sum / measuredFrames) ?? null;
}
