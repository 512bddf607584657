import { asFileGone, HeaderReader, fourCc, narrowed, type AudioBytes } from '../bytes/audioBytes.ts';
import { skipId3v2 } from './id3.ts';
import { refuse } from './refusals.ts';
import { describeUnsupported, SIGNATURE_BYTES } from './signatures.ts';
import { sniffAdts } from './sniffAdts.ts';
import { sniffAiff } from './sniffAiff.ts';
import { sniffCaf } from './sniffCaf.ts';
import { sniffContainer } from './sniffContainer.ts';
import { sniffFlac } from './sniffFlac.ts';
import { sniffMp3 } from './sniffMp3.ts';
import { sniffOgg } from './sniffOgg.ts';
import type { SniffResult } from './sniffResult.ts';
import { sniffWav, sniffWave64 } from './sniffWav.ts';

/** What an MP4 or QuickTime file may begin with. */
const MP4_BOXES = new Set([
  'ftyp',
  'styp',
  'moov',
  'mdat',
  'moof',
  'sidx',
  'wide',
  'free',
  'skip',
  'pnot',
  'uuid',
  'meta',
]);
/** Boxes of other names that may come first. */
const MAX_UNKNOWN_BOXES = 4;
const EBML = 0x1a45_dfa3;

/**
 * Tells what a file is from its bytes, never from its name: format, native rate in Hz, channels, length. Headers are
 * enough for most; the frames of MP3 and the pages of Ogg are counted.
 *
 * @param path what messages call the file; a `File` needs none
 * @throws AppError `unsupported-format`, `damaged-file`, `empty-file`, `no-audio`, `bad-rate` or `file-gone`, each with
 *   the reason and the way out
 */
export async function sniff(source: AudioBytes, path: string | null = nameOf(source)): Promise<SniffResult> {
  if (source.size === 0) {
    if (!('readInto' in source)) await expectReadable(source, path);
    throw refuse('empty-file', path, 'is empty (0 bytes); export or download it again.');
  }
  const start = await skipId3v2(new HeaderReader(source, path));
  if (start === 0 || start >= source.size) return sniffUntagged(source, path);
  const result = await sniffUntagged(narrowed(source, start, source.size), path);
  return result.kind === 'pcm'
    ? { ...result, dataOffset: result.dataOffset + start }
    : {
        ...result,
        parts: result.parts.map((part) => ({ ...part, start: part.start + start, end: part.end + start })),
        isPlain: result.isPlain && (result.codec === 'mp3' || result.codec === 'flac'),
      };
}

/** Whether boxes follow one another from the first byte on and the first of a known name tells of an MP4. */
async function isMp4(reader: HeaderReader): Promise<boolean> {
  for (let at = 0, count = 0; count < MAX_UNKNOWN_BOXES; count++) {
    const view = await reader.view(at, 8);
    const name = fourCc(view, 4);
    if (MP4_BOXES.has(name)) return true;
    const bytes = view.byteLength < 8 ? 0 : view.getUint32(0, false);
    if (bytes < 8 || !/^[ -~]{4}$/u.test(name)) return false;
    at += bytes;
  }
  return false;
}

/** A file without what some taggers put in front of any format. */
async function sniffUntagged(source: AudioBytes, path: string | null): Promise<SniffResult> {
  const reader = new HeaderReader(source, path);
  const head = await reader.view(0, 16);
  const first = fourCc(head, 0);
  const form = fourCc(head, 8);
  if ((first === 'RIFF' || first === 'RF64' || first === 'BW64') && form === 'WAVE') return sniffWav(reader);
  if (first === 'riff' && head.byteLength >= 8 && head.getUint32(4, false) === 0x2e91_cf11) return sniffWave64(reader);
  if (first === 'FORM' && (form === 'AIFF' || form === 'AIFC')) return sniffAiff(reader);
  if (first === 'caff') return sniffCaf(reader);
  if (first === 'OggS') return sniffOgg(reader);
  if (first === 'fLaC') return sniffFlac(reader, 0);
  const box = fourCc(head, 4);
  if (await isMp4(reader)) {
    const sniffed = await sniffContainer(source, 'mp4', path);
    // Firefox knows an MP4 by its first box only.
    return { ...sniffed, isPlain: sniffed.isPlain && box === 'ftyp' };
  }
  if (head.byteLength >= 4 && head.getUint32(0, false) === EBML) return sniffContainer(source, 'webm', path);
  const frames =
    (await sniffAdts(source, reader, true)) ?? (await sniffMp3(reader, 0)) ?? (await sniffAdts(source, reader, false));
  if (frames !== null) return frames;
  throw refuse('unsupported-format', path, describeUnsupported(await reader.view(0, SIGNATURE_BYTES)));
}

/** A file that was deleted before anything was asked of it says that it has 0 bytes; only reading it tells. */
async function expectReadable(blob: Blob, path: string | null): Promise<void> {
  try {
    await blob.arrayBuffer();
  } catch (cause) {
    throw asFileGone(cause, { stage: 'import', path });
  }
}

function nameOf(source: AudioBytes): string | null {
  return source instanceof File ? source.webkitRelativePath || source.name : null;
}
