import type { DescriptorTrack } from '../../domain/descriptorTrack.ts';
import type { SoundPicture } from '../../domain/soundPicture.ts';
import type { Waveform } from '../../domain/waveform.ts';

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
  /** What the decoded samples of the whole file will take. */
  readonly decodedBytes: number;
}

/** What a sound looks like along its length. */
export interface SoundOutline {
  readonly waveform: Waveform;
  readonly picture: SoundPicture;
}

/** What is played and shown of a file. */
export interface PlaybackCalls {
  /** Decodes the first `maxSec` seconds of a file. @param isStreamed whether Web Audio has failed at it. */
  decodeStart(
    file: Blob,
    path: string,
    maxSec: number,
    isStreamed: boolean,
  ): Promise<DecodedStart | PlaybackNeedsWebAudio>;
  outline(channels: readonly Float32Array[], sampleRateHz: number, columns: number): Promise<SoundOutline>;
  /**
   * Keeps a copy of a file's bytes in this browser. Rejects with `storage-full`, or with `file-gone` where they are gone or others.
   *
   * @param byHand whether the user asked for it: then it makes room for no other.
   */
  keepCopy(file: Blob, audioId: string, byHand: boolean): Promise<void>;
  /** Removes a kept copy that is cut off or damaged and takes over a whole one of version 1.0. Resolves with whether there is a whole one. */
  checkKeptCopy(audioId: string): Promise<boolean>;
  /** Whether the staged copy of a file is there with the file's own bytes. */
  checkStagedCopy(audioId: string, stagedName: string): Promise<boolean>;
  /** The plugin's descriptors along a signal, a point every few frames. */
  trackDescriptors(
    channels: readonly Float32Array[],
    sampleRateHz: number,
    everyFrames: number,
  ): Promise<DescriptorTrack>;
}
