import type { AudioSampleSink, Input } from 'mediabunny';
import { HeaderReader, type HeldBytes } from '../bytes/audioBytes.ts';
import type { DecodedPiece } from './decodedSamples.ts';
import { readOggTail } from '../sniff/oggTail.ts';
import type { CompressedSniff } from '../sniff/sniffResult.ts';

/** The decoded audio track of a container. */
export interface ContainerStream {
  /** Negative where the encoder's delay comes first. */
  readonly firstTimestampSec: number;
  /** Whoever takes a piece closes it. */
  readonly pieces: AsyncIterable<DecodedPiece>;
}

/** Opens the audio track of an MP3, MP4 or Ogg file with mediabunny; throws what it throws. */
export async function openContainer(
  source: Blob | HeldBytes,
  sniffed: CompressedSniff,
  path: string | null,
): Promise<ContainerStream> {
  const mediabunny = await import('mediabunny');
  const wholeBytes = await endOfWholePages(source, sniffed, path);
  const input = new mediabunny.Input({
    source:
      'held' in source
        ? new mediabunny.BufferSource(source.held.subarray(0, wholeBytes))
        : new mediabunny.BlobSource(source.slice(0, wholeBytes)),
    formats: mediabunny.ALL_FORMATS,
  });
  try {
    const track = await input.getPrimaryAudioTrack();
    if (track === null) throw new TypeError('the container has no audio track');
    const firstTimestampSec = await track.getFirstTimestamp();
    return { firstTimestampSec, pieces: decodeSink(new mediabunny.AudioSampleSink(track), input, sniffed) };
  } catch (error) {
    input.dispose();
    throw error;
  }
}

/** Where a file ends, without an Ogg page that was cut off, on which mediabunny gives up. */
async function endOfWholePages(
  source: Blob | HeldBytes,
  sniffed: CompressedSniff,
  path: string | null,
): Promise<number> {
  if (sniffed.container !== 'ogg') return source.size;
  return (await readOggTail(new HeaderReader(source, path), null)).wholeBytes;
}

/** The samples of a track; the input is released at the end. */
async function* decodeSink(
  sink: AudioSampleSink,
  input: Input,
  sniffed: CompressedSniff,
): AsyncGenerator<DecodedPiece> {
  try {
    for await (const sample of sink.samples()) {
      if (sample.sampleRate !== sniffed.sampleRateHz) {
        sample.close();
        throw new TypeError(`the decoder gave ${sample.sampleRate} Hz`);
      }
      yield sample;
    }
  } finally {
    input.dispose();
  }
}
