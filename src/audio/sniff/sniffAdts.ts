import { narrowed, type AudioBytes, type HeaderReader } from '../bytes/audioBytes.ts';
import { formatCount } from '../../domain/numberText.ts';
import { joinNotes } from '../decode/truncation.ts';
import { tagBytes } from './mp3Frames.ts';
import { refuse } from './refusals.ts';
import { sniffContainer } from './sniffContainer.ts';
import type { CompressedSniff } from './sniffResult.ts';

const RATES_HZ = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
] as const;
const HEADER_BYTES = 7;
const BLOCK_FRAMES = 1024;
/** How far after the tags the first frame may lie, as where a broadcast was joined. */
const SEARCH_BYTES = 64 * 1024;
/** Frames that must follow one another before bytes among others count as AAC again. */
const FRAMES_IN_A_ROW = 3;
/** And before a file that begins otherwise does: other containers hold a few in a row. */
const FIRST_FRAMES_IN_A_ROW = 10;
/** Longer than as many frames and a header. */
const LOOK_AHEAD_BYTES = 32 * 1024;

interface AdtsFrame {
  readonly bytes: number;
  readonly blocks: number;
  readonly rateHz: number;
  /** Profile, rate and channels as they are stored. */
  readonly shape: number;
}

/** Frames that follow one another without anything between them. */
interface AdtsStretch {
  readonly start: number;
  end: number;
  blocks: number;
}

/**
 * Reads a raw stream of AAC frames (ADTS) that begins at the file's first byte, or shortly after it; null where none does.
 * What lies between frames is passed over, and noted unless it is a tag. Source: ISO 13818-7, section 6.2.
 *
 * @param isFirst whether the frames must begin the file
 * @throws AppError `unsupported-format` where profile, rate or channels change along the file
 */
export async function sniffAdts(
  source: AudioBytes,
  reader: HeaderReader,
  isFirst: boolean,
): Promise<CompressedSniff | null> {
  const head = await reader.view(0, isFirst ? HEADER_BYTES : SEARCH_BYTES + LOOK_AHEAD_BYTES);
  const start = isFirst ? 0 : nextRow(head, 0, SEARCH_BYTES, false, FIRST_FRAMES_IN_A_ROW);
  const first = start === null ? null : readAdtsFrame(head, start);
  if (start === null || first === null) return null;
  const next = start + first.bytes;
  if (isFirst && next < reader.size && readAdtsFrame(await reader.view(next, HEADER_BYTES), 0) === null) return null;
  const { stretches, skippedBytes } = await readStretches(reader, start, first);
  const [begin] = stretches;
  const part = begin === undefined ? source : narrowed(source, begin.start, begin.end);
  const sniffed = await sniffContainer(part, 'adts', reader.path);
  const blocks = stretches.reduce((sum, stretch) => sum + stretch.blocks, 0);
  const framesOf = (count: number) => Math.round((count * BLOCK_FRAMES * sniffed.sampleRateHz) / first.rateHz);
  const declaredFrames = framesOf(blocks);
  return {
    ...sniffed,
    declaredFrames,
    durationSec: declaredFrames / sniffed.sampleRateHz,
    parts: stretches.map((stretch) => ({
      start: stretch.start,
      end: stretch.end,
      frames: framesOf(stretch.blocks),
      gapless: null,
    })),
    note: joinNotes(
      sniffed.note,
      skippedBytes > 0
        ? `${formatCount(skippedBytes)} bytes among its AAC frames are damaged and were passed over.`
        : null,
    ),
  };
}

async function readStretches(
  reader: HeaderReader,
  start: number,
  first: AdtsFrame,
): Promise<{ readonly stretches: readonly AdtsStretch[]; readonly skippedBytes: number }> {
  const wide = reader.wide();
  const stretches: AdtsStretch[] = [];
  let skippedBytes = 0;
  for (let at = start; at < wide.size;) {
    const view = await wide.view(at, LOOK_AHEAD_BYTES);
    const isLast = at + view.byteLength >= wide.size;
    const frame = readAdtsFrame(view, 0);
    const end = at + (frame?.bytes ?? 0);
    if (frame?.shape === first.shape && end <= wide.size) {
      const last = stretches.at(-1);
      if (last?.end === at) {
        last.end = end;
        last.blocks += frame.blocks;
      } else {
        stretches.push({ start: at, end, blocks: frame.blocks });
      }
      at = end;
      continue;
    }
    if (frame !== null && isRow(view, 0, isLast)) throw refuseOtherShape(reader.path);
    // What is left of a frame at the end.
    if (frame?.shape === first.shape) break;
    const tag = tagBytes(view, 0);
    const next = tag > 0 ? tag : (nextRow(view, 1, view.byteLength, isLast) ?? afterSearch(view, isLast));
    if (tag === 0) skippedBytes += Math.min(next, wide.size - at);
    at += next;
  }
  return { stretches, skippedBytes };
}

/** Where to go on where no frames were found: near the end of what was read, as some may begin there. */
function afterSearch(view: DataView, isLast: boolean): number {
  return isLast ? view.byteLength : view.byteLength / 2;
}

/** Where a row of frames or a tag begins; null where none does. */
function nextRow(
  view: DataView,
  from: number,
  until: number,
  isLast: boolean,
  length = FRAMES_IN_A_ROW,
): number | null {
  for (let at = from; at < Math.min(until, view.byteLength - HEADER_BYTES); at++) {
    if (from > 0 && tagBytes(view, at) > 0) return at;
    if (view.getUint8(at) === 0xff && isRow(view, at, isLast, length)) return at;
  }
  return null;
}

/** Whether frames of one shape follow one another, or fill what is left of the file. */
function isRow(view: DataView, start: number, isLast: boolean, length = FRAMES_IN_A_ROW): boolean {
  const first = readAdtsFrame(view, start);
  if (first === null) return false;
  let at = start + first.bytes;
  for (let count = 1; count < length; count++) {
    if (at === view.byteLength) return isLast;
    const frame = readAdtsFrame(view, at);
    if (frame?.shape !== first.shape) return false;
    at += frame.bytes;
  }
  return true;
}

/** Reads the header of a frame; null for anything else. */
function readAdtsFrame(view: DataView, at: number): AdtsFrame | null {
  if (at + HEADER_BYTES > view.byteLength || (view.getUint16(at, false) & 0xfff6) !== 0xfff0) return null;
  const fixed = view.getUint16(at + 2, false);
  const rateHz = RATES_HZ[(fixed >>> 10) & 15];
  const bytes = (view.getUint32(at + 3, false) >>> 13) & 0x1fff;
  if (rateHz === undefined || bytes < HEADER_BYTES) return null;
  return { bytes, blocks: (view.getUint8(at + 6) & 3) + 1, rateHz, shape: (fixed >>> 6) & 0b11_1111_0111 };
}

function refuseOtherShape(path: string | null): Error {
  return refuse(
    'unsupported-format',
    path,
    'changes its rate or channels along the file, as joined AAC files do; convert it to FLAC or WAV, or split it.',
  );
}
