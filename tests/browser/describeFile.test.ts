import { describe, expect, it, vi } from 'vitest';
import { holdIfSmall } from '../../src/audio/bytes/audioBytes.ts';
import { audioIdOf } from '../../src/audio/bytes/hash.ts';
import { sniff } from '../../src/audio/sniff/sniff.ts';
import { AudioIdSet, type AudioIdDelta } from '../../src/domain/audioIdSet.ts';
import { encodeWav } from '../../src/audio/write/wavWriter.ts';
import { analyseAudio } from '../../src/workers/compute/analyseAudio.ts';
import type { DescribedAudio } from '../../src/workers/contracts/compute.ts';
import { describeFile } from '../../src/workers/compute/describeFile.ts';

const URLS = import.meta.glob<string>(
  ['../fixtures/formats/*.{wav,aif,aiff,flac,ogg,mp3,m4a}', '../fixtures/audio/*'],
  {
    query: '?url',
    import: 'default',
    eager: true,
  },
);

const NONE = new AudioIdSet().deltaFor({});

/** As an import does: a small file is read at once. */
async function describeHere(file: Blob, path: string, described: AudioIdDelta): Promise<DescribedAudio> {
  const held = await holdIfSmall(file, { stage: 'import', path });
  return describeFile(file, held?.held ?? null, path, described);
}

async function fixture(name: string): Promise<Blob> {
  const url = Object.entries(URLS).find(([path]) => path.endsWith(`/${name}`))![1];
  return (await fetch(url)).blob();
}

/** Notes how often each byte of a blob is read. */
function watched(blob: Blob): { readonly blob: Blob; readonly readsOf: Uint8Array } {
  const readsOf = new Uint8Array(blob.size);
  const slice = blob.slice.bind(blob);
  blob.slice = (start = 0, end = blob.size) => {
    const part = slice(start, end);
    const note = () => {
      for (let at = start; at < Math.min(end, readsOf.length); at++) readsOf[at]! += 1;
    };
    const { arrayBuffer, stream } = { arrayBuffer: part.arrayBuffer.bind(part), stream: part.stream.bind(part) };
    return Object.assign(part, {
      arrayBuffer: async () => (note(), arrayBuffer()),
      stream: () => (note(), stream()),
    });
  };
  return { blob, readsOf };
}

describe('a file in one pass', () => {
  it.each([
    'tone-440-mono-44k1-s16.wav',
    'six-channel-44k1-s16.wav',
    'drums.aiff',
    'drums-mono-44k1-s16.flac',
    'drums-flac.ogg',
  ])('[S1] %s is identified and described as it was by two, and each byte is read once', async (name) => {
    const [audioId, sniffed] = [await audioIdOf(await fixture(name)), await sniff(await fixture(name), name)];
    const separately = await analyseAudio(await fixture(name), name, sniffed);
    const { blob, readsOf } = watched(await fixture(name));
    const { audio, outcome } = await describeHere(blob, name, NONE);
    const { sampleRateHz, channels, durationSec } = sniffed;
    expect(audio).toEqual({ audioId, sampleRateHz, channels, durationSec, stagedName: null });
    expect(outcome).toEqual(separately);
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(readsOf.every((reads) => reads === 1)).toBe(true);
  });

  it.each(['drums.m4a'])('what Web Audio must decode, %s, comes back with the bytes that were read', async (name) => {
    const file = await fixture(name);
    const { outcome } = await describeHere(file, name, NONE);
    if (outcome?.kind !== 'needs-web-audio') throw new Error('not asked to decode');
    expect(new Uint8Array(outcome.bytes!)).toEqual(new Uint8Array(await file.arrayBuffer()));
  });

  it('[S1] a long WAV is hashed while it is analysed, its header and what follows the samples too', async () => {
    const noise = Float32Array.from({ length: 9 * 2 ** 20 }, (_, i) => Math.sin(i * i) / 2);
    const wav = encodeWav([noise], 48_000, 's16');
    const file = new Blob([wav, 'LIST\u0004\u0000\u0000\u0000tail']);
    const audioId = await audioIdOf(file);
    const { blob, readsOf } = watched(file);
    const beganMs = performance.now();
    const described = await describeHere(blob, 'long.wav', NONE);
    const tookMs = performance.now() - beganMs;
    expect(described.audio.audioId).toBe(audioId);
    expect(described.outcome).toEqual(await analyseAudio(wav, 'long.wav', await sniff(wav, 'long.wav')));
    const { hashingMs, decodingMs, computingMs } = described.spent;
    for (const ms of [hashingMs, decodingMs, computingMs]) expect(ms).toBeGreaterThan(0);
    expect(hashingMs + decodingMs + computingMs).toBeLessThanOrEqual(tookMs);
    // The header is looked at before, as what follows it is not known yet.
    expect(readsOf.subarray(44 + 8192).every((reads) => reads === 1)).toBe(true);
  });

  it('[S1] what is described already is identified and not decoded', async () => {
    const name = 'drums-mono-44k1-s16.flac';
    const decoder = vi.spyOn(globalThis, 'AudioDecoder');
    const audioId = await audioIdOf(await fixture(name));
    const described = new AudioIdSet();
    for (let n = 0; n < 300; n++) described.add(n.toString(16).padStart(20, '0'));
    const worker = {};
    await describeHere(await fixture(name), name, described.deltaFor(worker));
    expect(decoder).toHaveBeenCalledTimes(1);
    described.add(audioId);
    // What was told once is known, also while another import comes between.
    for (const known of [described.deltaFor(worker), NONE, described.deltaFor(worker)]) {
      if (known === NONE) await describeHere(encodeWav([new Float32Array(4096)], 48_000, 's16'), 'other.wav', NONE);
      else {
        const { audio, outcome } = await describeHere(await fixture(name), name, known);
        expect([audio.audioId, outcome]).toEqual([audioId, null]);
      }
    }
    expect(decoder).toHaveBeenCalledTimes(1);
    decoder.mockRestore();
  });

  it('what cannot be described is identified all the same, and its outcome says why', async () => {
    const samples = new Float32Array(4096).fill(0.25);
    samples[7] = Number.NaN;
    const file = encodeWav([samples], 48_000, 'f32');
    const { audio, outcome } = await describeHere(file, 'odd.wav', NONE);
    expect(audio.audioId).toBe(await audioIdOf(file));
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'bad-samples', subject: 'odd.wav' } });
  });

  it('what is no audio is refused', async () => {
    const text = new Blob(['milk\nbread\n'.repeat(50)]);
    await expect(describeHere(text, 'list.mp3', NONE)).rejects.toMatchObject({ code: 'unsupported-format' });
  });
});
