export type WavEncoding = 's16' | 's24' | 'f32';

const BYTES: Readonly<Record<WavEncoding, number>> = { s16: 2, s24: 3, f32: 4 };

/**
 * Encodes channels as a WAV file. Integers are rounded over the full negative range (the inverse of [D1]) and clipped;
 * floats are stored as they are.
 *
 * @param channels at least one, all of the same length, nominally in [-1, 1]
 * @throws RangeError on no channels, unequal lengths or more than 4 GiB
 */
export function encodeWav(channels: readonly Float32Array[], sampleRateHz: number, encoding: WavEncoding): Blob {
  const frames = channels[0]?.length;
  if (frames === undefined || channels.some((channel) => channel.length !== frames)) {
    throw new RangeError('a WAV file needs at least one channel, and all of the same length');
  }
  const sampleBytes = BYTES[encoding];
  const frameBytes = sampleBytes * channels.length;
  const dataBytes = frames * frameBytes;
  if (dataBytes > 0xffff_ff00) throw new RangeError('a WAV file holds at most 4 GiB');
  const isFloat = encoding === 'f32';
  const header = new DataView(new ArrayBuffer(isFloat ? 58 : 44));
  const padBytes = dataBytes % 2;
  writeText(header, 0, 'RIFF');
  header.setUint32(4, header.byteLength - 8 + dataBytes + padBytes, true);
  writeText(header, 8, 'WAVEfmt ');
  header.setUint32(16, isFloat ? 18 : 16, true);
  header.setUint16(20, isFloat ? 3 : 1, true);
  header.setUint16(22, channels.length, true);
  header.setUint32(24, sampleRateHz, true);
  header.setUint32(28, sampleRateHz * frameBytes, true);
  header.setUint16(32, frameBytes, true);
  header.setUint16(34, sampleBytes * 8, true);
  if (isFloat) {
    writeText(header, 38, 'fact');
    header.setUint32(42, 4, true);
    header.setUint32(46, frames, true);
  }
  writeText(header, header.byteLength - 8, 'data');
  header.setUint32(header.byteLength - 4, dataBytes, true);
  return new Blob([header, interleave(channels, encoding), new Uint8Array(padBytes)], { type: 'audio/wav' });
}

function interleave(channels: readonly Float32Array[], encoding: WavEncoding): ArrayBuffer {
  const sampleBytes = BYTES[encoding];
  const frames = channels[0]?.length ?? 0;
  const out = new DataView(new ArrayBuffer(frames * channels.length * sampleBytes));
  channels.forEach((channel, index) => {
    let at = index * sampleBytes;
    for (const sample of channel) {
      if (encoding === 'f32') {
        out.setFloat32(at, sample, true);
      } else if (encoding === 's16') {
        out.setInt16(at, quantise(sample, 2 ** 15), true);
      } else {
        const value = quantise(sample, 2 ** 23);
        out.setUint16(at, value & 0xffff, true);
        out.setInt8(at + 2, value >> 16);
      }
      at += sampleBytes * channels.length;
    }
  });
  return out.buffer;
}

function quantise(sample: number, fullScale: number): number {
  return Math.max(-fullScale, Math.min(fullScale - 1, Math.round(sample * fullScale)));
}

function writeText(view: DataView, offset: number, text: string): void {
  for (let i = 0; i < text.length; i++) view.setUint8(offset + i, text.codePointAt(i) ?? 0);
}
