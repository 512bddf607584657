import { readFileSync } from 'node:fs';

export interface DecodedWav {
  readonly sampleRateHz: number;
  readonly channels: Float32Array[];
}

/** The samples of a reference file; the FLAC ones from copies decoded to PCM, bit for bit. */
export function readReferenceAudio(file: string): DecodedWav {
  const folder = file.endsWith('.flac') ? 'audio-decoded' : 'audio';
  return parseWav(readFileSync(new URL(`../fixtures/${folder}/${file.replace(/flac$/, 'wav')}`, import.meta.url)));
}

/** PCM and float WAV as the reference set has it, scaled as [D1] says. */
function parseWav(bytes: Uint8Array): DecodedWav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, number>();
  for (
    let at = 12;
    at + 8 <= view.byteLength;
    at += 8 + view.getUint32(at + 4, true) + (view.getUint32(at + 4, true) % 2)
  ) {
    chunks.set(String.fromCharCode(...bytes.subarray(at, at + 4)), at + 8);
  }
  const format = chunks.get('fmt ')!;
  const data = chunks.get('data')!;
  const channelCount = view.getUint16(format + 2, true);
  const bits = view.getUint16(format + 14, true);
  const step = bits / 8;
  const readers: Record<number, (at: number) => number> = {
    8: (at) => (view.getUint8(at) - 128) / 128,
    16: (at) => view.getInt16(at, true) / 2 ** 15,
    24: (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
    32: (at) => view.getFloat32(at, true),
  };
  const read = readers[bits]!;
  const length = view.getUint32(data - 4, true) / step / channelCount;
  const channels = Array.from({ length: channelCount }, (_, c) =>
    Float32Array.from({ length }, (_, i) => read(data + (i * channelCount + c) * step)),
  );
  return { sampleRateHz: view.getUint32(format + 4, true), channels };
}
