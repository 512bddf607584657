import type { HeaderReader } from '../bytes/audioBytes.ts';
import { inSeconds, joinNotes, NOTED_SEC } from '../decode/truncation.ts';
import { mp3Frames, readLengthTag, readMp3Frame, type Mp3Frame, type Mp3LengthTag, type Mp3Walk } from './mp3Frames.ts';
import { checkFormat, refuse } from './refusals.ts';
import type { CodedPart, CompressedSniff } from './sniffResult.ts';
import { formatCount } from '../../domain/numberText.ts';

/** How far after the tags the first frame may lie. */
const SEARCH_BYTES = 64 * 1024;
/** Frames that must follow one another before bytes count as MP3. */
const FRAMES_IN_A_ROW = 3;
/** What every decoder delays the signal by. */
const DECODER_DELAY_FRAMES = 529;
/** Blocks that a length tag may differ by from what is there: some count the tag's own. */
const TAG_TOLERANCE_BLOCKS = 1;

/** One of the MP3s that a file is joined from; most files are one. */
interface Mp3Stretch {
  readonly tag: Mp3LengthTag | null;
  readonly start: number;
  end: number;
  blocks: number;
}

/**
 * Finds an MP3 stream at or shortly after `start` (the end of the ID3 tags); null where there is none. A stream is
 * three matching frame headers in a row, or what is left of them where the file ends. Every frame up to `end` is counted:
 * several MP3s that were joined are parts of their own, and a length tag that does not fit the bytes is not believed.
 *
 * @throws AppError `unsupported-format` where rate or channels change along the file, and for a free bitrate
 */
export async function sniffMp3(
  reader: HeaderReader,
  start: number,
  end: number = reader.size,
): Promise<CompressedSniff | null> {
  const view = await reader.view(start, Math.min(end - start, SEARCH_BYTES));
  for (let at = 0; at + 4 <= view.byteLength; at++) {
    if (view.getUint8(at) !== 0xff) continue;
    if (at === 0 && isFreeFormat(view)) throw refuseFreeFormat(reader.path);
    const frame = readMp3Frame(view, at);
    if (frame === null || !(await isFollowed(reader, start, start + at, end, frame))) continue;
    return describe(reader, start + at, end, frame);
  }
  return null;
}

async function isFollowed(
  reader: HeaderReader,
  start: number,
  offset: number,
  end: number,
  first: Mp3Frame,
): Promise<boolean> {
  let at = offset + first.bytes;
  for (let count = 1; count < FRAMES_IN_A_ROW; count++) {
    const view = await reader.view(at, Math.min(4, end - at));
    if (view.byteLength < 4) return offset === start;
    const next = readMp3Frame(view, 0);
    if (next === null) return false;
    if (next.version !== first.version || next.sampleRateHz !== first.sampleRateHz) return false;
    at += next.bytes;
  }
  return true;
}

/** Whether frames of Layer III without a stated bitrate follow one another at equal distances. */
function isFreeFormat(view: DataView): boolean {
  const headerAt = (at: number) => (at + 4 > view.byteLength ? 0 : view.getUint32(at, false) & 0xffff_fcff);
  const header = headerAt(0);
  const isLayer3 = header >>> 21 === 0x7ff && ((header >>> 17) & 3) === 1 && ((header >>> 19) & 3) !== 1;
  if (!isLayer3 || ((header >>> 12) & 15) !== 0 || ((header >>> 10) & 3) === 3) return false;
  for (let bytes = 24; bytes * 2 + 8 < view.byteLength; bytes++) {
    if (headerAt(bytes) !== header) continue;
    if ([-1, 0, 1].some((slack) => headerAt(2 * bytes + slack) === header)) return true;
  }
  return false;
}

function refuseFreeFormat(path: string | null): Error {
  return refuse(
    'unsupported-format',
    path,
    'is an MP3 of free bitrate, which is not supported; convert it to FLAC or WAV.',
  );
}

async function describe(reader: HeaderReader, offset: number, end: number, frame: Mp3Frame): Promise<CompressedSniff> {
  const { sampleRateHz, channels } = frame;
  checkFormat(reader.path, sampleRateHz, channels);
  const walk: Mp3Walk = { skippedBytes: 0, otherShape: null };
  const stretches: Mp3Stretch[] = [];
  for await (const found of mp3Frames(reader, offset, end, walk)) {
    for (const one of found) {
      const tag = readLengthTag(one.view, one);
      const last = stretches.at(-1);
      if (last === undefined || tag !== null) {
        stretches.push({ tag, start: one.offset, end: one.offset + one.bytes, blocks: tag === null ? 1 : 0 });
      } else {
        last.blocks += 1;
        last.end = one.offset + one.bytes;
      }
    }
  }
  if (walk.otherShape !== null) throw refuseOtherShape(reader.path, frame, walk.otherShape, stretches);
  const read = stretches.filter(({ blocks }) => blocks > 0).map((stretch) => describeStretch(stretch, frame));
  const frames = read.reduce((sum, one) => sum + one.frames, 0);
  const isDamaged = walk.skippedBytes > frame.bytes;
  const note = joinNotes(
    ...read.map((one) => one.note),
    isDamaged ? `${formatCount(walk.skippedBytes)} bytes among its MP3 frames are damaged and were passed over.` : null,
  );
  return {
    kind: 'compressed',
    container: 'mp3',
    codec: 'mp3',
    sampleRateHz,
    channels,
    bitsPerSample: null,
    declaredFrames: read.length === 0 ? null : frames,
    durationSec: read.length === 0 ? null : frames / sampleRateHz,
    parts: read.length === 0 ? [{ start: offset, end, frames: null, gapless: null }] : read.map(({ part }) => part),
    isPlain: note === null && read.length === 1,
    note,
  };
}

/** How many frames a stretch promises, and which of those that it holds are the music. */
function describeStretch(
  { tag, start, end, blocks }: Mp3Stretch,
  frame: Mp3Frame,
): { readonly part: CodedPart; readonly frames: number; readonly note: string | null } {
  const held = blocks * frame.frames;
  const plain = { part: { start, end, frames: held, gapless: null }, frames: held, note: null };
  if (tag === null) return plain;
  const delay = tag.delay ?? 0;
  const skipFrames = tag.delay === null ? 0 : delay + DECODER_DELAY_FRAMES;
  const promised = (tag.blocks ?? blocks) * frame.frames - delay - tag.padding;
  const missing = (tag.blocks ?? blocks) - blocks;
  const gaplessOf = (totalFrames: number) => (tag.delay === null ? null : { skipFrames, totalFrames });
  if (promised <= 0) return plain;
  if (missing >= -TAG_TOLERANCE_BLOCKS) {
    return { part: { start, end, frames: promised, gapless: gaplessOf(promised) }, frames: promised, note: null };
  }
  const frames = held - delay;
  const isNoted = -missing * frame.frames > Math.max(NOTED_SEC * frame.sampleRateHz, frame.frames);
  const note = isNoted
    ? `Its header tells of ${inSeconds(promised, frame.sampleRateHz)}, but its bytes hold ${inSeconds(frames, frame.sampleRateHz)}, which were read.`
    : null;
  return { part: { start, end, frames, gapless: gaplessOf(frames) }, frames, note };
}

function refuseOtherShape(
  path: string | null,
  before: Mp3Frame,
  after: Mp3Frame,
  stretches: readonly Mp3Stretch[],
): Error {
  const frames = stretches.reduce((sum, { blocks }) => sum + blocks * before.frames, 0);
  const shape = (frame: Mp3Frame) => `${frame.sampleRateHz} Hz ${frame.channels === 1 ? 'mono' : 'stereo'}`;
  return refuse(
    'unsupported-format',
    path,
    `changes from ${shape(before)} to ${shape(after)} after ${inSeconds(frames, before.sampleRateHz)}, as joined MP3s do; convert it to FLAC or WAV, or split it.`,
  );
}
