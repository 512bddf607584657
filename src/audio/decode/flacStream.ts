import { HeaderReader, type AudioBytes } from '../bytes/audioBytes.ts';
import { isFrameHeader, splitFlacFrames } from './flacFrames.ts';
import type { FlacLimits } from './flacFrames.ts';
import { statedMd5 } from './flacChecksum.ts';
import { oggPackets } from './oggPackets.ts';
import { refuseHeader, type FileContext } from '../sniff/refusals.ts';
import { STREAMINFO_BYTES } from '../sniff/sniffFlac.ts';
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
}

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
  const info = streamInfoAt(await reader.view(offset + 4, STREAMINFO_BYTES), 0, context.path);
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
    frames: splitFlacFrames(source, offset, limitsOf(info, sniffed), context),
    md5: statedMd5(info),
  };
}

async function openOggFlac(source: AudioBytes, sniffed: CompressedSniff, path: string | null): Promise<FlacStream> {
  const packets = oggPackets(source, OGG_FLAC_MARKER, path);
  const first = await packets.next();
  if (first.done === true) throw refuseHeader(path, 'its Ogg FLAC header is incomplete');
  const info = streamInfoAt(new DataView(first.value.buffer), OGG_STREAMINFO_OFFSET, path);
  return {
    config: decoderConfig(sniffed, info),
    frames: onlyFrames(packets, limitsOf(info, sniffed)),
    md5: statedMd5(info),
  };
}

/** Leaves out the metadata packets between the first one and the frames. */
async function* onlyFrames(
  packets: AsyncIterable<Uint8Array<ArrayBuffer>>,
  limits: FlacLimits,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const packet of packets) {
    if (isFrameHeader(packet, 0, limits)) yield packet;
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
