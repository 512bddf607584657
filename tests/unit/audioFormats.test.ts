import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPcm } from '../../src/audio/decode/pcmReader.ts';
import { leastFrames, leftOutNote, truncationNote } from '../../src/audio/decode/truncation.ts';
import { sniff } from '../../src/audio/sniff/sniff.ts';
import type { SniffResult } from '../../src/audio/sniff/sniffResult.ts';
import { encodeWav } from '../../src/audio/write/wavWriter.ts';
import { checksumPages } from '../support/oggChecksums.ts';
import { simpleWav, wavFile, wavFormat } from '../fixtures/formats/wavBytes.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/formats/${name}`, import.meta.url));
const text = (letters: string) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
const big32 = (value: number) => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const note = (pattern: RegExp): unknown => expect.stringMatching(pattern);

/** A second of a rising line, of which every sample differs. */
const RAMP = Float32Array.from({ length: 8000 }, (_, i) => (i - 4000) / 4096);
const SAMPLES = new Uint8Array(Int16Array.from(RAMP, (x) => x * 32_768).buffer);
const ID3 = Uint8Array.of(0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 10, ...new Uint8Array(10));

/** Another name than its format's: names decide nothing. */
async function look(...pieces: BlobPart[]): Promise<SniffResult> {
  return sniff(new Blob(pieces), 'take.txt');
}

async function firstSamples(blob: Blob): Promise<readonly number[]> {
  const sniffed = await sniff(blob);
  if (sniffed.kind !== 'pcm') throw new Error('not PCM');
  const block = (await readPcm(blob, sniffed).next()).value as Float32Array[];
  return [...block[0]!.subarray(0, 3)];
}

describe('Opus', () => {
  it.each(['drums.webm', 'drums.opus'])('case F18: the length of %s is told to the sample', async (name) => {
    const frames = name === 'drums.webm' ? 14_400 : 144_000;
    expect(await look(fixture(name))).toMatchObject({
      declaredFrames: frames,
      parts: [{ gapless: { skipFrames: 312, totalFrames: frames } }],
    });
  });
});

describe('headers that were never finished', () => {
  const declares = (bytes: number) => simpleWav({ rateHz: 8000 }, SAMPLES, bytes);

  it.each([0, 0xffff_ffff, 0xffff_ffdb, 0x7fff_f000])(
    'case F8: a WAV whose data declare %d bytes is read to its end, with a note',
    async (bytes) => {
      expect(await look(declares(bytes))).toMatchObject({ frames: 8000, note: note(/never finished.*, 1 s\./u) });
    },
  );

  it('case F8: an RF64 whose long size is all ones is read to its end', async () => {
    const file = new Uint8Array(
      await new Blob([
        wavFile([
          { name: 'ds64', body: new Uint8Array(28).fill(0xff) },
          { name: 'fmt ', body: wavFormat({ rateHz: 8000 }) },
          { name: 'data', body: SAMPLES, declaredBytes: 0xffff_ffff },
        ]),
      ]).arrayBuffer(),
    );
    file.set(text('RF64'));
    expect(await look(file)).toMatchObject({ frames: 8000, note: note(/never finished/u) });
  });

  it('a WAV whose odd chunk lacks its padding is read', async () => {
    const { length } = SAMPLES;
    const sizes = new Uint8Array(Uint32Array.of(length).buffer);
    const head = new Uint8Array(await simpleWav({ rateHz: 8000 }, SAMPLES).arrayBuffer()).subarray(0, 36);
    const odd = Uint8Array.of(...text('note'), 5, 0, 0, 0, ...text('hello'));
    expect(await look(head, odd, text('data'), sizes, SAMPLES)).toMatchObject({ frames: 8000, note: null });
  });

  it('case F8: a WAV that holds no samples but tags is refused', async () => {
    const empty = wavFile([
      { name: 'fmt ', body: wavFormat({}) },
      { name: 'data', body: new Uint8Array() },
      { name: 'LIST', body: text('INFOISFTthe recorder') },
    ]);
    await expect(look(empty)).rejects.toMatchObject({ code: 'no-audio' });
  });

  it.each([
    ['empty', 0, '1 s of 1 s'],
    ['short', 8000, '1 s of 1.5 s'],
  ])(
    'case F8: of several chunks of samples, the first of them %s, the longest is read, with a note',
    async (_, bytes, said) => {
      const twice = wavFile([
        { name: 'fmt ', body: wavFormat({ rateHz: 8000 }) },
        { name: 'data', body: SAMPLES.subarray(0, bytes) },
        { name: 'LIST', body: text('INFOISFTthe recorder') },
        { name: 'data', body: SAMPLES },
      ]);
      expect(await look(twice)).toMatchObject({
        frames: 8000,
        note: note(new RegExp(`^It has 2 chunks .*: ${said}`, 'u')),
      });
      expect(await firstSamples(twice)).toEqual([...RAMP.subarray(0, 3)]);
    },
  );

  const big16 = (value: number) => Uint8Array.of(value >> 8, value & 255);
  const common = (frames: number) => [
    text('COMM'),
    big32(18),
    Uint8Array.of(0, 1),
    big32(frames),
    big16(16),
    Uint8Array.of(0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0),
  ];
  const lying = (bytes: number) => ({ name: 'LIST', body: text('INFOISFTthe recorder'), declaredBytes: bytes });

  it.each([
    ['the samples', 100_000, 1],
    ['the samples, by all ones', 0xffff_ffff, 1],
    ['the format', 100_000, 0],
    ['the samples, in the midst of which it ends', 3001, 1],
  ])(
    'case F8: a chunk in front of %s that is longer than its file hides nothing, with a note',
    async (_, bytes, at) => {
      const honest = [
        { name: 'fmt ', body: wavFormat({ rateHz: 8000 }) },
        { name: 'data', body: SAMPLES },
      ];
      const file = wavFile(honest.toSpliced(at, 0, lying(bytes)));
      expect(await look(file)).toMatchObject({
        frames: 8000,
        note: note(/^Its chunk “LIST” is not as long as it says/u),
      });
      expect(await firstSamples(file)).toEqual([...RAMP.subarray(0, 3)]);
    },
  );

  it('case F8: a chunk of an AIFF that is longer than its file hides nothing, with a note', async () => {
    const sound = [text('SSND'), big32(8 + SAMPLES.length), big32(0), big32(0), SAMPLES];
    const lie = [text('NAME'), big32(1_000_000), text('me')];
    expect(await look(text('FORM'), big32(0), text('AIFF'), ...common(8000), ...lie, ...sound)).toMatchObject({
      frames: 8000,
      note: note(/^Its chunk “NAME” /u),
    });
  });

  it('case F8: samples behind the end that a WAV declares are named', async () => {
    expect(await look(declares(8000))).toMatchObject({ frames: 4000, note: note(/tells of 0\.5 s.*0\.5 s more/u) });
    const tagged = wavFile([
      { name: 'fmt ', body: wavFormat({}) },
      { name: 'data', body: SAMPLES },
      { name: 'LIST', body: new Uint8Array(20_000) },
    ]);
    expect(await look(tagged)).toMatchObject({ frames: 8000, note: null });
  });

  const aiff = (frames: number, bytes: number) => {
    const sound = [text('SSND'), big32(bytes), big32(0), big32(0), SAMPLES];
    return [text('FORM'), big32(0), text('AIFF'), ...common(frames), ...sound];
  };

  it('case F8: an AIFF that counts fewer frames than it holds is read whole, with both lengths', async () => {
    const whole = 8 + SAMPLES.length;
    expect(await look(...aiff(4000, whole))).toMatchObject({
      frames: 8000,
      note: note(/tells of 0\.5 s, but it holds 1 s/u),
    });
    expect(await look(...aiff(7990, whole))).toMatchObject({ frames: 7990, note: null });
  });

  it.each([
    ['nothing', 0, 0],
    ['what SoX writes into a pipe', 0x3f80_0000, 0x7f00_0008],
    ['all ones', 0xffff_ffff, 0xffff_ffff],
    ['no frames', 0, 8 + SAMPLES.length],
  ])('case F8: an AIFF whose header counts %s is read to its end, with a note', async (_, frames, bytes) => {
    expect(await look(...aiff(frames, bytes))).toMatchObject({
      frames: 8000,
      sampleRateHz: 8000,
      note: note(/never finished|does not count its frames/u),
    });
  });

  it('case F10: a wrong block size gives way to bits and channels, with a note', async () => {
    const blob = simpleWav({ rateHz: 8000, channels: 2, containerBytes: 1 }, SAMPLES);
    expect(await look(blob)).toMatchObject({
      encoding: 's16',
      frames: 4000,
      note: note(/gives 2 bytes to a frame, but 16 bits and 2 channels take 4/u),
    });
    expect(await firstSamples(blob)).toEqual([RAMP[0], RAMP[2], RAMP[4]]);
  });
});

describe('tags in front', () => {
  it('case F9: ID3 before WAV, AIFF, Ogg, MP4 and FLAC is passed over', async () => {
    const wav = new Blob([ID3, encodeWav([RAMP], 8000, 's16')]);
    expect(await firstSamples(wav)).toEqual([...RAMP.subarray(0, 3)]);
    expect(await look(ID3, fixture('drums.aiff'))).toMatchObject({ container: 'aiff', frames: 4410, note: null });
    expect(await look(ID3, fixture('drums.m4a'))).toMatchObject({
      codec: 'aac',
      parts: [{ start: 20 }],
      isPlain: false,
    });
    expect(await look(ID3, ID3, fixture('drums.ogg'))).toMatchObject({ codec: 'vorbis', parts: [{ start: 40 }] });
    expect(await look(ID3, fixture('six.flac'))).toMatchObject({ codec: 'flac', parts: [{ start: 20 }] });
  });
});

describe('MP3', () => {
  const tagged = fixture('drums.mp3');
  const other = fixture('drums-vbr-id3.mp3');
  const bare = fixture('drums-notag.mp3');

  it('case F5: several in one file are parts, each without its own delay and padding', async () => {
    expect(await look(tagged, other, tagged)).toMatchObject({
      declaredFrames: 3 * 132_300,
      isPlain: false,
      parts: Array.from({ length: 3 }, () => ({ gapless: { skipFrames: 1105, totalFrames: 132_300 } })),
    });
  });

  it('case F5: a length tag that tells of less than the bytes hold is not believed', async () => {
    expect(await look(tagged, bare)).toMatchObject({
      declaredFrames: 266_688,
      isPlain: false,
      note: note(/tells of 3 s, but its bytes hold 6\.0\d+ s/u),
    });
  });

  it('case F6: a change of channels or of rate refuses the whole file, with both', async () => {
    const stereo = Buffer.from(bare);
    for (let at = 0, frame = 0; at + 4 < stereo.length; frame++) {
      if (frame > 20) stereo[at + 3]! &= 0x3f;
      at += Math.floor((144 * 96_000) / 44_100) + ((stereo[at + 2]! >> 1) & 1);
    }
    await expect(look(stereo)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: note(/from 44100 Hz mono to 44100 Hz stereo after 0\.549 s/u),
    });
    await expect(look(tagged, fixture('speech-16k.mp3'))).rejects.toMatchObject({ message: note(/16000 Hz mono/u) });
  });

  it('what is damaged within is named, and what comes after it counts', async () => {
    const damaged = Buffer.concat([bare.subarray(0, 12_000), Buffer.alloc(9000, 0x55), bare.subarray(12_000)]);
    const sniffed = await look(damaged);
    expect(sniffed).toMatchObject({ note: note(/^[\d,]+ bytes among its MP3 frames are damaged/u), isPlain: false });
    expect(sniffed.declaredFrames).toBeGreaterThan(133_632 - 3 * 1152);
  });

  it('is read in a WAV file', async () => {
    expect(await look(fixture('mp3.wav'))).toMatchObject({ container: 'wav', codec: 'mp3', sampleRateHz: 44_100 });
  });
});

describe('Ogg', () => {
  it('case F4: links of one shape are parts, and links that differ refuse the whole file', async () => {
    const drums = fixture('drums.ogg');
    expect(await look(drums, drums)).toMatchObject({
      declaredFrames: 2 * 132_300,
      isPlain: false,
      parts: [
        { end: drums.length, frames: 132_300 },
        { start: drums.length, frames: 132_300 },
      ],
    });
    await expect(look(drums, fixture('plucks.ogg'))).rejects.toMatchObject({ message: note(/2 pieces that differ/u) });
    await expect(look(drums, fixture('drums.opus'))).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  it.each([
    ['drums.opus', 144_000],
    ['drums.ogg', null],
  ])('case F18: %s that begins an hour later is no longer for that', async (name, frames) => {
    const bytes = Buffer.from(fixture(name));
    for (let at = bytes.indexOf('OggS'); at >= 0; at = bytes.indexOf('OggS', at + 4)) {
      const granule = bytes.readBigInt64LE(at + 6);
      if (granule > 0n) bytes.writeBigInt64LE(granule + 172_800_000n, at + 6);
    }
    checksumPages(bytes);
    expect(await look(bytes)).toMatchObject({ declaredFrames: frames, isPlain: false, note: null });
  });
});

describe('pages of Ogg', () => {
  it.each(['drums.ogg', 'drums.opus', 'drums-flac.ogg'])(
    'the last one of %s that does not add up to its checksum is noted',
    async (name) => {
      const bytes = Buffer.from(fixture(name));
      expect(await look(bytes)).toMatchObject({ note: null });
      bytes[bytes.length - 20]! ^= 1;
      expect(await look(bytes)).toMatchObject({ note: note(/^1 Ogg page does not add up to its checksum/u) });
    },
  );
});

describe('other containers', () => {
  it.each(['free', 'odd!'])('case F19: an MP4 may begin with any box, as with %s', async (name) => {
    const free = Uint8Array.of(0, 0, 0, 8, ...text(name));
    expect(await look(free, fixture('video-with-sound.mp4'))).toMatchObject({
      container: 'mp4',
      codec: 'aac',
      isPlain: false,
    });
  });

  it('the first audio track that can be decoded counts', async () => {
    expect(await look(fixture('second-track.mp4'))).toMatchObject({
      codec: 'aac',
      sampleRateHz: 16_000,
      isPlain: false,
    });
  });

  it('WebM, raw AAC and QuickTime are known by their bytes', async () => {
    expect(await look(fixture('drums.webm'))).toMatchObject({ container: 'webm', codec: 'opus', sampleRateHz: 48_000 });
    expect(await look(fixture('drums.aac'))).toMatchObject({ container: 'adts', codec: 'aac', declaredFrames: 14_336 });
    expect(await look(fixture('plucks.mov'))).toMatchObject({ container: 'mp4', codec: 'pcm', declaredFrames: 2400 });
  });
});

describe('raw AAC', () => {
  const drums = fixture('drums.aac');

  it('that was joined with tags between is whole, in parts', async () => {
    const tag = Uint8Array.of(...text('ID3'), 4, 0, 0, 0, 0, 1, 0, ...new Uint8Array(128));
    const joined = await look(drums, tag, drums);
    expect(joined).toMatchObject({ codec: 'aac', declaredFrames: 2 * 14_336 });
    if (joined.kind !== 'compressed') throw new Error('not compressed');
    expect(joined.parts.map(({ start, end }) => [start, end])).toEqual([
      [0, drums.length],
      [drums.length + tag.length, 2 * drums.length + tag.length],
    ]);
    expect(joined.note).toEqual((await look(drums)).note);
  });

  it('is read from its first whole frame on, and what is damaged among its frames is noted', async () => {
    expect(await look(drums.subarray(50))).toMatchObject({ container: 'adts', declaredFrames: 13 * 1024 });
    const damaged = await look(drums, new Uint8Array(700), drums);
    expect(damaged).toMatchObject({ declaredFrames: 28 * 1024, note: note(/700 bytes among its AAC frames/u) });
  });

  it('that lies within packets of another container is not taken for the file', async () => {
    const packets = Array.from({ length: Math.ceil(drums.length / 184) }, (_, i) => [
      Uint8Array.of(0x47, 0, i, 0x10),
      drums.subarray(i * 184, (i + 1) * 184),
    ]).flat();
    await expect(look(...packets)).rejects.toMatchObject({ message: note(/not in an audio format that is known/u) });
  });

  it('that changes its rate or channels is refused', async () => {
    await expect(look(drums, fixture('he-aac.aac'))).rejects.toMatchObject({ code: 'unsupported-format' });
  });
});

describe('lengths that times tell only roughly', () => {
  it.each([
    ['opus.mp4', { declaredFrames: 14_400, parts: [{ gapless: { skipFrames: 312, totalFrames: 14_400 } }] }],
    ['mp3.mkv', { parts: [{ gapless: { skipFrames: 0, totalFrames: 14_976 } }] }],
    ['short-mp3.mkv', { parts: [{ gapless: { skipFrames: 0, totalFrames: 11 + 1105 } }] }],
    ['pcm.mkv', { declaredFrames: 2400, parts: [{ frames: null }] }],
  ])('%s is read to the sample', async (name, expected) => {
    expect(await look(fixture(name))).toMatchObject(expected);
  });

  it.each(['drums.ogg', 'drums.opus'])('a page that is missing within %s is noted', async (name) => {
    const whole = fixture(name);
    const pages = [...whole.toString('latin1').matchAll(/OggS/gu)].map(({ index }) => index);
    const [from, to] = [pages[8]!, pages[9]!];
    const cut = await look(whole.subarray(0, from), whole.subarray(to));
    expect([cut.note, (await look(whole)).note]).toEqual([note(/^1 Ogg page is missing/u), null]);
  });
});

describe('truncationNote', () => {
  it('compares what was decoded with what was told, beyond 50 ms and a packet', () => {
    expect(truncationNote(44_100, 44_100 + 2205, 44_100, 'mp3')).toBeNull();
    expect(truncationNote(44_100, 44_100 + 2206, 44_100, 'mp3')).toMatch(/1 s of the declared 1\.05 s/u);
    expect(truncationNote(44_100, 44_100 - 4096, 44_100, 'vorbis')).toBeNull();
    expect(truncationNote(88_200, 44_100, 44_100, 'aac')).toMatch(/tells of 1 s, but it holds 2 s/u);
    expect(truncationNote(44_100, 44_101, 44_100, 'flac')).toMatch(/^Cut short/u);
    expect(truncationNote(5, null, 44_100, 'aac')).toBeNull();
  });

  it('of AAC in MP4 a frame that the browser leaves out is noted, what it gives besides is not', async () => {
    const held = async (name: string) => {
      const sniffed = await look(fixture(name));
      return sniffed.kind === 'compressed' ? leastFrames(sniffed) : NaN;
    };
    const least = await held('drums.m4a');
    expect(least).toBe(132_300);
    expect(leftOutNote(132_097, least, 44_100)).toMatch(/leaves out 0\.005 s of this sound/u);
    expect(leftOutNote(133_120, least, 44_100)).toBeNull();
    expect(await held('drums.aac')).toBeNull();
    expect(await held('drums.ogg')).toBeNull();
    expect(leftOutNote(1, null, 44_100)).toBeNull();
  });
});
