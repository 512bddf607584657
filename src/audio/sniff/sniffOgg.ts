import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc, latin1 } from '../bytes/audioBytes.ts';
import { readOggTail } from './oggTail.ts';
import { checkFormat, refuse, refuseHeader } from './refusals.ts';
import { describeStreamInfo } from './sniffFlac.ts';
import type { CompressedSniff } from './sniffResult.ts';

/** Logical streams that one file may begin with. */
const MAX_STREAMS = 32;
/** Before its STREAMINFO, the first packet of FLAC in Ogg has 13 bytes, and `fLaC` and a block header among them. */
const OGG_FLAC_STREAMINFO_OFFSET = 17;

/** Chromium 156 mixes the channels of 4- and 6-channel files of libvorbis quality 3, on both routes; 8 came out right. */
const SURROUND_NOTE =
  'Surround sound in Ogg Vorbis: browsers may decode it inexactly; convert it to FLAC for exact descriptors.';

const OTHER_CODECS: readonly (readonly [marker: string, name: string])[] = [
  ['Speex   ', 'Speex'],
  ['CELT    ', 'CELT'],
  ['PCM     ', 'Ogg PCM'],
];

/**
 * Reads the first pages of an Ogg file: Vorbis, Opus or FLAC; the length from the last page's granule position.
 * Sources: RFC 3533 (Ogg), RFC 7845 (Opus), the Vorbis I and the Ogg FLAC mappings.
 */
export async function sniffOgg(reader: HeaderReader): Promise<CompressedSniff> {
  const { path } = reader;
  let offset = 0;
  let other: string | null = null;
  for (let stream = 0; stream < MAX_STREAMS; stream++) {
    const page = await reader.view(offset, 27 + 255 + 64);
    if (fourCc(page, 0) !== 'OggS' || page.byteLength < 28 || (page.getUint8(5) & 2) === 0) break;
    const segments = page.getUint8(26);
    let bodyBytes = 0;
    for (let i = 0; i < segments && 27 + i < page.byteLength; i++) bodyBytes += page.getUint8(27 + i);
    const bodyOffset = offset + 27 + segments;
    const body = await reader.view(bodyOffset, Math.min(bodyBytes, 128));
    const found = describeStream(body, path);
    if (found !== null) return withLength(reader, found.sniff, found.preSkip, page.getUint32(14, true));
    other ??= OTHER_CODECS.find(([marker]) => latin1(body, 0, marker.length) === marker)?.[1] ?? null;
    offset = bodyOffset + bodyBytes;
  }
  if (other !== null) {
    throw refuse(
      'unsupported-format',
      path,
      `is an Ogg file with ${other}, which is not supported; convert it to FLAC or WAV.`,
    );
  }
  if (offset === 0) throw refuseHeader(path, 'its Ogg header is incomplete');
  throw refuse(
    'no-audio',
    path,
    'is an Ogg file without an audio track that can be read here; choose a file with sound.',
  );
}

function describeStream(body: DataView, path: string | null): { sniff: CompressedSniff; preSkip: number } | null {
  if (latin1(body, 0, 7) === '\u0001vorbis' && body.byteLength >= 16) {
    return { sniff: lossy('vorbis', body.getUint32(12, true), body.getUint8(11), path), preSkip: 0 };
  }
  if (latin1(body, 0, 8) === 'OpusHead' && body.byteLength >= 12) {
    return { sniff: lossy('opus', 48_000, body.getUint8(9), path), preSkip: body.getUint16(10, true) };
  }
  if (latin1(body, 0, 5) === '\u007FFLAC') {
    return { sniff: describeStreamInfo(body, OGG_FLAC_STREAMINFO_OFFSET, 'ogg', path), preSkip: 0 };
  }
  return null;
}

function lossy(codec: 'vorbis' | 'opus', sampleRateHz: number, channels: number, path: string | null): CompressedSniff {
  checkFormat(path, sampleRateHz, channels);
  return {
    kind: 'compressed',
    container: 'ogg',
    codec,
    sampleRateHz,
    channels,
    bitsPerSample: null,
    declaredFrames: null,
    durationSec: null,
    gapless: null,
    note: codec === 'vorbis' && channels > 2 ? SURROUND_NOTE : null,
  };
}

/** Adds the length that the last page of the stream tells, or a note where the end is missing. */
async function withLength(
  reader: HeaderReader,
  sniff: CompressedSniff,
  preSkip: number,
  serial: number,
): Promise<CompressedSniff> {
  if (sniff.declaredFrames !== null) return sniff;
  const { endGranule, isEnded } = await readOggTail(reader, serial);
  if (!isEnded) return { ...sniff, note: 'Cut short: the end of the Ogg stream is missing.' };
  const frames = (endGranule ?? 0) - preSkip;
  return frames <= 0 ? sniff : { ...sniff, declaredFrames: frames, durationSec: frames / sniff.sampleRateHz };
}
