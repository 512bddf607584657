import { afterEach, expect, it, vi } from 'vitest';
import { sniff } from '../../src/audio/sniff/sniff.ts';
import { decodeSound } from '../../src/stages/listening/sound/decodeSound.ts';
import { analyseAudio } from '../../src/workers/compute/analyseAudio.ts';
import { measuredCalls } from '../../src/workers/compute/measuredTrials.ts';
import { playbackCalls } from '../../src/workers/compute/playback.ts';
import { timbreCalls } from '../../src/workers/compute/timbre.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import drumsUrl from '../fixtures/formats/drums.m4a?url';
import flacUrl from '../fixtures/audio/drums-mono-44k1-s16.flac?url';

const POOL = {
  run: async <T>(call: (worker: unknown) => Promise<T>): Promise<T> => call(playbackCalls),
} as unknown as ComputePool;

async function fileAt(url: string): Promise<File> {
  return new File([await (await fetch(url)).blob()], 'take.bin');
}

async function hear(file: File): Promise<{ readonly frames: number; readonly peak: number }> {
  const { channels } = await decodeSound(POOL, { file, path: file.name }, 60, new AbortController().signal);
  const peak = channels[0]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { frames: channels[0]!.length, peak };
}

afterEach(() => vi.unstubAllGlobals());

it('a file whose stream the browser fails at is left to Web Audio by all who read it, and heard', async () => {
  const file = await fileAt(flacUrl);
  const whole = await hear(file);
  vi.stubGlobal(
    'AudioDecoder',
    Object.assign(
      vi.fn(() => {
        throw new TypeError('no such decoder');
      }),
      { isConfigSupported: async () => ({ supported: true }) },
    ),
  );
  const setup = { clusterCount: 2, model: null, rateHz: null };
  const answers = [
    await analyseAudio(file, file.name, await sniff(file)),
    await playbackCalls.decodeStart(file, file.name, 1, false),
    await measuredCalls.readSegments(file, file.name, 1, setup, false),
    await timbreCalls.measureTimbre(file, file.name, false),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ kind: 'needs-web-audio', sampleRateHz: 44_100 });
  const heard = await hear(file);
  expect(heard.frames).toBe(whole.frames);
  expect(heard.peak).toBeCloseTo(whole.peak, 4);
});

it('a file that Web Audio fails at is heard as a stream', async () => {
  const file = await fileAt(drumsUrl);
  const whole = await hear(file);
  vi.stubGlobal(
    'OfflineAudioContext',
    class {
      decodeAudioData(): Promise<AudioBuffer> {
        return Promise.reject(new DOMException('Unable to decode.', 'EncodingError'));
      }
    },
  );
  const heard = await hear(file);
  expect(Math.abs(heard.frames - whole.frames)).toBeLessThanOrEqual(1024);
  expect(heard.peak).toBeCloseTo(whole.peak, 2);
});
