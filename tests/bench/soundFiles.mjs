import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';

const BLOCK_FRAMES = 1 << 16;

/**
 * Writes a 16-bit WAV file in blocks, however long it is.
 *
 * @param {string} path
 * @param {{ sampleRateHz: number, channels: number, durationSec: number, seed: number }} sound
 */
export async function writeWav(path, { sampleRateHz, channels, durationSec, seed }) {
  const frames = Math.round(sampleRateHz * durationSec);
  const frameBytes = 2 * channels;
  const stream = createWriteStream(path);
  stream.write(wavHeader(frames * frameBytes, sampleRateHz, channels));
  // One block of noise with a swell, turned on by a different step each time, is enough for every file to differ.
  const noise = noiseBlock(seed, channels);
  for (let done = 0; done < frames; done += BLOCK_FRAMES) {
    const count = Math.min(BLOCK_FRAMES, frames - done);
    const block = Buffer.from(noise.buffer, 0, count * frameBytes);
    if (!stream.write(Buffer.from(block))) await once(stream, 'drain');
    noise[0] += 1;
  }
  stream.end();
  await once(stream, 'finish');
}

/**
 * @param {string} folder - is made
 * @param {number} count
 * @param {{ channels?: number, durationSec?: number }} [sound]
 * @returns {Promise<string[]>} the paths of as many files at 44.1 kHz, stereo of 5 s unless said otherwise, all different
 */
export async function writeManyWavs(folder, count, { channels = 2, durationSec = 5 } = {}) {
  await mkdir(folder, { recursive: true });
  const paths = [];
  for (let index = 0; index < count; index++) {
    const path = join(folder, `sound-${String(index).padStart(4, '0')}.wav`);
    await writeWav(path, { sampleRateHz: 44_100, channels, durationSec, seed: index + 1 });
    paths.push(path);
  }
  return paths;
}

/**
 * @param {number} seed
 * @param {number} channels
 */
function noiseBlock(seed, channels) {
  const samples = new Int16Array(BLOCK_FRAMES * channels);
  let state = seed * 2654435761;
  let low = 0;
  const smoothing = 0.05 + 0.9 * ((seed * 0.61803) % 1);
  for (let i = 0; i < samples.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    low += smoothing * (state / 2 ** 31 - 1 - low);
    samples[i] = 20_000 * low * (0.5 + 0.5 * Math.sin((2 * Math.PI * i * (1 + (seed % 7))) / samples.length));
  }
  return samples;
}

/**
 * @param {number} dataBytes
 * @param {number} sampleRateHz
 * @param {number} channels
 */
function wavHeader(dataBytes, sampleRateHz, channels) {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2 * channels, 28);
  header.writeUInt16LE(2 * channels, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
