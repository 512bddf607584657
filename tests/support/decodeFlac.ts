import type { DecodedWav } from './referenceAudio.ts';

const ESCAPE = -1;
/** Coefficients of the fixed predictors of order 0 … 4. */
const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

/** Reads numbers of any width, the highest bit first. */
class BitReader {
  private bit = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.bit = 8 * at;
  }

  get byteAt(): number {
    return Math.ceil(this.bit / 8);
  }

  unsigned(width: number): number {
    if (width > 24) return this.unsigned(width - 24) * 2 ** 24 + this.unsigned(24);
    const { bytes, bit } = this;
    const at = bit >> 3;
    const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    this.bit += width;
    return width === 0 ? 0 : (word << (bit & 7)) >>> (32 - width);
  }

  signed(width: number): number {
    const value = this.unsigned(width);
    return width > 0 && value >= 2 ** (width - 1) ? value - 2 ** width : value;
  }

  /** Zeros before the next one. */
  unary(): number {
    const start = this.bit;
    for (;;) {
      const rest = (this.bytes[this.bit >> 3]! << (24 + (this.bit & 7))) >>> 0;
      if (rest !== 0) {
        this.bit += Math.clz32(rest) + 1;
        return this.bit - 1 - start;
      }
      this.bit = (this.bit & ~7) + 8;
    }
  }

  alignToByte(): void {
    this.bit = 8 * this.byteAt;
  }
}

/** Decodes a whole native FLAC file as its encoder wrote it; nothing is checked. Source: RFC 9639. */
export function decodeFlac(bytes: Uint8Array): DecodedWav {
  let at = 4;
  for (let isLast = false; !isLast;) {
    isLast = bytes[at]! >= 0x80;
    at += 4 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  const info = new BitReader(bytes, 18);
  const sampleRateHz = info.unsigned(20);
  const channelCount = info.unsigned(3) + 1;
  const bits = info.unsigned(5) + 1;
  const length = info.unsigned(36);
  const channels = Array.from({ length: channelCount }, () => new Float32Array(length));
  for (let done = 0; done < length;) {
    const frame = decodeFrame(bytes, at, bits);
    frame.channels.forEach((samples, c) =>
      channels[c]!.set(
        samples.map((sample) => sample / 2 ** (bits - 1)),
        done,
      ),
    );
    done += frame.channels[0]!.length;
    at = frame.end;
  }
  return { sampleRateHz, channels };
}

function decodeFrame(bytes: Uint8Array, at: number, bits: number): { channels: Float64Array[]; end: number } {
  const reader = new BitReader(bytes, at + 2);
  const sizeCode = reader.unsigned(4);
  const rateCode = reader.unsigned(4);
  const assignment = reader.unsigned(4);
  reader.unsigned(4);
  for (let lead = reader.unsigned(8); lead >= 0xc0; lead = (lead << 1) & 0xff) reader.unsigned(8);
  const size = blockSize(sizeCode, reader);
  if (rateCode >= 12) reader.unsigned(rateCode === 12 ? 8 : 16);
  reader.unsigned(8);
  const channelCount = assignment < 8 ? assignment + 1 : 2;
  const channels = Array.from({ length: channelCount }, (_, c) => {
    const isSide = assignment === (c === 0 ? 9 : 8) || (assignment === 10 && c === 1);
    return decodeSubframe(reader, size, bits + (isSide ? 1 : 0));
  });
  if (assignment >= 8) undoStereo(channels[0]!, channels[1]!, assignment);
  reader.alignToByte();
  return { channels, end: reader.byteAt + 2 };
}

function blockSize(code: number, reader: BitReader): number {
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  if (code <= 7) return reader.unsigned(code === 6 ? 8 : 16) + 1;
  return 256 << (code - 8);
}

function undoStereo(first: Float64Array, second: Float64Array, assignment: number): void {
  for (let n = 0; n < first.length; n++) {
    const a = first[n]!;
    const b = second[n]!;
    if (assignment === 8) second[n] = a - b;
    else if (assignment === 9) first[n] = a + b;
    else {
      const middle = 2 * a + (Math.abs(b) % 2);
      first[n] = (middle + b) / 2;
      second[n] = (middle - b) / 2;
    }
  }
}

function decodeSubframe(reader: BitReader, size: number, fullBits: number): Float64Array {
  reader.unsigned(1);
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) === 1 ? reader.unary() + 1 : 0;
  const bits = fullBits - wasted;
  const out = new Float64Array(size);
  if (type === 0) out.fill(reader.signed(bits));
  else if (type === 1) for (let n = 0; n < size; n++) out[n] = reader.signed(bits);
  else {
    const order = type < 32 ? type - 8 : type - 31;
    for (let n = 0; n < order; n++) out[n] = reader.signed(bits);
    const precision = type < 32 ? 0 : reader.unsigned(4) + 1;
    const shift = type < 32 ? 0 : reader.signed(5);
    const coefficients = type < 32 ? FIXED[order]! : Array.from({ length: order }, () => reader.signed(precision));
    readResidual(reader, out, order);
    const scale = 2 ** shift;
    for (let n = order; n < size; n++) {
      let sum = 0;
      for (let i = 0; i < order; i++) sum += coefficients[i]! * out[n - 1 - i]!;
      out[n]! += Math.floor(sum / scale);
    }
  }
  return wasted === 0 ? out : out.map((sample) => sample * 2 ** wasted);
}

function readResidual(reader: BitReader, out: Float64Array, order: number): void {
  const width = reader.unsigned(2) === 0 ? 4 : 5;
  const partitions = 2 ** reader.unsigned(4);
  for (let p = 0, n = order; p < partitions; p++) {
    const code = reader.unsigned(width);
    const rice = code === 2 ** width - 1 ? ESCAPE : code;
    const rawBits = rice === ESCAPE ? reader.unsigned(5) : 0;
    for (const end = ((p + 1) * out.length) / partitions; n < end; n++) {
      if (rice === ESCAPE) out[n] = reader.signed(rawBits);
      else {
        const folded = reader.unary() * 2 ** rice + reader.unsigned(rice);
        out[n] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
      }
    }
  }
}
