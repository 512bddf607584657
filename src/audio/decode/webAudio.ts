import { quoted } from '../sniff/refusals.ts';
import { AppError } from '../../domain/errors.ts';

/** A file decoded at once: one transferable Float32Array per channel. */
export interface DecodedAudio {
  readonly channels: Float32Array<ArrayBuffer>[];
  readonly sampleRateHz: number;
}

/**
 * Decodes a whole file with Web Audio at its native rate. Main thread only. 16-bit and 8-bit lossless files come out with
 * a rounding error of up to 2e-5 and 5e-3; others are as the codec gives them.
 *
 * @param bytes the whole file; detached by this call, also on failure
 * @param sampleRateHz the native rate, 3,000–768,000 Hz: the browser resamples silently to any other
 * @throws AppError `damaged-file` where the browser cannot decode it
 */
export async function decodeWithWebAudio(
  bytes: ArrayBuffer,
  sampleRateHz: number,
  path: string | null = null,
): Promise<DecodedAudio> {
  const context = new OfflineAudioContext(1, 1, sampleRateHz);
  let buffer: AudioBuffer;
  try {
    buffer = await context.decodeAudioData(bytes);
  } catch (cause) {
    throw new AppError(
      {
        code: 'damaged-file',
        stage: 'descriptors',
        subject: path,
        message: `${quoted(path)} cannot be decoded by this browser: it is damaged or uses a rare variant of its format. Convert it to FLAC or WAV.`,
      },
      { cause },
    );
  }
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
  return { channels, sampleRateHz: buffer.sampleRate };
}
