import decodedJson from '../fixtures/formats/decoded.json?raw';

export interface Decoded {
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly frames: number;
  /** Of its samples as 32-bit floats; only where the format loses nothing. */
  readonly sha256?: string;
}

/** What FFmpeg decodes of the fixtures, by name. */
export const DECODED = (JSON.parse(decodedJson) as { files: Record<string, Decoded> }).files;
