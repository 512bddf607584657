import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PieceSamples, type DecodedPiece } from '../../src/audio/decode/decodedSamples.ts';
import { FlacChecksum, statedMd5 } from '../../src/audio/decode/flacChecksum.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const STREAM_INFO = [8, 42] as const;
const PIECE_FRAMES = 1000;

/** The samples of a WAV as a decoder would give them. */
function* pieces(
  name: string,
  width: number,
  channels: number,
  format: AudioSampleFormat,
  toSample: (value: number) => number,
): Generator<DecodedPiece> {
  const wav = fixture(name);
  const bytes = wav.subarray(wav.indexOf('data') + 8);
  const frames = Math.floor(bytes.length / width / channels);
  const make = format.startsWith('f32') ? Float32Array : format.startsWith('s32') ? Int32Array : Int16Array;
  const isPlanar = format.endsWith('-planar');
  for (let from = 0; from < frames; from += PIECE_FRAMES) {
    const count = Math.min(PIECE_FRAMES, frames - from);
    const at = (i: number, channel: number) => {
      let value = 0;
      for (let byte = 0; byte < width; byte++)
        value |= bytes[((from + i) * channels + channel) * width + byte]! << (8 * byte);
      return toSample((value << (32 - 8 * width)) >> (32 - 8 * width));
    };
    const plane = (index: number) => {
      const out = new make(isPlanar ? count : count * channels);
      for (let i = 0; i < out.length; i++) {
        out[i] = isPlanar ? at(i, index) : at(Math.floor(i / channels), i % channels);
      }
      return out;
    };
    yield {
      format,
      sampleRate: 44_100,
      numberOfFrames: count,
      numberOfChannels: channels,
      allocationSize: ({ planeIndex }) => plane(planeIndex).byteLength,
      copyTo: (into, { planeIndex }) => into.set(new Uint8Array(plane(planeIndex).buffer)),
      close: () => undefined,
    };
  }
}

describe('the checksum of FLAC', () => {
  const [drums, plucks] = ['drums-mono-44k1-s16', 'plucks-stereo-48k-s24'] as const;
  it.each([
    [drums, 16, 1, 's16', (value: number) => value],
    [drums, 16, 1, 'f32-planar', (value: number) => value / 2 ** 15],
    [drums, 16, 1, 's32', (value: number) => value * 2 ** 16],
    [plucks, 24, 2, 's32-planar', (value: number) => value * 2 ** 8],
    [plucks, 24, 2, 'f32-planar', (value: number) => value / 2 ** 23],
    [plucks, 24, 2, 'f32', (value: number) => value / 2 ** 23],
  ] as const)(
    'case F7: %s of %d bits and %d channels adds up from %s',
    async (name, bits, channels, format, toSample) => {
      const checksum = await FlacChecksum.of(bits);
      const samples = new PieceSamples();
      for (const piece of pieces(`audio-decoded/${name}.wav`, bits / 8, channels, format, toSample)) {
        samples.load(piece);
        checksum.update(samples);
      }
      expect(checksum.digest()).toBe(statedMd5(new Uint8Array(fixture(`audio/${name}.flac`)).subarray(...STREAM_INFO)));
    },
  );
});
