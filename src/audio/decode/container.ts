import type * as mediabunnyModule from 'mediabunny';
import type { Input, InputAudioTrack, InputFormat, Source } from 'mediabunny';
import { isHeld, type AudioBytes } from '../bytes/audioBytes.ts';
import type { CompressedCodec } from '../../domain/audioCodec.ts';
import type { CompressedContainer } from '../sniff/sniffResult.ts';

type Mediabunny = typeof mediabunnyModule;

/** A container that mediabunny takes apart. */
export type ParsedContainer = Exclude<CompressedContainer, 'flac' | 'mp3' | 'wav'>;

/** Opens a file whose container is known by its bytes. The caller disposes of it. */
export async function openInput(source: AudioBytes, container: ParsedContainer): Promise<Input> {
  const mediabunny = await import('mediabunny');
  // What is wrong with a file is said in notes and refusals.
  mediabunny.Logging.level = mediabunny.LogLevel.Silent;
  return new mediabunny.Input({
    source: sourceOf(mediabunny, source),
    formats: formatsOf(mediabunny, container),
  });
}

function sourceOf(mediabunny: Mediabunny, source: AudioBytes): Source {
  if (!('readInto' in source)) return new mediabunny.BlobSource(source);
  if (isHeld(source)) return new mediabunny.BufferSource(source.held);
  return new mediabunny.CustomSource({
    getSize: () => source.size,
    read: (start, end) => {
      const bytes = new Uint8Array(end - start);
      return bytes.subarray(0, source.readInto(bytes, start));
    },
  });
}

/** Mediabunny knows an MP4 by its first box only, which may be any; here it is known already. */
function formatsOf(mediabunny: Mediabunny, container: ParsedContainer): InputFormat[] {
  if (container === 'ogg') return [mediabunny.OGG];
  if (container === 'webm') return [mediabunny.WEBM, mediabunny.MATROSKA];
  if (container === 'adts') return [mediabunny.ADTS];
  const AnyMp4 = class extends mediabunny.Mp4InputFormat {
    _canReadInput(): Promise<boolean> {
      return Promise.resolve(true);
    }
  };
  return [new AnyMp4()];
}

const CODECS: Readonly<Record<string, CompressedCodec>> = {
  aac: 'aac',
  opus: 'opus',
  mp3: 'mp3',
  vorbis: 'vorbis',
  flac: 'flac',
  ulaw: 'pcm',
  alaw: 'pcm',
};

/** Which of our codecs a track needs; null for what cannot be decoded here. */
export function codecOf(name: string | null): CompressedCodec | null {
  if (name === null) return null;
  return name.startsWith('pcm-') ? 'pcm' : (CODECS[name] ?? null);
}

/** The first audio track that can be decoded here, which need not be the first; null for none. */
export async function soundTrack(input: Input): Promise<InputAudioTrack | null> {
  for (const track of await input.getAudioTracks()) {
    if (codecOf(await track.getCodec()) !== null) return track;
  }
  return null;
}
