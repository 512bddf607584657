import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import type { ErrorCode } from '../../src/domain/errors.ts';
import { decodingPlan } from '../../src/audio/decode/decodingPlan.ts';
import { readPcm } from '../../src/audio/decode/pcmReader.ts';
import { sniff } from '../../src/audio/sniff/sniff.ts';
import type { PcmSniff, SniffResult } from '../../src/audio/sniff/sniffResult.ts';
import { holdIfSmall } from '../../src/audio/bytes/audioBytes.ts';
import { audioIdOf } from '../../src/audio/bytes/hash.ts';
import { encodeWav } from '../../src/audio/write/wavWriter.ts';
import { simpleWav, wavFile, wavFormat } from '../fixtures/formats/wavBytes.ts';
import { DECODED, type Decoded } from '../support/decodedFormats.ts';

const FILES = Object.entries(DECODED);

function fixture(name: string): Blob {
  const folder = /-\d+k\d?-[usf]\d+\./.test(name) || name.startsWith('plucks-stereo') ? 'audio' : 'formats';
  return new Blob([readFileSync(new URL(`../fixtures/${folder}/${name}`, import.meta.url))]);
}

async function pcmOf(blob: Blob): Promise<PcmSniff> {
  const result = await sniff(blob, 'test.wav');
  if (result.kind !== 'pcm') throw new Error('not PCM');
  return result;
}

async function readAll(blob: Blob, pcm: PcmSniff, blockFrames = 1000): Promise<Float32Array[]> {
  const out = Array.from({ length: pcm.channels }, () => new Float32Array(pcm.frames));
  let at = 0;
  for await (const block of readPcm(blob, pcm, { blockFrames })) {
    block.forEach((channel, i) => out[i]!.set(channel, at));
    at += block[0]!.length;
  }
  expect(at).toBe(pcm.frames);
  return out;
}

function interleavedHash(channels: readonly Float32Array[]): string {
  const frames = channels[0]!.length;
  const all = new Float32Array(frames * channels.length);
  channels.forEach((channel, c) => channel.forEach((value, i) => (all[i * channels.length + c] = value)));
  return createHash('sha256').update(new Uint8Array(all.buffer)).digest('hex');
}

async function refusal(blob: Blob, path: string | null = 'x.wav'): Promise<AppError> {
  const error: unknown = await sniff(blob, path).then(
    (result) => result,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

/** QuickTime keeps its samples in pieces, which its container's parser finds. */
function isPlainPcm(name: string, { codec }: Decoded): boolean {
  return codec.startsWith('pcm') && !name.endsWith('.mov');
}

function expectSniff(result: SniffResult, expected: Decoded): void {
  expect(result).toMatchObject({ sampleRateHz: expected.sampleRateHz, channels: expected.channels });
}

describe('sniff', () => {
  it.each(FILES)('[D1] tells the native rate and channels of %s', async (name, expected) => {
    const result = await sniff(fixture(name), name);
    expectSniff(result, expected);
    const isPcm = isPlainPcm(name, expected);
    expect(result.kind).toBe(isPcm ? 'pcm' : 'compressed');
    if (result.kind === 'compressed') expect(result.codec).toBe(expected.codec.replace(/^pcm_.*/, 'pcm'));
  });

  it.each(FILES.filter(([name, f]) => f.sha256 !== undefined || name === 'drums.opus'))(
    '[D1] tells the exact length of %s',
    async (name, expected) => {
      expect((await sniff(fixture(name), name)).declaredFrames).toBe(expected.frames);
    },
  );

  it.each([
    ['drums.m4a', 132_300],
    ['drums.ogg', 132_300],
    ['plucks.ogg', 48_000],
    ['plucks.m4a', 48_000],
    ['six.ogg', 22_050],
    ['speech-16k.mp3', 55_516],
  ])('tells that %s was made of %d frames', async (name, frames) => {
    expect((await sniff(fixture(name), name)).declaredFrames).toBe(frames);
  });

  it('has nothing to note of a sound file, but of surround sound in Vorbis', async () => {
    const noted = await Promise.all(
      FILES.map(async ([name]) => [name, (await sniff(fixture(name), name)).note] as const),
    );
    expect(noted.filter(([, note]) => note !== null)).toEqual([
      // Without a decoder, as here, nobody knows.
      ['second-track.mp4', expect.stringMatching(/HE-AAC/)],
      ['six.ogg', expect.stringMatching(/surround/i)],
    ]);
  });

  it('warns of an Ogg file whose end is missing', async () => {
    const part = fixture('drums.ogg').slice(0, 9000);
    expect(await sniff(part)).toMatchObject({
      declaredFrames: null,
      note: expect.stringMatching(/^Cut short/) as string,
    });
  });

  it('reads the gapless tag of an MP3 and counts the frames of one without', async () => {
    expect(await sniff(fixture('drums.mp3'))).toMatchObject({
      parts: [{ gapless: { skipFrames: 1105, totalFrames: 132_300 } }],
    });
    expect(await sniff(fixture('drums-notag.mp3'))).toMatchObject({
      declaredFrames: 133_632,
      parts: [{ gapless: null }],
    });
  });

  it('never trusts the name', async () => {
    expect(await sniff(new File([fixture('drums.ogg')], 'song.mp3'))).toMatchObject({ codec: 'vorbis' });
  });

  it('takes the rate of AAC from its own configuration, doubled where band replication is signalled', async () => {
    const bytes = new Uint8Array(await fixture('drums.m4a').arrayBuffer());
    const at = bytes.findIndex((b, i) => b === 0x05 && bytes[i + 1] === 0x80 && bytes[i + 2] === 0x80);
    expect(at).toBeGreaterThan(0);
    // Object type 5 (SBR), core 22,050 Hz, mono, extension 44,100 Hz.
    bytes.set([0b0010_1011, 0b1000_1010, 0b0000_1000], at + 5);
    expect(await sniff(new Blob([bytes]))).toMatchObject({ codec: 'aac', sampleRateHz: 44_100, channels: 1 });
  });
});

describe('readPcm', () => {
  it.each(FILES.filter(([name, f]) => isPlainPcm(name, f)))(
    '[D1] reads %s exactly as an independent decoder does',
    async (name, expected) => {
      const blob = fixture(name);
      const channels = await readAll(blob, await pcmOf(blob));
      expect(interleavedHash(channels)).toBe(expected.sha256);
    },
  );

  it('[D1] reads 24 bits in 32-bit containers and 20 in 24 over their full range', async () => {
    const body = new Uint8Array([0, 0, 0, 0x80, 0, 1, 0, 0, 0, 0xff, 0xff, 0x7f]);
    const blob = simpleWav({ bits: 32, validBits: 24 }, body);
    const pcm = await pcmOf(blob);
    expect(pcm).toMatchObject({ encoding: 's32' });
    expect([...(await readAll(blob, pcm))[0]!]).toEqual([-1, 2 ** -23, 1 - 2 ** -23]);
    const packed = simpleWav({ bits: 20, containerBytes: 3 }, new Uint8Array([0, 0, 0x80, 0x10, 0, 0]));
    expect([...(await readAll(packed, await pcmOf(packed)))[0]!]).toEqual([-1, 2 ** -19]);
  });

  it('[D1] keeps float samples beyond ±1', async () => {
    const blob = encodeWav([Float32Array.of(1.5, -2, 0.25)], 8000, 'f32');
    expect([...(await readAll(blob, await pcmOf(blob)))[0]!]).toEqual([1.5, -2, 0.25]);
  });

  it('bounds its memory however many channels there are', async () => {
    const channels = 65_535;
    const blob = simpleWav({ channels, bits: 8, containerBytes: 1 }, new Uint8Array(channels * 300).fill(128));
    const pcm = await pcmOf(blob);
    const lengths: number[] = [];
    for await (const block of readPcm(blob, pcm, { blockFrames: 1e9 })) lengths.push(block[0]!.length);
    expect(lengths).toEqual([256, 44]);
  });
});

describe('bad input', () => {
  const noise = Uint8Array.from({ length: 70_000 }, (_, i) => (Math.imul(i + 1, 2_654_435_761) >>> 13) & 255);
  const text = new Blob(['This is a shopping list.\n'.repeat(400)]);
  const samples = new Uint8Array(200);
  const rows: readonly (readonly [string, Blob, ErrorCode, RegExp])[] = [
    ['an empty file', new Blob([]), 'empty-file', /is empty/],
    ['random bytes', new Blob([noise]), 'unsupported-format', /not in an audio format/],
    ['text renamed .mp3', text, 'unsupported-format', /holds text/],
    ['a zero-length data chunk', simpleWav({}, new Uint8Array(0)), 'no-audio', /holds no samples/],
    ['a WAV without data', wavFile([{ name: 'fmt ', body: wavFormat({}) }]), 'no-audio', /holds no samples/],
    ['a WAV without a format', wavFile([{ name: 'data', body: samples }]), 'damaged-file', /no format chunk/],
    ['a bare RIFF header', wavFile([]), 'damaged-file', /no format chunk/],
    ['a video without audio', fixture('video-only.mp4'), 'no-audio', /video without an audio track/],
    ['rate 0', simpleWav({ rateHz: 0 }, samples), 'bad-rate', /rate of 0 Hz/],
    ['a rate too low', simpleWav({ rateHz: 2999 }, samples), 'bad-rate', /2999 Hz/],
    ['a rate too high', simpleWav({ rateHz: 768_001 }, samples), 'bad-rate', /768001 Hz/],
    ['0 channels', simpleWav({ channels: 0 }, samples), 'damaged-file', /0 channels/],
    ['Apple Lossless', fixture('alac.m4a'), 'unsupported-format', /Apple Lossless is not supported; convert to FLAC/],
    ['ADPCM', fixture('adpcm.wav'), 'unsupported-format', /IMA ADPCM/],
    ['GSM', fixture('gsm.wav'), 'unsupported-format', /GSM 6\.10/],
    ['Apple Lossless in CAF', fixture('alac.caf'), 'unsupported-format', /Apple Lossless/],
    ['AC-3', fixture('ac3.mp4'), 'unsupported-format', /Dolby AC-3.*convert/],
    ['AU', fixture('drums.au'), 'unsupported-format', /AU file.*convert/],
    ['MP3 of free bitrate', fixture('free-format.mp3'), 'unsupported-format', /free bitrate.*convert/],
    ['7 bytes per sample', simpleWav({ bits: 56 }, samples), 'unsupported-format', /56-bit/],
    ['an MP4 cut before its index', fixture('drums.m4a').slice(0, 20_000), 'damaged-file', /moov/],
    ['a FLAC of 20 bytes', fixture('six.flac').slice(0, 20), 'damaged-file', /FLAC header/],
    ['an Ogg of 20 bytes', fixture('drums.ogg').slice(0, 20), 'damaged-file', /Ogg header/],
    ['a WebM header alone', fixture('drums.webm').slice(0, 4), 'damaged-file', /WebM header/],
  ];

  it.each(rows)('refuses %s by name, with the reason', async (_, blob, code, sentence) => {
    const error = await refusal(blob, 'sounds/kick.mp3');
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain('“sounds/kick.mp3”');
    expect(error.subject).toBe('sounds/kick.mp3');
  });

  it('keeps a truncated file with a warning that compares declared and decoded length', async () => {
    const wav = fixture('tone-440-mono-44k1-s16.wav').slice(0, 44 + 44_100 + 1);
    const pcm = await pcmOf(wav);
    expect(pcm).toMatchObject({ frames: 22_050, declaredFrames: 88_200 });
    expect(pcm.note).toBe('Cut short or damaged: 0.5 s of the declared 2 s could be read.');
    expect((await readAll(wav, pcm))[0]).toHaveLength(22_050);
    const aiff = fixture('drums.aiff').slice(0, 4000);
    expect(await sniff(aiff)).toMatchObject({
      declaredFrames: 4410,
      note: expect.stringMatching(/Cut short/) as string,
    });
  });

  it('takes a length that was written without knowing it (a pipe) as up to the end', async () => {
    expect(await sniff(simpleWav({}, samples, 0xffff_ffff))).toMatchObject({
      frames: 100,
      declaredFrames: null,
      note: expect.stringMatching(/header was never finished.*0\.002 s/) as string,
    });
  });

  it('asks again for a file that changed or is gone', async () => {
    const gone = fixture('tone-440-mono-44k1-s16.wav');
    const pcm = await pcmOf(gone);
    gone.slice = () => {
      const broken = new Blob(['x']);
      broken.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
      return broken;
    };
    const expected = {
      code: 'file-gone',
      message: expect.stringMatching(/“a\.wav” has changed or is gone.*choose it again/) as string,
    };
    await expect(sniff(gone, 'a.wav')).rejects.toMatchObject({ ...expected, stage: 'import' });
    await expect(readPcm(gone, pcm, { path: 'a.wav' }).next()).rejects.toMatchObject({
      ...expected,
      stage: 'descriptors',
    });
    await expect(audioIdOf(gone, { path: 'a.wav' })).rejects.toMatchObject(expected);
  });
});

describe('hostile headers', () => {
  it('walks a bounded number of chunks', async () => {
    const blob = wavFile([
      ...Array.from({ length: 5000 }, () => ({ name: 'junk', body: new Uint8Array(0) })),
      { name: 'fmt ', body: wavFormat({}) },
      { name: 'data', body: new Uint8Array(10) },
    ]);
    expect((await refusal(blob)).code).toBe('damaged-file');
  });

  it('reads a data chunk that declares 4 GiB no further than the file', async () => {
    expect(await sniff(simpleWav({}, new Uint8Array(100), 0xffff_fffe))).toMatchObject({ frames: 50 });
  });

  it('survives an ID3 tag and boxes that declare more than there is', async () => {
    expect((await refusal(new Blob(['ID3\u0004\0\0\u007F\u007F\u007F\u007F', 'rest']))).code).toBe(
      'unsupported-format',
    );
    const huge = new Uint8Array(64);
    huge.set([0, 0, 0, 1, 0x66, 0x74, 0x79, 0x70, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    expect((await refusal(new Blob([huge]))).code).toBe('damaged-file');
  });

  it('never fails with anything but a sentence when bytes are changed at random', async () => {
    let seed = 1337;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (const [name] of FILES) {
      const original = new Uint8Array(await fixture(name).slice(0, 4096).arrayBuffer());
      for (let round = 0; round < 40; round++) {
        const bytes = original.slice(0, round % 4 === 0 ? random(original.length) + 1 : original.length);
        for (let i = 0; i < 6; i++) bytes[random(Math.min(bytes.length, 400))] = random(256);
        const outcome: unknown = await sniff(new Blob([bytes]), name).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(AppError);
      }
    }
  });
});

describe('decodingPlan', () => {
  it('reads PCM itself, FLAC by WebCodecs, other codecs by size', async () => {
    const plan = async (name: string, bytes?: number): Promise<unknown> =>
      decodingPlan(await sniff(fixture(name)), bytes ?? 1);
    expect(await plan('f64.wav')).toEqual({ route: 'pcm', fallback: null, fallbackNote: null });
    expect(await plan('drums-flac.ogg')).toMatchObject({
      route: 'webcodecs',
      fallback: 'webaudio',
      fallbackNote: expect.stringMatching(/less exact/) as string,
    });
    expect(await plan('plucks-stereo-48k-s24.flac')).toMatchObject({ route: 'webcodecs', fallbackNote: null });
    expect(await plan('drums.mp3')).toEqual({ route: 'webcodecs', fallback: 'webaudio', fallbackNote: null });
    expect(await plan('plucks.ogg')).toEqual({ route: 'webaudio', fallback: 'webcodecs', fallbackNote: null });
    const long = { ...(await sniff(fixture('drums.opus'))), declaredFrames: 3600 * 48_000 } as SniffResult;
    expect(decodingPlan(long, 1)).toMatchObject({ route: 'webcodecs', fallback: 'webaudio' });
  });
});

describe('audioIdOf', () => {
  it('[S1] is the first 20 hex digits of the SHA-256, and shows every chunk once', async () => {
    const bytes = Uint8Array.from({ length: 9_000_001 }, (_, i) => (i * 7) & 255);
    const copied = createHash('sha256');
    const lengths: number[] = [];
    const id = await audioIdOf(new Blob([bytes]), {
      onChunk: (chunk) => {
        copied.update(chunk);
        lengths.push(chunk.length);
      },
    });
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(id).toBe(expected.slice(0, 20));
    expect(copied.digest('hex')).toBe(expected);
    expect(lengths).toEqual([4 * 2 ** 20, 4 * 2 ** 20, 9_000_001 - 8 * 2 ** 20]);
  });

  it('[S1] is the same for a small and for an empty file', async () => {
    const small = Uint8Array.from({ length: 1000 }, (_, i) => (i * 11) & 255);
    let seen = 0;
    const id = await audioIdOf(new Blob([small]), { onChunk: (chunk) => void (seen += chunk.length) });
    expect([id, seen]).toEqual([idOf(small), 1000]);
    expect(await audioIdOf(new Blob())).toBe(idOf(new Uint8Array()));
  });

  it('[S1] is the same for a file that is held whole, as those of up to 16 MiB are', async () => {
    const bytes = manyBytes(16 * 2 ** 20);
    const context = { stage: 'import', path: null } as const;
    const held = await holdIfSmall(new Blob([bytes]), context);
    let seen = 0;
    const id = await audioIdOf(held!, { onChunk: (chunk) => void (seen += chunk.length) });
    expect([id, seen]).toEqual([idOf(bytes), bytes.length]);
    expect(await holdIfSmall(new Blob([bytes, new Uint8Array(1)]), context)).toBeNull();
    expect(await holdIfSmall(new Blob(), context)).toBeNull();
  });

  const large = manyBytes(18_000_001);
  it.each([
    ['by its stream', undefined],
    ['where blobs are no byte streams', () => new ReadableStream()],
    ['where the stream fails', () => byteStream(() => Promise.reject(new Error('broken')))],
    ['where the stream ends too early', () => byteStream(async (controller) => controller.close())],
    ['where the stream stops answering', () => byteStream(async () => new Promise<never>(() => undefined))],
  ])('[S1] is the same for a large file %s', async (_, stream) => {
    const blob = new Blob([large]);
    if (stream !== undefined) {
      const slice = blob.slice.bind(blob);
      blob.slice = (start, end) => Object.assign(slice(start, end), { stream });
    }
    expect(await audioIdOf(blob)).toBe(idOf(large));
  });
});

function manyBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = at * 13;
  return bytes;
}

function idOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 20);
}

/** A byte stream that gives nine million numbers that are right, then does what it is told. */
function byteStream(then: (controller: ReadableByteStreamController) => Promise<void>): ReadableStream {
  let given = 0;
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      if (given >= 9_000_000) {
        await then(controller);
        return;
      }
      const piece = Uint8Array.from({ length: 1_000_000 }, (_, i) => ((given + i) * 13) & 255);
      given += piece.length;
      controller.enqueue(piece);
    },
  });
}

describe('encodeWav', () => {
  const signal = Float32Array.from({ length: 999 }, (_, i) => Math.sin(i / 7) * 0.9);
  it.each([
    ['s16', 2 ** -16],
    ['s24', 2 ** -24],
    ['f32', 0],
  ] as const)('[D1] %s comes back within half a step', async (encoding, tolerance) => {
    const blob = encodeWav([signal, signal.map((x) => -x)], 22_050, encoding);
    const pcm = await pcmOf(blob);
    expect(pcm).toMatchObject({ encoding, sampleRateHz: 22_050, channels: 2, frames: 999, note: null });
    const channels = await readAll(blob, pcm);
    expect(Math.max(...signal.map((x, i) => Math.abs(x - channels[0]![i]!)))).toBeLessThanOrEqual(tolerance);
    expect(Math.max(...signal.map((x, i) => Math.abs(x + channels[1]![i]!)))).toBeLessThanOrEqual(tolerance);
  });

  it('clips integers and refuses unequal channels', async () => {
    const blob = encodeWav([Float32Array.of(2, -2)], 8000, 's16');
    expect([...(await readAll(blob, await pcmOf(blob)))[0]!]).toEqual([32_767 / 32_768, -1]);
    expect(() => encodeWav([new Float32Array(1), new Float32Array(2)], 8000, 's16')).toThrow(RangeError);
    expect(() => encodeWav([], 8000, 's16')).toThrow(RangeError);
  });
});
