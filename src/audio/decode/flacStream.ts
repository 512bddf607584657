import { fourCc, HeaderReader, type AudioBytes } from '../bytes/audioBytes.ts';
import { crc16Of } from './crc.ts';
import { isFrameHeader, splitFlacFrames } from './flacFrames.ts';
import type { FlacLimits, FlacWalk } from './flacFrames.ts';
import { statedMd5 } from './flacChecksum.ts';
import { oggPackets } from './oggPackets.ts';
import { tagBytes } from '../sniff/mp3Frames.ts';
import { refuseHeader, stageError, type FileContext } from '../sniff/refusals.ts';
import { describeStreamInfo, STREAMINFO_BYTES } from '../sniff/sniffFlac.ts';
import type { CompressedSniff } from '../sniff/sniffResult.ts';

const MAX_METADATA_BLOCKS = 1024;
const OGG_FLAC_MARKER = '\u007FFLAC';
const OGG_STREAMINFO_OFFSET = 17;

/** What a decoder needs of a FLAC stream: its configuration and its frames. */
export interface FlacStream {
  readonly config: AudioDecoderConfig;
  readonly frames: AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Of its samples, as hex digits; null where the encoder did not give it. */
  readonly md5: string | null;
  /** Frames that its header counts; null where it does not. */
  readonly declaredFrames: number | null;
  readonly walk: FlacWalk;
  /** Once all frames were asked for: where the FLAC begins that this one was joined with; null for none. */
  readonly follower: () => Promise<number | null>;
}

const MAX_TAGS = 16;

/** Opens a native or an Ogg FLAC stream, from its first byte on. Throws `damaged-file` where its header is broken. */
export async function openFlac(
  source: AudioBytes,
  sniffed: CompressedSniff,
  context: FileContext,
): Promise<FlacStream> {
  return sniffed.container === 'ogg'
    ? openOggFlac(source, sniffed, context.path)
    : openNativeFlac(source, sniffed, context);
}

async function openNativeFlac(source: AudioBytes, sniffed: CompressedSniff, context: FileContext): Promise<FlacStream> {
  const reader = new HeaderReader(source, context.path);
  let offset = 4;
  const first = await reader.view(offset + 4, STREAMINFO_BYTES);
  const info = streamInfoAt(first, 0, context.path);
  const stream = describeStreamInfo(first, 0, 'flac', context.path);
  expectJoined(stream, sniffed, context);
  const walk: FlacWalk = { end: null, isDamaged: false };
  for (let block = 0, isLast = false; !isLast; block++) {
    const header = await reader.view(offset, 4);
    if (header.byteLength < 4 || block === MAX_METADATA_BLOCKS) {
      throw refuseHeader(context.path, 'its FLAC metadata is incomplete');
    }
    isLast = header.getUint8(0) >= 0x80;
    offset += 4 + (header.getUint32(0, false) & 0xff_ffff);
  }
  return {
    config: decoderConfig(sniffed, info),
    frames: splitFlacFrames(source, offset, limitsOf(info, sniffed), context, walk),
    md5: statedMd5(info),
    declaredFrames: stream.declaredFrames,
    walk,
    follower: async () => nextFlac(reader, walk.end ?? source.size),
  };
}

/** Where a FLAC begins at a byte or behind the tags there; null where none does. */
async function nextFlac(reader: HeaderReader, start: number): Promise<number | null> {
  let at = start;
  for (let tag = 0; tag < MAX_TAGS; tag++) {
    const view = await reader.view(at, 32);
    if (fourCc(view, 0) === 'fLaC') return at;
    const bytes = view.byteLength < 32 ? 0 : tagBytes(view, 0);
    if (bytes === 0) break;
    at += bytes;
  }
  return null;
}

/** @throws AppError `bad-samples` for a FLAC of another shape than the one that it was joined with */
function expectJoined(stream: CompressedSniff, first: CompressedSniff, { stage, path }: FileContext): void {
  if ((['sampleRateHz', 'channels', 'bitsPerSample'] as const).every((what) => stream[what] === first[what])) return;
  throw stageError(
    stage,
    'bad-samples',
    path,
    'is joined from FLACs that differ in rate, channels or bits; convert it to WAV, or split it.',
  );
}

async function openOggFlac(source: AudioBytes, sniffed: CompressedSniff, path: string | null): Promise<FlacStream> {
  const walk: FlacWalk = { end: null, isDamaged: false };
  const packets = oggPackets(source, OGG_FLAC_MARKER, path);
  const first = await packets.next();
  if (first.done === true) throw refuseHeader(path, 'its Ogg FLAC header is incomplete');
  const info = streamInfoAt(new DataView(first.value.buffer), OGG_STREAMINFO_OFFSET, path);
  return {
    config: decoderConfig(sniffed, info),
    frames: onlyFrames(packets, limitsOf(info, sniffed), walk),
    md5: statedMd5(info),
    declaredFrames: sniffed.declaredFrames,
    walk,
    follower: async () => Promise.resolve(null),
  };
}

/** Leaves out the metadata packets between the first one and the frames, and frames that do not add up to their checksum. */
async function* onlyFrames(
  packets: AsyncIterable<Uint8Array<ArrayBuffer>>,
  limits: FlacLimits,
  walk: FlacWalk,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const packet of packets) {
    const isFrame = isFrameHeader(packet, 0, limits);
    if (isFrame && crc16Of(0, packet, 0, packet.length) === 0) yield packet;
    else walk.isDamaged ||= isFrame;
  }
}

function streamInfoAt(view: DataView, offset: number, path: string | null): Uint8Array<ArrayBuffer> {
  if (view.byteLength < offset + STREAMINFO_BYTES) throw refuseHeader(path, 'its FLAC header is incomplete');
  return Uint8Array.from({ length: STREAMINFO_BYTES }, (_, i) => view.getUint8(offset + i));
}

function decoderConfig(sniffed: CompressedSniff, info: Uint8Array<ArrayBuffer>): AudioDecoderConfig {
  const description = new Uint8Array(8 + STREAMINFO_BYTES);
  description.set([0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, STREAMINFO_BYTES]);
  description.set(info, 8);
  return { codec: 'flac', sampleRate: sniffed.sampleRateHz, numberOfChannels: sniffed.channels, description };
}

/** A frame is at most as long as its samples stored one by one, and one bit wider for a side channel. */
function limitsOf(info: Uint8Array<ArrayBuffer>, sniffed: CompressedSniff): FlacLimits {
  const view = new DataView(info.buffer);
  const maxBlockFrames = view.getUint16(2, false) || 0xffff;
  const sampleBits = (sniffed.bitsPerSample ?? 32) + 1;
  const maxFrameBytes = Math.ceil((maxBlockFrames * sniffed.channels * sampleBits) / 8) + 64 + sniffed.channels * 8;
  return { sampleRateHz: sniffed.sampleRateHz, maxFrameBytes };
}
