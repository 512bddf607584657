import { beforeAll, describe, expect, it, vi } from 'vitest';
import { heldBytes } from '../../src/audio/bytes/audioBytes.ts';
import { streamedOrTurn } from '../../src/audio/decode/decoderChoice.ts';
import { bytesOf, holds, isExactHere, webAudioNote } from '../../src/audio/decode/selfTest.ts';
import { SELF_TEST_SOUNDS } from '../../src/audio/decode/selfTestSounds.ts';
import { decodeMp3InSoftware } from '../../src/audio/decode/softDecoders.ts';
import { decodeWithWebAudio } from '../../src/audio/decode/webAudio.ts';
import { readCompressed } from '../../src/audio/decode/webCodecs.ts';
import { sniff } from '../../src/audio/sniff/sniff.ts';

import { checksumPages } from '../support/oggChecksums.ts';

const URLS = import.meta.glob<string>(
  '../fixtures/{formats,audio}/{drums,drums-mono-44k1-s16,he-aac,mp3,second-track,32-side,six,drums-flac,plucks,drums-vbr-id3,opus,pcm}.*',
  { query: '?url', import: 'default', eager: true },
);

async function fixture(name: string): Promise<Blob> {
  return (await fetch((URLS[`../fixtures/formats/${name}`] ?? URLS[`../fixtures/audio/${name}`])!)).blob();
}

async function isLeftToWebAudio(file: Blob): Promise<boolean> {
  const sniffed = await sniff(file);
  if (sniffed.kind !== 'compressed') throw new Error('not compressed');
  const read = async () => Promise.resolve({ kind: 'done' } as const);
  return (await streamedOrTurn(sniffed, file.size, read)).kind === 'needs-web-audio';
}

interface Heard {
  readonly sampleRateHz: number;
  readonly channels: Float32Array[];
  readonly notes: string[];
}

async function hear(...pieces: BlobPart[]): Promise<Heard> {
  const source = heldBytes(new Uint8Array(await new Blob(pieces).arrayBuffer()));
  const sniffed = await sniff(source, 'take.txt');
  if (sniffed.kind !== 'compressed') throw new Error('not compressed');
  const notes = sniffed.note === null ? [] : [sniffed.note];
  const blocks: Float32Array[][] = [];
  const options = { path: 'take.txt', onNote: (note: string) => notes.push(note) };
  for await (const block of readCompressed(source, sniffed, options)) blocks.push(block);
  const frames = blocks.reduce((sum, block) => sum + block[0]!.length, 0);
  const channels = Array.from({ length: sniffed.channels }, () => new Float32Array(frames));
  let at = 0;
  for (const block of blocks) {
    for (const [c, channel] of channels.entries()) channel.set(block[c]!, at);
    at += block[0]!.length;
  }
  return { sampleRateHz: sniffed.sampleRateHz, channels, notes };
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** The energy of the fastest half of what a channel does, relative to all of it. */
function brightness(channel: Float32Array): number {
  let [fast, all] = [0, 0];
  for (let i = 1; i < channel.length; i++) {
    fast += (channel[i]! - channel[i - 1]!) ** 2;
    all += channel[i]! ** 2;
  }
  return fast / all;
}

describe('joined files', () => {
  let once: Heard;
  beforeAll(async () => {
    once = await hear(await fixture('drums.mp3'));
  });

  it('case F5: MP3s in one file are heard one after the other, without gaps', async () => {
    const drums = await fixture('drums.mp3');
    const { channels, notes } = await hear(drums, await fixture('drums-vbr-id3.mp3'), drums);
    expect(channels[0]).toHaveLength(3 * 132_300);
    expect(isSame(channels[0]!.subarray(0, 132_300), once.channels[0]!)).toBe(true);
    expect(isSame(channels[0]!.subarray(2 * 132_300), once.channels[0]!)).toBe(true);
    expect(notes).toEqual([]);
  });

  it.each(['drums.ogg', 'drums.opus', 'drums-flac.ogg'])(
    'case F4: both links of a chained %s are heard',
    async (name) => {
      const file = await fixture(name);
      const single = await hear(file);
      const chained = await hear(file, file);
      const frames = single.channels[0]!.length;
      expect(chained.channels[0]).toHaveLength(2 * frames);
      expect(isSame(chained.channels[0]!.subarray(frames), single.channels[0]!)).toBe(true);
      expect(chained.notes).toEqual([]);
    },
  );
});

describe('what headers do not tell', () => {
  it('case F3: the rate of AAC is that of its decoder, band replication included', async () => {
    const { sampleRateHz, channels, notes } = await hear(await fixture('he-aac.aac'));
    expect([sampleRateHz, channels.length, notes]).toEqual([44_100, 2, []]);
    expect(channels[0]!.length).toBeGreaterThan(12_000);
  });

  it('case F18: an Opus file that begins an hour later is heard as it is', async () => {
    const bytes = new Uint8Array(await (await fixture('drums.opus')).arrayBuffer());
    const plain = await hear(bytes);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 27 <= bytes.length; at++) {
      if (view.getUint32(at, false) !== 0x4f67_6753) continue;
      const granule = view.getBigInt64(at + 6, true);
      if (granule > 0n) view.setBigInt64(at + 6, granule + 172_800_000n, true);
    }
    checksumPages(bytes);
    const later = await hear(bytes);
    expect(isSame(later.channels[0]!, plain.channels[0]!)).toBe(true);
    expect(later.notes).toEqual([]);
  });
});

describe('FLAC', () => {
  const tag = new Uint8Array(128);
  tag.set([0x54, 0x41, 0x47]);

  it.each([
    ['one after the other', []],
    ['with a tag between', [tag]],
  ])('files that were joined, %s, are heard whole, each against its own checksum', async (_, between) => {
    const file = await fixture('drums-mono-44k1-s16.flac');
    const once = await hear(file);
    const joined = await hear(file, ...between, file, tag);
    const frames = once.channels[0]!.length;
    expect(joined.channels[0]).toHaveLength(2 * frames);
    expect(isSame(joined.channels[0]!.subarray(frames), once.channels[0]!)).toBe(true);
    expect(joined.notes).toEqual([]);
    const changed = new Uint8Array(await file.arrayBuffer());
    changed[8 + 18]! ^= 1;
    expect((await hear(file, changed)).notes).toEqual([expect.stringMatching(/checksum \(MD5\)/u)]);
  });

  it('files of different shapes that were joined are refused whole', async () => {
    const joined = hear(await fixture('drums-mono-44k1-s16.flac'), await fixture('six.flac'));
    await expect(joined).rejects.toMatchObject({
      code: 'bad-samples',
      message: expect.stringMatching(/joined from FLACs/u) as string,
    });
  });

  it('what is damaged in a stream that does not tell its length is noted', async () => {
    const bytes = new Uint8Array(await (await fixture('drums-mono-44k1-s16.flac')).arrayBuffer());
    bytes[8 + 13]! &= 0xf0;
    bytes.fill(0, 8 + 14, 8 + 34);
    expect((await hear(bytes)).notes).toEqual([]);
    bytes[bytes.length >> 1]! ^= 1;
    expect((await hear(bytes)).notes).toEqual([expect.stringMatching(/^Damaged: .* was left out/u)]);
  });

  it('a frame in Ogg that is damaged is left out, with a note, though the page adds up', async () => {
    const bytes = new Uint8Array(await (await fixture('drums-flac.ogg')).arrayBuffer());
    bytes[bytes.length - 60]! ^= 1;
    const outside = await hear(bytes);
    checksumPages(bytes);
    const { channels, notes } = await hear(bytes);
    expect(channels[0]!.length).toBe(22_050 - 4608);
    expect(notes).toEqual([expect.stringMatching(/^Cut short or damaged/u)]);
    expect(outside.notes).toEqual([
      expect.stringMatching(/^1 Ogg page does not/u),
      expect.stringMatching(/^Cut short/u),
    ]);
  });

  it('case F7: 32 bits that a browser decodes otherwise than they were encoded are refused', async () => {
    const outcome = await hear(await fixture('32-side.flac')).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'bad-samples' });
    else expect(outcome).toMatchObject({ notes: [] });
  });

  it('samples that do not add up to the checksum of their file are noted', async () => {
    const bytes = new Uint8Array(await (await fixture('six.flac')).arrayBuffer());
    expect((await hear(bytes)).notes).toEqual([]);
    bytes[8 + 18]! ^= 1;
    expect((await hear(bytes)).notes).toEqual([expect.stringMatching(/checksum \(MD5\)/u)]);
  });
});

describe('decoders', () => {
  it('case F21: a self-test tells floating point from the grid of 16 bits and from samples that are cut off', async () => {
    for (const codec of ['mp3', 'opus', 'aac'] as const) {
      const { samples } = SELF_TEST_SOUNDS[codec];
      expect(holds([0, ...samples, 0], samples)).toBe(true);
      expect(
        holds(
          samples.map((sample) => Math.round(sample * 32_768) / 32_768),
          samples,
        ),
      ).toBe(false);
    }
    const { samples } = SELF_TEST_SOUNDS.mp3;
    expect(
      holds(
        samples.map((sample) => Math.max(-1, Math.min(1, sample))),
        samples,
      ),
    ).toBe(false);
    expect([await isExactHere('opus'), await isExactHere('aac')]).toEqual([true, true]);
  });

  it('case F21: Web Audio is tested where it decodes, and what it cuts off at full scale is noted', async () => {
    expect([await webAudioNote('opus'), await webAudioNote('aac'), await webAudioNote('vorbis')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(await webAudioNote('mp3')).toMatch(/rounds MP3 or cuts it off/u);
  });

  it.each(['drums.mp3', 'mp3.mp4', 'mp3.mkv'])(
    'case F21: the browser decodes %s beyond full scale with room above, and as the library does',
    async (name) => {
      const file = await fixture(name);
      expect(await isExactHere('mp3')).toBe(true);
      const own = await hear(file);
      vi.stubGlobal('AudioDecoder', undefined);
      try {
        const library = await hear(file);
        const [ours, theirs] = [own.channels[0]!, library.channels[0]!];
        const worst = theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i]!)), 0);
        expect([ours.length, worst < 6e-6, ours.some((value) => value > 1)]).toEqual([theirs.length, true, true]);
        expect([...own.notes, ...library.notes]).toEqual([]);
      } finally {
        vi.unstubAllGlobals();
      }
    },
  );

  it('case F18: Opus is the same, to the sample, as a stream and at once', async () => {
    const file = await fixture('drums.opus');
    const { channels } = await decodeWithWebAudio(await file.arrayBuffer(), 48_000);
    expect(isSame((await hear(file)).channels[0]!, channels[0]!)).toBe(true);
  });

  it('case F21: the library for MP3 gives the samples of another decoder in floating point', async () => {
    const { packets, samples } = SELF_TEST_SOUNDS.mp3;
    const decoded: number[] = [];
    for await (const piece of decodeMp3InSoftware(bytesOf(packets), 1)) {
      const channel = new Uint8Array(piece.allocationSize({ planeIndex: 0 }));
      piece.copyTo(channel, { planeIndex: 0 });
      decoded.push(...new Float32Array(channel.buffer));
    }
    expect(holds(decoded, samples)).toBe(true);
  });

  it('case F21: without a decoder of the browser MP3 is decoded all the same, and is no case for Web Audio', async () => {
    vi.stubGlobal('AudioDecoder', undefined);
    try {
      const file = await fixture('drums.mp3');
      expect(await isLeftToWebAudio(file)).toBe(false);
      const { channels, notes } = await hear(file);
      expect([channels[0]!.length, notes]).toEqual([132_300, []]);
      expect(channels[0]!.reduce((most, value) => Math.max(most, value), 0)).toBeGreaterThan(1);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

it.each([
  ['six.flac', true],
  ['32-side.flac', false],
  ['drums.ogg', true],
  ['drums.m4a', true],
  ['mp3.mp4', false],
])('case F21: without a decoder of the browser %s is one for Web Audio, whoever reads it: %s', async (name, isOne) => {
  vi.stubGlobal('AudioDecoder', undefined);
  try {
    const file = await fixture(name);
    expect(await isLeftToWebAudio(file)).toBe(isOne);
  } finally {
    vi.unstubAllGlobals();
  }
});

describe('further containers', () => {
  it.each(['drums.webm', 'pcm.mkv'])('%s that is cut short is heard as far as it goes, with a note', async (name) => {
    const file = await fixture(name);
    const whole = await hear(file);
    const { channels, notes } = await hear(file.slice(0, file.size * 0.6));
    const frames = channels[0]!.length;
    expect(frames).toBeGreaterThan(0.25 * whole.channels[0]!.length);
    expect(isSame(channels[0]!, whole.channels[0]!.subarray(0, frames))).toBe(true);
    expect(notes).toEqual([expect.stringMatching(/^Cut short/u)]);
  });

  it.each([
    ['drums.webm', 48_000, 14_400],
    ['drums.aac', 44_100, 14_336],
    ['mp3.wav', 44_100, 24_192],
    ['mp3.mp4', 44_100, 13_871],
    ['mp3.mkv', 44_100, 14_976],
    ['opus.mp4', 48_000, 14_400],
    ['pcm.mkv', 8000, 2400],
    ['second-track.mp4', 16_000, 4800],
  ])('%s is heard', async (name, rateHz, frames) => {
    const { sampleRateHz, channels, notes } = await hear(await fixture(name));
    expect([sampleRateHz, notes]).toEqual([rateHz, []]);
    expect(Math.abs(channels[0]!.length - frames)).toBeLessThanOrEqual(0.05 * rateHz);
    expect(brightness(channels[0]!)).toBeLessThan(1);
  });
});
