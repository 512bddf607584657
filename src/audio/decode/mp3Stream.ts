import { HeaderReader, type AudioBytes } from '../bytes/audioBytes.ts';
import { mp3Frames, readLengthTag } from '../sniff/mp3Frames.ts';

/** The frames of sound of an MP3, from its first byte on. A frame is good until the next is asked for. */
export async function* mp3Packets(source: AudioBytes, path: string | null): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = new HeaderReader(source, path);
  for await (const found of mp3Frames(reader, 0, source.size, { skippedBytes: 0, otherShape: null })) {
    for (const frame of found) {
      if (readLengthTag(frame.view, frame) !== null) continue;
      yield new Uint8Array(frame.view.buffer, frame.view.byteOffset, frame.bytes);
    }
  }
}
