import { updateCrc16 } from './crc.ts';
import { decodeChunks } from './audioDecoder.ts';
import { PieceSamples, planarPiece, type DecodedPiece } from './decodedSamples.ts';

/** Steps of 1.5 dB by which frames are lowered: 24 dB. */
const LOWERED_STEPS = 16;
/** What undoes it, exactly, as it is a power of two. */
const RAISED = 16;
const HEADER_BYTES = 4;
const GAIN_OFFSET_BITS = 21;

/**
 * Decodes frames of MP3 by WebCodecs with room above full scale, where some browsers (Chromium 156) cut samples off: every
 * frame is lowered by its own global gain before and its samples are raised after, both exactly. Whoever takes a piece closes
 * it; a frame is used up before the next is asked for.
 */
export async function* decodeMp3WithHeadroom(
  config: AudioDecoderConfig,
  frames: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<DecodedPiece> {
  const samples = new PieceSamples();
  for await (const piece of decodeChunks(config, lowered(frames))) {
    const { numberOfChannels, numberOfFrames, sampleRate } = piece;
    try {
      samples.load(piece);
    } finally {
      piece.close();
    }
    const channels = Array.from({ length: numberOfChannels }, (_, channel) => {
      const out = new Float32Array(numberOfFrames);
      samples.read(channel, 0, out);
      return out.map((value) => value * RAISED);
    });
    yield planarPiece(channels, sampleRate);
  }
}

async function* lowered(frames: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const frame of frames) {
    const copy = frame.slice();
    lowerFrame(copy);
    yield copy;
  }
}

/**
 * Lowers the gains of a frame of Layer III in place, by 24 dB or as far as they go, which is beyond hearing and beyond 32 bits.
 * Sources: ISO 11172-3, section 2.4.1.7 (side information), 13818-3.
 */
export function lowerFrame(frame: Uint8Array): void {
  const [, versionByte = 0, , modeByte = 0] = frame;
  const isVersion1 = (versionByte & 8) !== 0;
  const hasCrc = (versionByte & 1) === 0;
  const channels = modeByte >> 6 === 3 ? 1 : 2;
  const start = HEADER_BYTES + (hasCrc ? 2 : 0);
  const sideBytes = isVersion1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17;
  if (frame.length < start + sideBytes) return;
  const granules = isVersion1 ? 2 * channels : channels;
  const granuleBits = isVersion1 ? 59 : 63;
  const firstBit = sideBytes * 8 - granules * granuleBits;
  for (let granule = 0; granule < granules; granule++) {
    lowerByte(frame, start * 8 + firstBit + granule * granuleBits + GAIN_OFFSET_BITS);
  }
  if (hasCrc) writeCrc(frame, start, sideBytes);
}

/** Lowers the eight bits that begin at a bit. */
function lowerByte(frame: Uint8Array, bit: number): void {
  const at = bit >> 3;
  const shift = 8 - (bit & 7);
  const pair = ((frame[at] ?? 0) << 8) | (frame[at + 1] ?? 0);
  const gain = Math.max(0, ((pair >> shift) & 0xff) - LOWERED_STEPS);
  const changed = (pair & ~(0xff << shift)) | (gain << shift);
  frame[at] = changed >> 8;
  frame[at + 1] = changed & 0xff;
}

/** The checksum of the header's last two bytes and the side information. */
function writeCrc(frame: Uint8Array, start: number, sideBytes: number): void {
  let crc = 0xffff;
  for (const byte of [...frame.subarray(2, HEADER_BYTES), ...frame.subarray(start, start + sideBytes)]) {
    crc = updateCrc16(crc, byte);
  }
  frame[HEADER_BYTES] = crc >> 8;
  frame[HEADER_BYTES + 1] = crc & 0xff;
}
