import type { AudioSampleSink, EncodedPacketSink, Input } from 'mediabunny';
import type { AudioBytes } from '../bytes/audioBytes.ts';
import { openInput, soundTrack, type ParsedContainer } from './container.ts';
import { decodeOpusInSoftware } from './softDecoders.ts';
import type { DecodedPiece } from './decodedSamples.ts';

/** The decoded audio track of a container. */
export interface ContainerStream {
  /** Negative where the encoder's delay comes first. */
  readonly firstTimestampSec: number;
  /** Whoever takes a piece closes it. */
  readonly pieces: AsyncIterable<DecodedPiece>;
}

/** Opens the audio track of a container with mediabunny; throws what it throws. */
export async function openContainer(source: AudioBytes, container: ParsedContainer): Promise<ContainerStream> {
  const { AudioSampleSink } = await import('mediabunny');
  const input = await openInput(source, container);
  try {
    const track = await soundTrack(input);
    if (track === null) throw new TypeError('the container has no audio track');
    const firstTimestampSec = await track.getFirstTimestamp();
    return { firstTimestampSec, pieces: decodeSink(new AudioSampleSink(track), input) };
  } catch (error) {
    input.dispose();
    throw error;
  }
}

/** The same for Opus by a library, whose decoder does not cut off what its encoder put in front. */
export async function openOpusContainer(
  source: AudioBytes,
  container: ParsedContainer,
  channels: number,
): Promise<ContainerStream> {
  const { EncodedPacketSink } = await import('mediabunny');
  const input = await openInput(source, container);
  try {
    const track = await soundTrack(input);
    if (track === null) throw new TypeError('the container has no audio track');
    const description = (await track.getDecoderConfig())?.description;
    const head = description === undefined ? new Uint8Array() : bytesOf(description);
    const preSkip = head.length < 12 ? 0 : (head[10] ?? 0) + 256 * (head[11] ?? 0);
    const packets = packetsOf(new EncodedPacketSink(track), input);
    return { firstTimestampSec: -preSkip / OPUS_RATE_HZ, pieces: decodeOpusInSoftware(packets, channels, head) };
  } catch (error) {
    input.dispose();
    throw error;
  }
}

const OPUS_RATE_HZ = 48_000;

function bytesOf(data: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

async function* packetsOf(sink: EncodedPacketSink, input: Input): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    for await (const { data } of sink.packets()) yield data.slice();
  } finally {
    input.dispose();
  }
}

/** The samples of a track; the input is released at the end. */
async function* decodeSink(sink: AudioSampleSink, input: Input): AsyncGenerator<DecodedPiece> {
  try {
    yield* sink.samples();
  } finally {
    input.dispose();
  }
}
