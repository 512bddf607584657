import { open, writeFile } from 'node:fs/promises';

/** How the header of a WAV file is written, right or wrong. */
export interface WavHeader {
  readonly sampleRateHz?: number;
  readonly channels?: number;
  readonly bits?: 8 | 16 | 32;
  readonly isFloat?: boolean;
  /** What the data chunk claims to hold; the body's own size if not given. */
  readonly declaredBytes?: number;
}

/** A WAV file with that body. */
export function wavBytes(body: Uint8Array, header: WavHeader = {}): Buffer {
  return Buffer.concat([wavHeader(body.byteLength, header), body]);
}

/** 16-bit noise that differs with the seed, so that no two files hold the same bytes. */
export function noiseWav(seed: number, frames = 4096): Buffer {
  const body = new Int16Array(frames);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < frames; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    body[i] = state >> 17;
  }
  return wavBytes(new Uint8Array(body.buffer));
}

/** 32-bit float samples of 0.25 with others put among them. */
export function floatWav(frames: number, odd: Readonly<Record<number, number>>): Buffer {
  const body = new Float32Array(frames).fill(0.25);
  for (const [index, value] of Object.entries(odd)) body[Number(index)] = value;
  return wavBytes(new Uint8Array(body.buffer), { bits: 32, isFloat: true });
}

/** A mono 16-bit file of that length, silent but for noise at both ends; the middle takes no room on the disk. */
export async function writeLongWav(path: string, durationSec: number, sampleRateHz: number, seed = 7): Promise<void> {
  const bodyBytes = durationSec * sampleRateHz * 2;
  const noise = noiseWav(seed, sampleRateHz).subarray(44);
  await writeFile(path, Buffer.concat([wavHeader(bodyBytes, { sampleRateHz }), noise]));
  const file = await open(path, 'r+');
  await file.truncate(44 + bodyBytes);
  await file.write(noise, 0, noise.byteLength, 44 + bodyBytes - noise.byteLength);
  await file.close();
}

function wavHeader(bodyBytes: number, header: WavHeader): Buffer {
  const { sampleRateHz = 44_100, channels = 1, bits = 16, isFloat = false, declaredBytes = bodyBytes } = header;
  const bytes = Buffer.alloc(44);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + declaredBytes, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(isFloat ? 3 : 1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE((sampleRateHz * channels * bits) / 8, 28);
  bytes.writeUInt16LE((channels * bits) / 8, 32);
  bytes.writeUInt16LE(bits, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(declaredBytes, 40);
  return bytes;
}
