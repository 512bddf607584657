import type { IHasher } from 'hash-wasm';
import type { DecodedPiece } from './decodedSamples.ts';

const MD5_BYTES = 16;
const MD5_OFFSET = 18;
/** Bits of the integers that 32-bit floats hold exactly. */
const FLOAT_BITS = 24;

/** The MD5 of the samples that a STREAMINFO block gives, as hex digits; null where its encoder left it out. */
export function statedMd5(info: Uint8Array): string | null {
  const bytes = info.subarray(MD5_OFFSET, MD5_OFFSET + MD5_BYTES);
  return bytes.some((byte) => byte !== 0)
    ? Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    : null;
}

/** The MD5 of decoded FLAC as its encoder counted it: signed, interleaved, as many whole bytes as the bits need. */
export class FlacChecksum {
  readonly #hasher: IHasher;
  readonly #bits: number;
  #isExact = true;

  private constructor(hasher: IHasher, bits: number) {
    this.#hasher = hasher;
    this.#bits = bits;
  }

  static async of(bits: number): Promise<FlacChecksum> {
    const { createMD5 } = await import('hash-wasm');
    return new FlacChecksum((await createMD5()).init(), bits);
  }

  update(piece: DecodedPiece): void {
    const { format, numberOfFrames: frames, numberOfChannels: channels } = piece;
    if (format === null || !this.#isExact) return;
    const isPlanar = format.endsWith('-planar');
    if (format === 's16' && this.#bits === 16) {
      const bytes = new Uint8Array(frames * channels * 2);
      piece.copyTo(bytes, { planeIndex: 0 });
      this.#hasher.update(bytes);
      return;
    }
    if (format.startsWith('f32') && this.#bits > FLOAT_BITS) {
      this.#isExact = false;
      return;
    }
    const width = Math.ceil(this.#bits / 8);
    const packed = new Uint8Array(frames * channels * width);
    const planes = isPlanar ? channels : 1;
    for (let planeIndex = 0; planeIndex < planes; planeIndex++) {
      const bytes = new Uint8Array(piece.allocationSize({ planeIndex }));
      piece.copyTo(bytes, { planeIndex });
      pack(readInts(bytes, format), stepOf(format, this.#bits), packed, width, planeIndex, planes);
    }
    this.#hasher.update(packed);
  }

  /** Null where the browser's floats cannot hold the samples. */
  digest(): string | null {
    return this.#isExact ? this.#hasher.digest('hex') : null;
  }
}

type Samples = Uint8Array | Int16Array | Int32Array | Float32Array;

function readInts({ buffer }: Uint8Array<ArrayBuffer>, format: AudioSampleFormat): Samples {
  if (format.startsWith('u8')) return new Uint8Array(buffer);
  if (format.startsWith('s16')) return new Int16Array(buffer);
  return format.startsWith('s32') ? new Int32Array(buffer) : new Float32Array(buffer);
}

/** What a decoder's number means: the integer that was encoded is `(number − zero) / step`; decoders justify to the left. */
function stepOf(format: AudioSampleFormat, bits: number): { readonly zero: number; readonly step: number } {
  if (format.startsWith('u8')) return { zero: 128, step: 2 ** Math.max(0, 8 - bits) };
  if (format.startsWith('s16')) return { zero: 0, step: 2 ** Math.max(0, 16 - bits) };
  return { zero: 0, step: format.startsWith('s32') ? 2 ** (32 - bits) : 2 ** (1 - bits) };
}

/** Writes the samples of a plane to their places among those of all, `width` bytes each, little-endian. */
function pack(
  samples: Samples,
  { zero, step }: { readonly zero: number; readonly step: number },
  packed: Uint8Array<ArrayBuffer>,
  width: number,
  plane: number,
  planes: number,
): void {
  const scale = 1 / step;
  const count = packed.length / width / planes;
  if (width === 2) {
    const out = new Int16Array(packed.buffer);
    for (let i = 0, at = plane; i < count; i++, at += planes) out[at] = ((samples[i] ?? 0) - zero) * scale;
    return;
  }
  const skip = planes * width;
  for (let i = 0, at = plane * width; i < count; i++, at += skip) {
    const value = ((samples[i] ?? 0) - zero) * scale;
    for (let byte = 0; byte < width; byte++) packed[at + byte] = value >> (8 * byte);
  }
}
