import { BYTES_PER_SAMPLE } from '../sniff/sniffResult.ts';
import type { SampleEncoding } from '../sniff/sniffResult.ts';

/**
 * Converts every `stride`-th sample from sample `first` on to 32-bit floats (rule D1): integers are divided by their
 * full negative range, floats are kept. `out` says how many.
 */
export function convertSamples(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: SampleEncoding,
  littleEndian: boolean,
  first: number,
  stride: number,
  out: Float32Array,
): void {
  if (littleEndian && convertAligned(bytes, encoding, first, stride, out)) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sampleBytes = BYTES_PER_SAMPLE[encoding];
  const step = stride * sampleBytes;
  let at = first * sampleBytes;
  const frames = out.length;
  switch (encoding) {
    case 'u8':
      for (let i = 0; i < frames; i++, at += step) out[i] = (view.getUint8(at) - 128) / 128;
      return;
    case 's8':
      for (let i = 0; i < frames; i++, at += step) out[i] = view.getInt8(at) / 128;
      return;
    case 's16':
      for (let i = 0; i < frames; i++, at += step) out[i] = view.getInt16(at, littleEndian) / 2 ** 15;
      return;
    case 's24': {
      const low = littleEndian ? 0 : 2;
      const high = 2 - low;
      for (let i = 0; i < frames; i++, at += step) {
        const value = (view.getInt8(at + high) << 16) | (view.getUint8(at + 1) << 8) | view.getUint8(at + low);
        out[i] = value / 2 ** 23;
      }
      return;
    }
    case 's32':
      for (let i = 0; i < frames; i++, at += step) out[i] = view.getInt32(at, littleEndian) / 2 ** 31;
      return;
    case 'f32':
      for (let i = 0; i < frames; i++, at += step) out[i] = view.getFloat32(at, littleEndian);
      return;
    case 'f64':
      for (let i = 0; i < frames; i++, at += step) out[i] = view.getFloat64(at, littleEndian);
      return;
    case 'alaw':
    case 'ulaw': {
      const expanded = encoding === 'alaw' ? ALAW : ULAW;
      for (let i = 0; i < frames; i++, at += step) out[i] = (expanded[view.getUint8(at)] ?? 0) / 2 ** 15;
      return;
    }
  }
}

/** Whether the samples of the machine's own byte order could be read as a typed array, several times faster. */
function convertAligned(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: SampleEncoding,
  first: number,
  stride: number,
  out: Float32Array,
): boolean {
  if (!IS_LITTLE_ENDIAN_MACHINE || bytes.byteOffset % BYTES_PER_SAMPLE[encoding] !== 0) return false;
  const { buffer, byteOffset, byteLength } = bytes;
  const frames = out.length;
  let at = first;
  if (encoding === 's16') {
    const samples = new Int16Array(buffer, byteOffset, byteLength >> 1);
    for (let i = 0; i < frames; i++, at += stride) out[i] = (samples[at] ?? 0) / 2 ** 15;
    return true;
  }
  if (encoding === 's32') {
    const samples = new Int32Array(buffer, byteOffset, byteLength >> 2);
    for (let i = 0; i < frames; i++, at += stride) out[i] = (samples[at] ?? 0) / 2 ** 31;
    return true;
  }
  if (encoding === 'f32') {
    const samples = new Float32Array(buffer, byteOffset, byteLength >> 2);
    for (let i = 0; i < frames; i++, at += stride) out[i] = samples[at] ?? 0;
    return true;
  }
  return false;
}

/** The 16 bits of every byte of ITU-T G.711. */
const ALAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const magnitude = ((code & 15) << 4) + 8 + (exponent > 0 ? 0x100 : 0);
  return (code & 0x80 ? 1 : -1) * (magnitude << Math.max(0, exponent - 1));
});
const ULAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return code & 0x80 ? -magnitude : magnitude;
});

const IS_LITTLE_ENDIAN_MACHINE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
