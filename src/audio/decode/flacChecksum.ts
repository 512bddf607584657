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
    const planes = Array.from({ length: isPlanar ? channels : 1 }, (_, planeIndex) => {
      const bytes = new Uint8Array(piece.allocationSize({ planeIndex }));
      piece.copyTo(bytes, { planeIndex });
      return readInts(bytes, format, this.#bits);
    });
    if (format.startsWith('f32') && this.#bits > FLOAT_BITS) this.#isExact = false;
    else this.#hasher.update(this.#pack(planes, frames, channels, isPlanar));
  }

  /** Null where the browser's floats cannot hold the samples. */
  digest(): string | null {
    return this.#isExact ? this.#hasher.digest('hex') : null;
  }

  #pack(planes: readonly Int32Array[], frames: number, channels: number, isPlanar: boolean): Uint8Array {
    const width = Math.ceil(this.#bits / 8);
    const bytes = new Uint8Array(frames * channels * width);
    let at = 0;
    for (let i = 0; i < frames; i++) {
      for (let c = 0; c < channels; c++) {
        const value = (isPlanar ? planes[c]?.[i] : planes[0]?.[i * channels + c]) ?? 0;
        for (let byte = 0; byte < width; byte++) bytes[at++] = value >> (8 * byte);
      }
    }
    return bytes;
  }
}

/** Samples as the integers that were encoded; decoders give them left-justified in what they have. */
function readInts(bytes: Uint8Array<ArrayBuffer>, format: AudioSampleFormat, bits: number): Int32Array {
  const { buffer } = bytes;
  if (format.startsWith('u8')) return Int32Array.from(bytes, (value) => (value - 128) >> Math.max(0, 8 - bits));
  if (format.startsWith('s16'))
    return Int32Array.from(new Int16Array(buffer), (value) => value >> Math.max(0, 16 - bits));
  if (format.startsWith('s32')) return Int32Array.from(new Int32Array(buffer), (value) => value >> (32 - bits));
  return Int32Array.from(new Float32Array(buffer), (value) => Math.round(value * 2 ** (bits - 1)));
}
