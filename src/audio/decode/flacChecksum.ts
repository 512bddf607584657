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
  readonly #packed = new ReusedBytes();
  readonly #plane = new ReusedBytes();
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
    if (format.startsWith('f32') && this.#bits > FLOAT_BITS) {
      this.#isExact = false;
      return;
    }
    const width = Math.ceil(this.#bits / 8);
    const planes = format.endsWith('-planar') ? channels : 1;
    const step = stepOf(format, this.#bits);
    const packed = this.#packed.take(frames * channels * width);
    const isAsEncoded = planes === 1 && step.zero === 0 && step.step === 1;
    for (let planeIndex = 0; planeIndex < planes; planeIndex++) {
      const bytes = isAsEncoded ? packed : this.#plane.take(piece.allocationSize({ planeIndex }));
      piece.copyTo(bytes, { planeIndex });
      if (!isAsEncoded) pack(readInts(bytes, format), step, packed, width, planeIndex, planes);
    }
    this.#hasher.update(packed);
  }

  /** Null where the browser's floats cannot hold the samples. */
  digest(): string | null {
    return this.#isExact ? this.#hasher.digest('hex') : null;
  }
}

/** Memory that the next piece takes over. */
class ReusedBytes {
  #bytes = new Uint8Array(0);

  take(length: number): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(length);
    return this.#bytes.subarray(0, length);
  }
}

type Samples = Uint8Array | Int16Array | Int32Array | Float32Array;

function readInts(bytes: Uint8Array<ArrayBuffer>, format: AudioSampleFormat): Samples {
  const { buffer, length } = bytes;
  if (format.startsWith('u8')) return bytes;
  if (format.startsWith('s16')) return new Int16Array(buffer, 0, length >> 1);
  return format.startsWith('s32') ? new Int32Array(buffer, 0, length >> 2) : new Float32Array(buffer, 0, length >> 2);
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
    const out = new Int16Array(packed.buffer, 0, packed.length >> 1);
    for (let i = 0, at = plane; i < count; i++, at += planes) out[at] = (samples[i]! - zero) * scale;
    return;
  }
  const skip = planes * width;
  for (let i = 0, at = plane * width; i < count; i++, at += skip) {
    const value = (samples[i]! - zero) * scale;
    for (let byte = 0; byte < width; byte++) packed[at + byte] = value >> (8 * byte);
  }
}
