import { seeded } from '../support/seeded.ts';

/** A mono 16-bit WAV file of noise that no compressor shrinks, the same for the same seed. */
export function noiseWav(seed: number, sampleCount: number, sampleRateHz = 16_000): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + sampleCount * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => {
    bytes.set(new TextEncoder().encode(value), at);
  };
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, sampleCount * 2, true);
  const random = seeded(seed);
  for (let i = 0; i < sampleCount; i += 1) view.setInt16(44 + i * 2, Math.round((random() - 0.5) * 40_000), true);
  return bytes;
}
