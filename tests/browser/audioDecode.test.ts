import { beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeWav } from '../../src/audio/write/wavWriter.ts';
import { decodingPlan } from '../../src/audio/decode/decodingPlan.ts';
import { readPcm } from '../../src/audio/decode/pcmReader.ts';
import { sniff } from '../../src/audio/sniff/sniff.ts';
import type { CompressedSniff } from '../../src/audio/sniff/sniffResult.ts';
import { truncationNote } from '../../src/audio/decode/truncation.ts';
import { decodeWithWebAudio } from '../../src/audio/decode/webAudio.ts';
import { readCompressed } from '../../src/audio/decode/webCodecs.ts';
import { DECODED } from '../support/decodedFormats.ts';

const FILES = Object.entries(DECODED);
const EXACT = FILES.filter(([, file]) => file.sha256 !== undefined);
const URLS = import.meta.glob<string>(
  ['../fixtures/formats/*.{wav,w64,caf,aif,aiff,aifc,flac,ogg,opus,webm,mp3,aac,m4a,mp4,mov}', '../fixtures/audio/*'],
  { query: '?url', import: 'default', eager: true },
);

async function fixture(name: string): Promise<Blob> {
  const url = Object.entries(URLS).find(([path]) => path.endsWith(`/${name}`))![1];
  return (await fetch(url)).blob();
}

async function compressed(blob: Blob, name: string): Promise<CompressedSniff> {
  const result = await sniff(blob, name);
  if (result.kind !== 'compressed') throw new Error('not compressed');
  return result;
}

/** Joins planar blocks into whole channels. */
async function collect(blocks: AsyncIterable<Float32Array[]>): Promise<Float32Array[]> {
  const all: Float32Array[][] = [];
  for await (const block of blocks) all.push(block);
  const frames = all.reduce((sum, block) => sum + block[0]!.length, 0);
  return all[0]!.map((_, c) => {
    const channel = new Float32Array(frames);
    let at = 0;
    for (const block of all) {
      channel.set(block[c]!, at);
      at += block[c]!.length;
    }
    return channel;
  });
}

async function stream(blob: Blob, name: string, onNote?: (note: string) => void): Promise<Float32Array[]> {
  const options = onNote === undefined ? {} : { onNote };
  return collect(readCompressed(blob, await compressed(blob, name), { blockFrames: 5000, path: name, ...options }));
}

async function interleavedHash(channels: readonly Float32Array[]): Promise<string> {
  const all = new Float32Array(channels[0]!.length * channels.length);
  channels.forEach((channel, c) => channel.forEach((value, i) => (all[i * channels.length + c] = value)));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** How many samples differ within the length that both have. */
function differingSamples(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((sum, channel, c) => sum + channel.filter((x, i) => i < b[c]!.length && x !== b[c]![i]).length, 0);
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-5;
}

function correlation(a: Float32Array, b: Float32Array, lag = 0): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = Math.max(0, -lag); i < Math.min(a.length, b.length - lag); i++) {
    ab += a[i]! * b[i + lag]!;
    aa += a[i]! ** 2;
    bb += b[i + lag]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

function resample(signal: Float32Array, ratio: number): Float32Array {
  return Float32Array.from({ length: Math.floor(signal.length / ratio) }, (_, i) => {
    const at = i * ratio;
    const left = Math.floor(at);
    return signal[left]! + (at - left) * ((signal[left + 1] ?? 0) - signal[left]!);
  });
}

describe('exact formats', () => {
  it.each(EXACT)('[D1] %s gives the samples of an independent decoder, bit for bit', async (name, expected) => {
    const blob = await fixture(name);
    const sniffed = await sniff(blob, name);
    const plan = decodingPlan(sniffed, blob.size);
    expect(plan.route).toBe(sniffed.kind === 'pcm' ? 'pcm' : 'webcodecs');
    const channels = await collect(
      sniffed.kind === 'pcm' ? readPcm(blob, sniffed, { blockFrames: 5000 }) : readCompressed(blob, sniffed),
    );
    expect(channels).toHaveLength(expected.channels);
    expect(channels[0]).toHaveLength(expected.frames);
    expect(await interleavedHash(channels)).toBe(expected.sha256);
  });

  it('[D1] FLAC does not depend on the length of blocks', async () => {
    const blob = await fixture('plucks-stereo-48k-s24.flac');
    const sniffed = await compressed(blob, 'x.flac');
    const lengths: number[] = [];
    for await (const block of readCompressed(blob, sniffed, { blockFrames: 70_000 })) lengths.push(block[0]!.length);
    expect(lengths).toEqual([70_000, 70_000, 52_000]);
  });

  it.each(['plucks-stereo-48k-s24.flac', 'drums.mp3', 'drums.opus'])(
    '[D1] %s is the same in arrays that every block takes over from the last',
    async (name) => {
      const blob = await fixture(name);
      const sniffed = await compressed(blob, name);
      const arrays = new Set<Float32Array>();
      const copies = async function* () {
        for await (const block of readCompressed(blob, sniffed, { blockFrames: 5000, reuseArrays: true })) {
          if (block[0]!.length === 5000) arrays.add(block[0]!);
          yield block.map((channel) => channel.slice());
        }
      };
      expect(await collect(copies())).toEqual(await collect(readCompressed(blob, sniffed)));
      expect(arrays.size).toBe(1);
    },
  );

  it('FLAC with tags before and after it is exact', async () => {
    const blob = await fixture('drums-mono-44k1-s16.flac');
    const id3v2 = new Uint8Array([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 20, ...Array<number>(20).fill(0)]);
    const id3v1 = new Uint8Array(128);
    id3v1.set([0x54, 0x41, 0x47]);
    const tagged = new Blob([id3v2, blob, id3v1]);
    const notes: string[] = [];
    const channels = await stream(tagged, 'tagged.flac', (note) => notes.push(note));
    expect(await interleavedHash(channels)).toBe(DECODED['drums-mono-44k1-s16.flac']!.sha256);
    expect(notes).toEqual([]);
  });
});

describe('damaged FLAC', () => {
  it('a truncated file is decoded as far as it goes, with a note', async () => {
    const blob = await fixture('plucks-stereo-48k-s24.flac');
    const whole = await stream(blob, 'a.flac');
    const notes: string[] = [];
    const part = await stream(blob.slice(0, 200_000), 'a.flac', (note) => notes.push(note));
    expect(part[0]!.length).toBeGreaterThan(50_000);
    expect(differingSamples(part, whole)).toBe(0);
    expect(notes).toEqual([
      expect.stringMatching(/^Cut short or damaged: [\d.]+ s of the declared 4 s could be read\.$/),
    ]);
  });

  it('one bad byte in the middle costs one frame, and is told', async () => {
    const bytes = new Uint8Array(await (await fixture('plucks-stereo-48k-s24.flac')).arrayBuffer());
    bytes[200_000]! ^= 0x55;
    const notes: string[] = [];
    const part = await stream(new Blob([bytes]), 'a.flac', (note) => notes.push(note));
    expect(part[0]).toHaveLength(192_000 - 4096);
    expect(notes).toHaveLength(1);
  });

  it('zeros instead of frames are refused', async () => {
    const bytes = new Uint8Array(await (await fixture('six.flac')).arrayBuffer()).fill(0, 100);
    await expect(stream(new Blob([bytes]), 'zeros.flac')).rejects.toMatchObject({
      code: 'damaged-file',
      subject: 'zeros.flac',
    });
  });
});

describe('lossy formats', () => {
  let drums: Float32Array;
  let speech: Float32Array;
  let plucks: Float32Array;
  beforeAll(async () => {
    [drums, plucks] = (await Promise.all(
      ['drums-mono-44k1-s16.flac', 'plucks-stereo-48k-s24.flac'].map(
        async (name) => (await stream(await fixture(name), name))[0]!,
      ),
    )) as [Float32Array, Float32Array];
    const blob = await fixture('speech-mono-16k-s16.wav');
    const sniffed = await sniff(blob);
    if (sniffed.kind !== 'pcm') throw new Error('not PCM');
    speech = (await collect(readPcm(blob, sniffed)))[0]!;
  });

  const rows: readonly (readonly [string, () => Float32Array, number])[] = [
    ['drums.mp3', () => drums, 132_300],
    ['drums-vbr-id3.mp3', () => drums, 132_300],
    ['speech-16k.mp3', () => speech, 55_516],
    ['drums.m4a', () => drums, 132_300],
    ['drums.ogg', () => drums, 132_300],
    ['drums.opus', () => resample(drums, 44_100 / 48_000), 144_000],
    ['plucks.m4a', () => plucks, 48_000],
    ['plucks.ogg', () => plucks, 48_000],
    ['video-with-sound.mp4', () => drums, 44_100],
  ];

  it.each(rows)(
    '%s: both routes give the length and the signal of the original, at no delay',
    async (name, original, frames) => {
      const blob = await fixture(name);
      const sniffed = await compressed(blob, name);
      const expected = DECODED[name]!;
      const whole = await decodeWithWebAudio(await blob.arrayBuffer(), sniffed.sampleRateHz, name);
      const streamed = await collect(readCompressed(blob, sniffed, { blockFrames: 4000 }));
      expect(whole.sampleRateHz).toBe(expected.sampleRateHz);
      for (const channels of [whole.channels, streamed]) {
        expect(channels).toHaveLength(expected.channels);
        expect(channels[0]).toHaveLength(frames);
        const best = correlation(original(), channels[0]!);
        expect(best).toBeGreaterThan(0.85);
        for (const lag of [-1105, -1024, -529, -312, -8, 8, 312, 529, 1024, 1105]) {
          expect(correlation(original(), channels[0]!, lag)).toBeLessThan(best);
        }
      }
      // Web Audio may cut off what lies beyond full scale.
      const within = (x: number) => Math.max(-1, Math.min(1, x));
      const isMp3 = sniffed.codec === 'mp3';
      if (isMp3)
        expect(
          streamed.every((channel, c) => channel.every((x, i) => isNear(within(x), within(whole.channels[c]![i]!)))),
        ).toBe(true);
      else expect(streamed).toEqual(whole.channels);
    },
  );

  it('six.m4a: both routes keep six channels, each in its place', async () => {
    const blob = await fixture('six.m4a');
    const sniffed = await compressed(blob, 'six.m4a');
    const whole = await decodeWithWebAudio(await blob.arrayBuffer(), sniffed.sampleRateHz);
    const streamed = await collect(readCompressed(blob, sniffed));
    expect(differingSamples(streamed, whole.channels)).toBe(0);
    for (const [c, frequencyHz] of [300, 400, 500, 60, 700, 800].entries()) {
      const sine = Float32Array.from({ length: 22_050 }, (_, i) => Math.sin((2 * Math.PI * frequencyHz * i) / 44_100));
      expect(streamed[c]).toHaveLength(22_050);
      expect(correlation(sine, streamed[c]!)).toBeGreaterThan(0.95);
    }
  });

  it('six.ogg: both routes give six channels; Web Audio may end one short block early', async () => {
    const blob = await fixture('six.ogg');
    const sniffed = await compressed(blob, 'six.ogg');
    const whole = await decodeWithWebAudio(await blob.arrayBuffer(), sniffed.sampleRateHz);
    const streamed = await collect(readCompressed(blob, sniffed));
    expect(differingSamples(streamed, whole.channels)).toBe(0);
    expect(streamed[0]).toHaveLength(22_050);
    expect(22_050 - whole.channels[0]!.length).toBeOneOf([0, 128]);
  });

  it.each([
    ['drums.mp3', 132_300],
    ['drums.m4a', 132_300],
    ['rate-11k.flac', 1100],
    ['drums-flac.ogg', 22_050],
  ])('%s is decoded in a worker as well', async (name, frames) => {
    const worker = new Worker(new URL('../fixtures/formats/decode.worker.ts', import.meta.url), { type: 'module' });
    const answer = new Promise((resolve, reject) => {
      worker.addEventListener('message', (event: MessageEvent<unknown>) => resolve(event.data), { once: true });
      worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
    });
    worker.postMessage(await fixture(name));
    expect(await answer).toBe(frames);
    worker.terminate();
  });

  it('an MP3 without a gapless tag keeps its encoder delay, as other decoders do', async () => {
    const blob = await fixture('drums-notag.mp3');
    const streamed = await stream(blob, 'drums-notag.mp3');
    expect(streamed[0]).toHaveLength(133_632);
    expect(correlation(drums, streamed[0]!, 1105)).toBeGreaterThan(0.9);
  });

  it.each(['drums.mp3', 'drums.ogg', 'drums.opus', 'plucks.m4a', 'drums-flac.ogg'])(
    'a truncated %s is decoded as far as it goes',
    async (name) => {
      const whole = await fixture(name);
      const blob = whole.slice(0, Math.floor(whole.size * 0.6));
      const sniffed = await compressed(blob, name);
      const streamed = await collect(readCompressed(blob, sniffed));
      const frames = streamed[0]!.length;
      const expected = DECODED[name]!.frames;
      expect(frames).toBeGreaterThan(expected * 0.3);
      expect(frames).toBeLessThan(expected * 0.75);
      const note = truncationNote(frames, sniffed.declaredFrames, sniffed.sampleRateHz, sniffed.codec) ?? sniffed.note;
      expect(note).toMatch(/^Cut short/);
    },
  );
});

it('does not call a file damaged whose codec the browser says it has not', async () => {
  const asked = vi
    .spyOn(AudioDecoder, 'isConfigSupported')
    .mockImplementation(async (config) => Promise.resolve({ supported: false, config }));
  try {
    await expect(stream(await fixture('drums.m4a'), 'drums.m4a')).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('this browser has no AAC') as string,
    });
  } finally {
    asked.mockRestore();
  }
});

describe('Web Audio', () => {
  it('gives transferable channels at the native rate, in any channel count', async () => {
    const { channels, sampleRateHz } = await decodeWithWebAudio(await (await fixture('six.ogg')).arrayBuffer(), 44_100);
    expect(sampleRateHz).toBe(44_100);
    const moved = structuredClone(channels, { transfer: channels.map((channel) => channel.buffer) });
    expect(moved).toHaveLength(6);
    expect(moved[5]!.length).toBeGreaterThan(21_000);
    expect(channels[5]).toHaveLength(0);
  });

  it('refuses what the browser cannot decode, by name', async () => {
    const error = decodeWithWebAudio(new Uint8Array(5000).buffer, 44_100, 'noise.ogg');
    await expect(error).rejects.toMatchObject({
      code: 'damaged-file',
      subject: 'noise.ogg',
      message: expect.stringMatching(/“noise\.ogg”.*Convert/) as string,
    });
  });

  it('reads 16-bit FLAC only to within its rounding error, which is why it is the fallback', async () => {
    const blob = await fixture('drums-mono-44k1-s16.flac');
    const exact = (await stream(blob, 'a.flac'))[0]!;
    const { channels } = await decodeWithWebAudio(await blob.arrayBuffer(), 44_100);
    const error = exact.reduce((max, x, i) => Math.max(max, Math.abs(x - channels[0]![i]!)), 0);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(4e-5);
    expect(decodingPlan(await sniff(blob), blob.size).fallbackNote).toMatch(/less exact/);
  });

  it('plays back a WAV that was written here', async () => {
    const signal = Float32Array.from({ length: 4800 }, (_, i) => Math.sin(i / 9) * 0.5);
    const { channels } = await decodeWithWebAudio(
      await encodeWav([signal, signal], 48_000, 'f32').arrayBuffer(),
      48_000,
    );
    expect(channels[1]).toEqual(signal);
  });
});
