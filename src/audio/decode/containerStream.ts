import type { AudioSampleSink, EncodedPacketSink, Input } from 'mediabunny';
import type { AudioBytes } from '../bytes/audioBytes.ts';
import { openInput, soundTrack, type ParsedContainer } from './container.ts';
import type { DecodedPiece } from './decodedSamples.ts';

interface Track {
  /** Negative where the encoder's delay comes first. */
  readonly firstTimestampSec: number;
}

/** The decoded audio track of a container. */
export interface ContainerStream extends Track {
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

/** The packets of the audio track of a container, for a decoder of one's own. */
export interface PacketStream extends Track {
  readonly config: AudioDecoderConfig;
  /** A packet is good until the next is asked for. */
  readonly packets: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** Opens the packets of the audio track of a container; throws what mediabunny throws. */
export async function openPackets(source: AudioBytes, container: ParsedContainer): Promise<PacketStream> {
  const { EncodedPacketSink } = await import('mediabunny');
  const input = await openInput(source, container);
  try {
    const track = await soundTrack(input);
    const config = await track?.getDecoderConfig();
    if (track === null || config === null || config === undefined) throw new TypeError('the track cannot be decoded');
    const firstTimestampSec = await track.getFirstTimestamp();
    return { firstTimestampSec, config, packets: packetsOf(new EncodedPacketSink(track), input) };
  } catch (error) {
    input.dispose();
    throw error;
  }
}

/** The packets of a track; the input is released at the end. */
async function* packetsOf(sink: EncodedPacketSink, input: Input): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    for await (const { data } of sink.packets()) yield Uint8Array.from(data);
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
