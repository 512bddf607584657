import { asFileGone, HeaderReader, fourCc, type AudioBytes } from '../bytes/audioBytes.ts';
import { skipId3v2 } from './id3.ts';
import { refuse } from './refusals.ts';
import { describeUnsupported, SIGNATURE_BYTES } from './signatures.ts';
import { sniffAiff } from './sniffAiff.ts';
import { sniffFlac } from './sniffFlac.ts';
import { sniffMp3 } from './sniffMp3.ts';
import { sniffMp4 } from './sniffMp4.ts';
import { sniffOgg } from './sniffOgg.ts';
import type { SniffResult } from './sniffResult.ts';
import { sniffWav } from './sniffWav.ts';

/**
 * Tells what a file is from a few kB of its bytes, never from its name: format, native rate in Hz, channels, length.
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
  const reader = new HeaderReader(source, path);
  const head = await reader.view(0, 16);
  const first = fourCc(head, 0);
  const form = fourCc(head, 8);
  if ((first === 'RIFF' || first === 'RF64' || first === 'BW64') && form === 'WAVE') return sniffWav(reader);
  if (first === 'FORM' && (form === 'AIFF' || form === 'AIFC')) return sniffAiff(reader);
  if (first === 'OggS') return sniffOgg(reader);
  if (['ftyp', 'moov', 'mdat', 'wide'].includes(fourCc(head, 4))) return sniffMp4(reader);
  const start = await skipId3v2(reader);
  if (fourCc(await reader.view(start, 4), 0) === 'fLaC') return sniffFlac(reader, start);
  const mp3 = await sniffMp3(reader, start);
  if (mp3 !== null) return mp3;
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
