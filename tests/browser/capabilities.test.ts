import { afterEach, expect, it, vi } from 'vitest';
import { codecGaps } from '../../src/stages/shell/capabilities.ts';

const NEEDS_HEADER = /flac|vorbis/u;

/** A browser that streams and plays these codecs; like WebKit it knows none of FLAC and Vorbis without their header. */
function browserOf({ streamed, played }: { streamed: RegExp; played: RegExp }): void {
  vi.spyOn(AudioDecoder, 'isConfigSupported').mockImplementation(async (config) =>
    Promise.resolve({
      supported: streamed.test(config.codec) && !(NEEDS_HEADER.test(config.codec) && config.description === undefined),
      config,
    }),
  );
  vi.spyOn(HTMLMediaElement.prototype, 'canPlayType').mockImplementation((type) =>
    played.test(type) ? 'probably' : '',
  );
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('[browsers] says nothing of the free codecs, which Chromium has', async () => {
  // Builds without licensed codecs have no AAC.
  expect((await codecGaps()).filter((sentence) => !sentence.includes('AAC'))).toEqual([]);
});

it('[browsers] says nothing where all are decoded', async () => {
  browserOf({ streamed: /./u, played: /^$/u });
  expect(await codecGaps()).toEqual([]);
});

it('[browsers] says which codec is not decoded, and which only as a whole', async () => {
  browserOf({ streamed: /opus|vorbis/u, played: /flac/u });
  expect(await codecGaps()).toEqual([
    'This browser does not decode AAC: such files are refused. Convert them to WAV, or use another browser.',
    'FLAC goes through Web Audio here: it comes out slightly rounded, and very long files may be refused.',
  ]);
});

it('[browsers] without WebCodecs, of which another sentence says all, only names what Web Audio lacks too', async () => {
  browserOf({ streamed: /./u, played: /flac|opus|mp4a/u });
  vi.stubGlobal('AudioDecoder', undefined);
  expect(await codecGaps()).toEqual([
    'This browser does not decode Vorbis: such files are refused. Convert them to WAV, or use another browser.',
  ]);
});
