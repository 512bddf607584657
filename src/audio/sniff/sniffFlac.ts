import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';
import { checkFormat, refuseHeader } from './refusals.ts';
import type { CompressedContainer, CompressedSniff } from './sniffResult.ts';

/** Bytes of a STREAMINFO block's body. */
export const STREAMINFO_BYTES = 34;

/**
 * Reads a native FLAC file whose marker `fLaC` lies at byte `offset`. Source: RFC 9639, section 8.
 *
 * @throws AppError `damaged-file` for a header that is incomplete; what {@link checkFormat} refuses.
 */
export async function sniffFlac(reader: HeaderReader, offset: number): Promise<CompressedSniff> {
  const view = await reader.view(offset, 8 + STREAMINFO_BYTES);
  if (fourCc(view, 0) !== 'fLaC' || view.byteLength < 8 + STREAMINFO_BYTES || (view.getUint8(4) & 0x7f) !== 0) {
    throw refuseHeader(reader.path, 'its FLAC header is incomplete');
  }
  const sniffed = describeStreamInfo(view, 8, 'flac', reader.path);
  const part = { start: offset, end: reader.size, frames: sniffed.declaredFrames, gapless: null };
  return { ...sniffed, parts: [part] };
}

/** What a STREAMINFO block at byte `offset` says; where the stream lies in the file is the caller's to add. Throws as {@link sniffFlac}. */
export function describeStreamInfo(
  view: DataView,
  offset: number,
  container: CompressedContainer,
  path: string | null,
): CompressedSniff {
  if (view.byteLength < offset + STREAMINFO_BYTES) throw refuseHeader(path, 'its FLAC header is incomplete');
  const packed = view.getUint32(offset + 10, false);
  const sampleRateHz = packed >>> 12;
  const channels = ((packed >>> 9) & 7) + 1;
  const bitsPerSample = ((packed >>> 4) & 31) + 1;
  const totalFrames = (packed & 15) * 2 ** 32 + view.getUint32(offset + 14, false);
  checkFormat(path, sampleRateHz, channels);
  const declaredFrames = totalFrames === 0 ? null : totalFrames;
  return {
    kind: 'compressed',
    container,
    codec: 'flac',
    sampleRateHz,
    channels,
    bitsPerSample,
    declaredFrames,
    durationSec: declaredFrames === null ? null : declaredFrames / sampleRateHz,
    parts: [],
    isPlain: true,
    note: null,
  };
}
