import type { Input, InputAudioTrack } from 'mediabunny';
import { isHeld, type AudioBytes } from '../bytes/audioBytes.ts';
import type { CompressedCodec } from '../../domain/audioCodec.ts';
import { endedWebm } from './webmCut.ts';
import type { CompressedContainer } from '../sniff/sniffResult.ts';

/** A container that mediabunny takes apart. */
export type ParsedContainer = Exclude<CompressedContainer, 'flac' | 'mp3' | 'wav'>;

/** Opens a file whose container is known by its bytes. The caller disposes of it. */
export async function openInput(file: AudioBytes, container: ParsedContainer): Promise<Input> {
  const source = container === 'webm' ? await endedWebm(file) : file;
  // Named one by one, so that nothing else of it is shipped.
  const {
    ADTS,
    BlobSource,
    BufferSource,
    CustomSource,
    Input,
    Logging,
    LogLevel,
    MATROSKA,
    Mp4InputFormat,
    OGG,
    WEBM,
  } = await import('mediabunny');
  // What is wrong with a file is said in notes and refusals.
  Logging.level = LogLevel.Silent;
  // Mediabunny knows an MP4 by its first box only, which may be any; here it is known already.
  const AnyMp4 = class extends Mp4InputFormat {
    _canReadInput(): Promise<boolean> {
      return Promise.resolve(true);
    }
  };
  const formats = { ogg: [OGG], webm: [WEBM, MATROSKA], adts: [ADTS], mp4: [new AnyMp4()] };
  const sourceOf = () => {
    if (!('readInto' in source)) return new BlobSource(source);
    if (isHeld(source)) return new BufferSource(source.held);
    return new CustomSource({
      getSize: () => source.size,
      read: (start, end) => {
        const bytes = new Uint8Array(end - start);
        return bytes.subarray(0, source.readInto(bytes, start));
      },
    });
  };
  return new Input({ source: sourceOf(), formats: formats[container] });
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
