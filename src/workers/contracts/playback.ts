import type { DescriptorTrack } from '../../ml/plugin/descriptorTrack.ts';

/** The beginning of a file, decoded: at most two channels. */
export interface DecodedStart {
  readonly kind: 'done';
  readonly channels: readonly Float32Array<ArrayBuffer>[];
  readonly sampleRateHz: number;
}

/** Only the main thread has Web Audio: decode there at this rate. */
export interface PlaybackNeedsWebAudio {
  readonly kind: 'needs-web-audio';
  readonly sampleRateHz: number;
}

/** What the live view plays and shows. */
export interface PlaybackService {
  /** Decodes the first `maxSec` seconds of a file. */
  decodeStart(file: Blob, path: string, maxSec: number): Promise<DecodedStart | PlaybackNeedsWebAudio>;
  /** The plugin's descriptors along a signal, a point every few frames. */
  trackDescriptors(
    channels: readonly Float32Array[],
    sampleRateHz: number,
    everyFrames: number,
  ): Promise<DescriptorTrack>;
}
