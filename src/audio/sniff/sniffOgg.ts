import type { HeaderReader } from '../bytes/audioBytes.ts';
import { latin1 } from '../bytes/audioBytes.ts';
import { joinNotes } from '../decode/truncation.ts';
import { opusFrames, opusPreSkip } from './opusPackets.ts';
import { findOggPage, packetStarts, readOggPage, type OggPage } from './oggPages.ts';
import { checkFormat, refuse, refuseHeader } from './refusals.ts';
import { describeStreamInfo } from './sniffFlac.ts';
import type { CompressedSniff } from './sniffResult.ts';
import { formatCount, plural } from '../../domain/numberText.ts';

/** Logical streams that one link may begin with. */
const MAX_STREAMS = 32;
/** Before its STREAMINFO, the first packet of FLAC in Ogg has 13 bytes, and `fLaC` and a block header among them. */
const OGG_FLAC_STREAMINFO_OFFSET = 17;
/** Packets in front of the sound, of Vorbis and of Opus. */
const HEADER_PACKETS = { vorbis: 3, opus: 2 } as const;

/** Chromium 156 mixes the channels of 4- and 6-channel files of libvorbis quality 3, on both routes; 8 came out right. */
const SURROUND_NOTE =
  'Surround sound in Ogg Vorbis: browsers may decode it inexactly; convert it to FLAC for exact descriptors.';

const OTHER_CODECS: readonly (readonly [marker: string, name: string])[] = [
  ['Speex   ', 'Speex'],
  ['CELT    ', 'CELT'],
  ['PCM     ', 'Ogg PCM'],
];

/** A stream with sound, from its first packet. */
interface OggStream {
  readonly codec: 'vorbis' | 'opus' | 'flac';
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitsPerSample: number | null;
  /** Frames that its header counts; null where it does not. */
  readonly countedFrames: number | null;
  /** Decoded frames in front of the music. */
  readonly preSkip: number;
  /** The most frames that a packet decodes to. */
  readonly mostFrames: number;
}

/** A stretch of the file that is an Ogg file by itself: chained files have several. */
interface OggLink {
  readonly start: number;
  end: number;
  isBeginning: boolean;
  stream: OggStream | null;
  serial: number;
  packets: number;
  /** Of the last page of its stream. */
  pageNumber: number;
  /** Pages that are missing within its sound. */
  missingPages: number;
  /** Pages that do not add up to their checksum. */
  damagedPages: number;
  /** Of Opus, whose packets tell it. */
  packetFrames: number;
  /** The position where the sound begins; null until its first page. */
  startGranule: number | null;
  endGranule: number;
  isEnded: boolean;
}

/**
 * Reads all pages of an Ogg file: Vorbis, Opus or FLAC, in one link or several of one shape; the length from positions and
 * packets, which must agree. Sources: RFC 3533 (Ogg), RFC 7845 (Opus), RFC 6716 (its packets), the Vorbis I and the Ogg FLAC
 * mappings.
 *
 * @throws AppError `unsupported-format` where links differ in shape
 */
export async function sniffOgg(reader: HeaderReader): Promise<CompressedSniff> {
  const { path } = reader;
  const others: string[] = [];
  const { links, skippedBytes } = await readLinks(reader.wide(), others);
  const [first] = links;
  if (first === undefined) throw refuseHeader(path, 'its Ogg header is incomplete');
  if (first.stream === null) throw refuseStreams(path, others);
  const { stream } = first;
  checkFormat(path, stream.sampleRateHz, stream.channels);
  if (links.some((link) => !isSameShape(link.stream, stream))) {
    throw refuse(
      'unsupported-format',
      path,
      `is a chained Ogg file of ${links.length} pieces that differ in codec, rate or channels; convert it to FLAC or WAV, or split it.`,
    );
  }
  const isEnded = links.at(-1)?.isEnded === true;
  const damagedPages = links.reduce((sum, link) => sum + link.damagedPages, 0);
  const missingPages = links.reduce((sum, link) => sum + link.missingPages, 0);
  const lengths = links.map(framesOf);
  const isLong = lengths.every((frames) => frames !== null) && (isEnded || stream.countedFrames !== null);
  const declaredFrames = isLong ? lengths.reduce<number>((sum, frames) => sum + (frames ?? 0), 0) : null;
  const note = joinNotes(
    stream.codec === 'vorbis' && stream.channels > 2 ? SURROUND_NOTE : null,
    isEnded ? null : 'Cut short: the end of the Ogg stream is missing.',
    missingPages > 0
      ? `${plural(missingPages, 'Ogg page')} ${missingPages === 1 ? 'is' : 'are'} missing among the sound, which was read without.`
      : null,
    damagedPages > 0
      ? `${plural(damagedPages, 'Ogg page')} ${damagedPages === 1 ? 'does' : 'do'} not add up to ${damagedPages === 1 ? 'its' : 'their'} checksum: the sound there is damaged or was left out.`
      : null,
    skippedBytes > 0 && links.length > 0 && isEnded
      ? `${formatCount(skippedBytes)} bytes between its Ogg pages are damaged and were passed over.`
      : null,
  );
  return {
    kind: 'compressed',
    container: 'ogg',
    codec: stream.codec,
    sampleRateHz: stream.sampleRateHz,
    channels: stream.channels,
    bitsPerSample: stream.bitsPerSample,
    declaredFrames,
    durationSec: declaredFrames === null ? null : declaredFrames / stream.sampleRateHz,
    parts: links.map(({ start, end }, i) => {
      const frames = lengths[i] ?? null;
      const gapless = stream.codec === 'opus' ? { skipFrames: stream.preSkip, totalFrames: frames ?? Infinity } : null;
      return { start, end, frames, gapless };
    }),
    isPlain: links.length === 1 && (first.startGranule ?? 0) === 0,
    note,
  };
}

async function readLinks(
  reader: HeaderReader,
  others: string[],
): Promise<{ readonly links: readonly OggLink[]; readonly skippedBytes: number }> {
  const links: OggLink[] = [];
  let skippedBytes = 0;
  for (let offset = 0; offset < reader.size;) {
    const page = await readOggPage(reader, offset);
    if (page === null) {
      const next = await findOggPage(reader, offset + 1);
      if (next < reader.size) skippedBytes += next - offset;
      offset = next;
      continue;
    }
    offset = page.end;
    let link = links.at(-1);
    if (page.isFirst && link?.isBeginning !== true) {
      link = openLink(page.offset);
      links.push(link);
    }
    if (link === undefined) continue;
    link.end = page.end;
    if (page.isFirst) addStream(link, page, others, reader.path);
    else addPage(link, page);
  }
  return { links, skippedBytes };
}

function openLink(start: number): OggLink {
  return {
    start,
    end: start,
    isBeginning: true,
    stream: null,
    serial: 0,
    packets: 0,
    pageNumber: 0,
    missingPages: 0,
    damagedPages: 0,
    packetFrames: 0,
    startGranule: null,
    endGranule: 0,
    isEnded: false,
  };
}

function addStream(link: OggLink, page: OggPage, others: string[], path: string | null): void {
  if (link.stream !== null || others.length > MAX_STREAMS) return;
  link.stream = describeStream(page.body, path);
  link.serial = page.serial;
  link.isEnded = page.isLast;
  if (link.stream === null) {
    others.push(OTHER_CODECS.find(([marker]) => latin1(page.body, 0, marker.length) === marker)?.[1] ?? '');
  } else {
    link.packets = packetStarts(page).length;
  }
}

function addPage(link: OggLink, page: OggPage): void {
  link.isBeginning = false;
  const { stream } = link;
  if (stream === null || page.serial !== link.serial) return;
  link.isEnded ||= page.isLast;
  // What is missing in front of the first sound was not recorded.
  const number = page.isSound ? page.number : link.pageNumber + 1;
  if (link.startGranule !== null) link.missingPages += Math.max(0, number - link.pageNumber - 1);
  if (!page.isSound) link.damagedPages += 1;
  link.pageNumber = number;
  const before = { packets: link.packets, frames: link.packetFrames };
  const headers = stream.codec === 'flac' ? 0 : HEADER_PACKETS[stream.codec];
  for (const at of packetStarts(page)) {
    if (link.packets >= headers && stream.codec === 'opus') link.packetFrames += opusFrames(page.body, at);
    link.packets += 1;
  }
  if (page.granule <= 0 || link.packets <= headers) return;
  if (link.startGranule === null) {
    // What is longer than its packets can be did not begin at 0, as of a broadcast that was joined.
    const frames =
      stream.codec === 'opus' ? link.packetFrames : (link.packets - before.packets) * stream.mostFrames + before.frames;
    link.startGranule = page.granule > frames ? page.granule - frames : 0;
  }
  link.endGranule = page.granule;
}

/** The length of a link; null where it is not told, or where positions and packets do not fit each other. */
function framesOf({ stream, packets, packetFrames, startGranule, endGranule }: OggLink): number | null {
  if (stream === null) return null;
  const positioned = endGranule - (startGranule ?? 0) - stream.preSkip;
  if (stream.codec === 'opus') {
    const held = packetFrames - stream.preSkip;
    const frames = positioned > 0 ? Math.min(held, positioned) : held;
    return frames > 0 ? frames : null;
  }
  if (stream.countedFrames !== null) return stream.countedFrames;
  const isBelieved = startGranule === 0 && positioned > 0 && positioned <= packets * stream.mostFrames;
  return isBelieved ? positioned : null;
}

function isSameShape(a: OggStream | null, b: OggStream): boolean {
  return a !== null && a.codec === b.codec && a.sampleRateHz === b.sampleRateHz && a.channels === b.channels;
}

function describeStream(body: DataView, path: string | null): OggStream | null {
  if (latin1(body, 0, 7) === '\u0001vorbis' && body.byteLength >= 29) {
    const facts = { sampleRateHz: body.getUint32(12, true), channels: body.getUint8(11) };
    const mostFrames = 2 ** (body.getUint8(28) >> 4) / 2;
    return { codec: 'vorbis', ...facts, bitsPerSample: null, countedFrames: null, preSkip: 0, mostFrames };
  }
  if (latin1(body, 0, 8) === 'OpusHead' && body.byteLength >= 12) {
    const facts = { sampleRateHz: 48_000, channels: body.getUint8(9), preSkip: opusPreSkip(body) };
    return { codec: 'opus', ...facts, bitsPerSample: null, countedFrames: null, mostFrames: 5760 };
  }
  if (latin1(body, 0, 5) === '\u007FFLAC') {
    const info = describeStreamInfo(body, OGG_FLAC_STREAMINFO_OFFSET, 'ogg', path);
    const { sampleRateHz, channels, bitsPerSample, declaredFrames } = info;
    const facts = { sampleRateHz, channels, bitsPerSample, countedFrames: declaredFrames };
    return { codec: 'flac', ...facts, preSkip: 0, mostFrames: 0xffff };
  }
  return null;
}

function refuseStreams(path: string | null, others: readonly string[]): Error {
  const other = others.find((name) => name !== '');
  return other === undefined
    ? refuse('no-audio', path, 'is an Ogg file without an audio track that can be read here; choose a file with sound.')
    : refuse(
        'unsupported-format',
        path,
        `is an Ogg file with ${other}, which is not supported; convert it to FLAC or WAV.`,
      );
}
