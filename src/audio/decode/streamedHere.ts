import { BROWSER_HAS } from '../../domain/browserHas.ts';
import type { CompressedCodec } from '../../domain/audioCodec.ts';

/** Codecs that only the browser decodes, also by what WebCodecs calls them; MP3 has a decoder of the app's own besides, PCM needs none. */
export const BROWSER_CODECS = {
  aac: { name: 'AAC', inWebCodecs: 'mp4a.40.2' },
  flac: { name: 'FLAC', inWebCodecs: 'flac' },
  opus: { name: 'Opus', inWebCodecs: 'opus' },
  vorbis: { name: 'Vorbis', inWebCodecs: 'vorbis' },
} as const satisfies Partial<Record<CompressedCodec, { readonly name: string; readonly inWebCodecs: string }>>;

/** What must come with FLAC and Vorbis; asked whether they are decoded, browsers look only whether it is there. */
const SOME_HEADER = new Uint8Array(64);

export type BrowserCodec = keyof typeof BROWSER_CODECS;

export function isBrowserCodec(codec: CompressedCodec): codec is BrowserCodec {
  return codec in BROWSER_CODECS;
}

/** Whether this browser decodes a codec as a stream, as far as it says. */
export async function isStreamedHere(codec: BrowserCodec): Promise<boolean> {
  if (!BROWSER_HAS.audioDecoder()) return false;
  const config: AudioDecoderConfig = {
    codec: BROWSER_CODECS[codec].inWebCodecs,
    sampleRate: 48_000,
    numberOfChannels: 2,
  };
  if (codec === 'flac' || codec === 'vorbis') config.description = SOME_HEADER;
  return AudioDecoder.isConfigSupported(config).then(
    ({ supported }) => supported === true,
    () => false,
  );
}
