import type { IHasher } from 'hash-wasm';
import { hexOf } from '../../domain/hex.ts';
import type { PieceSamples } from './decodedSamples.ts';

const MD5_BYTES = 16;
const MD5_OFFSET = 18;
/** Bits of the integers that 32-bit floats hold exactly. */
const FLOAT_BITS = 24;

/** The MD5 of the samples that a STREAMINFO block gives, as hex digits; null where its encoder left it out. */
export function statedMd5(info: Uint8Array): string | null {
  const bytes = info.subarray(MD5_OFFSET, MD5_OFFSET + MD5_BYTES);
  return bytes.some((byte) => byte !== 0) ? hexOf(bytes) : null;
}

/** The MD5 of decoded FLAC as its encoder counted it: signed, interleaved, as many whole bytes as the bits need. */
export class FlacChecksum {
  readonly #hasher: IHasher;
  readonly #bits: number;
  #packed = new Uint8Array(0);
  #isExact = true;

  private constructor(hasher: IHasher, bits: number) {
    this.#hasher = hasher;
    this.#bits = bits;
  }

  /** @param bits of a sample as the stream says them, 4 … 32. */
  static async of(bits: number): Promise<FlacChecksum> {
    const { createMD5 } = await import('hash-wasm');
    return new FlacChecksum((await createMD5()).init(), bits);
  }

  /** Takes the next piece, in the order of the stream. */
  update(samples: PieceSamples): void {
    const { frames, channels, encoding, isPlanar } = samples;
    if (encoding === 'f32' && this.#bits > FLOAT_BITS) {
      this.#isExact = false;
      return;
    }
    const width = Math.ceil(this.#bits / 8);
    const bytes = frames * channels * width;
    if (this.#packed.length < bytes) this.#packed = new Uint8Array(bytes);
    const packed = this.#packed.subarray(0, bytes);
    const planes = isPlanar ? channels : 1;
    for (let plane = 0; plane < planes; plane++) pack(samples.stored(plane), this.#bits, packed, width, plane, planes);
    this.#hasher.update(packed);
  }

  /** Null where the browser's floats cannot hold the samples. */
  digest(): string | null {
    return this.#isExact ? this.#hasher.digest('hex') : null;
  }
}

/**
 * Writes the samples of a plane to their places among those of all, `width` bytes each, little-endian. What a decoder gives is
 * justified to the left.
 */
function pack(
  samples: Uint8Array | Int16Array | Int32Array | Float32Array,
  bits: number,
  packed: Uint8Array<ArrayBuffer>,
  width: number,
  plane: number,
  planes: number,
): void {
  const isFloat = samples instanceof Float32Array;
  const zero = samples instanceof Uint8Array ? 128 : 0;
  const shift = isFloat ? 0 : Math.max(0, 8 * samples.BYTES_PER_ELEMENT - bits);
  const scale = isFloat ? 2 ** (bits - 1) : 1;
  const count = samples.length;
  if (width === 2) {
    const out = new Int16Array(packed.buffer, 0, packed.length >> 1);
    if (samples instanceof Int32Array) {
      for (let i = 0, at = plane; i < count; i++, at += planes) out[at] = (samples[i] ?? 0) >> shift;
      return;
    }
    for (let i = 0, at = plane; i < count; i++, at += planes) out[at] = (((samples[i] ?? 0) - zero) * scale) >> shift;
    return;
  }
  const skip = planes * width;
  for (let i = 0, at = plane * width; i < count; i++, at += skip) {
    const value = (((samples[i] ?? 0) - zero) * scale) >> shift;
    for (let byte = 0; byte < width; byte++) packed[at + byte] = value >> (8 * byte);
  }
}
