import type { HeaderReader } from '../bytes/audioBytes.ts';
import { fourCc } from '../bytes/audioBytes.ts';
import { inSeconds, joinNotes, NOTED_SEC, truncationNote } from '../decode/truncation.ts';
import { refuseNoFrames } from './refusals.ts';
import { BYTES_PER_SAMPLE } from './sniffResult.ts';
import type { PcmContainer, PcmFormat, PcmSniff } from './sniffResult.ts';

const MAX_CHUNKS = 2048;
/** What pipes write where they do not know: 4 GiB less nothing to a header's length, 2 GiB, or 2 GiB less 16 MiB (SoX). */
const PIPED_SIZES: readonly (readonly [least: number, most: number])[] = [
  [0xffff_f000, 0xffff_ffff],
  [0x7eff_f000, 0x8000_0000],
];

/** Bytes of a sample of each channel. */
export function frameBytesOf({ encoding, channels }: Pick<PcmFormat, 'encoding' | 'channels'>): number {
  return BYTES_PER_SAMPLE[encoding] * channels;
}

/** Where the samples begin and how long their header says that they are; null where it was never told. */
export interface SampleData {
  readonly offset: number;
  readonly declaredBytes: number | null;
}

/** The byte order of the sizes of chunks: little-endian in RIFF, big-endian in AIFF. */
export type ChunkOrder = 'riff' | 'aiff';

/**
 * The size that a chunk of samples declares; null where it was written before it was known, as by a recorder that lost its
 * power or by a pipe: all ones, more than the file holds, or 0 although no other chunks but samples follow.
 */
export async function declaredSize(
  reader: HeaderReader,
  offset: number,
  size: number,
  order: ChunkOrder,
): Promise<number | null> {
  if (isPiped(size) && offset + size > reader.size) return null;
  return size === 0 && !(await isChunksToTheEnd(reader, offset, order)) ? null : size;
}

function isPiped(size: number): boolean {
  return PIPED_SIZES.some(([least, most]) => size >= least && size <= most);
}

/** So far behind the beginning of a chunk that lies is looked for what it hides. */
const SEARCHED_BYTES = 1 << 20;

/** Finds chunks that a walk jumped over, since one in front of them is not as long as it says. */
export class HiddenChunks {
  readonly #reader: HeaderReader;
  readonly #order: ChunkOrder;
  #suspect: { readonly name: string; readonly offset: number } | null = null;
  /** What a person should know of it; null where nothing was hidden. */
  note: string | null = null;

  constructor(reader: HeaderReader, order: ChunkOrder) {
    this.#reader = reader;
    this.#order = order;
  }

  /** Notes a chunk that was jumped over. */
  passed(name: string, offset: number): void {
    this.#suspect ??= { name, offset };
  }

  /** Where the first chunk of these names begins that fits into the file; null where there is none. */
  async find(names: readonly string[]): Promise<number | null> {
    if (this.#suspect === null || names.length === 0) return null;
    const { name, offset } = this.#suspect;
    this.#suspect = null;
    const view = await this.#reader.wide().view(offset + 8, SEARCHED_BYTES);
    const first = new Set(names.map((wanted) => wanted.codePointAt(0)));
    for (let at = 0; at + 8 <= view.byteLength; at++) {
      if (!first.has(view.getUint8(at)) || !names.includes(fourCc(view, at))) continue;
      const start = offset + 8 + at;
      const size = view.getUint32(at + 4, this.#order === 'riff');
      if (size === 0 || (start + 8 + size > this.#reader.size && !isPiped(size))) continue;
      const shown = /^[\x20-\x7e]{4}$/u.test(name) ? ` “${name.trim()}”` : '';
      this.note ??= `Its chunk${shown} is not as long as it says: the samples were looked for behind it.`;
      return start;
    }
    return null;
  }
}

/** Whether nothing or only whole chunks with readable names lie between `offset` and the end of the file. */
async function isChunksToTheEnd(reader: HeaderReader, offset: number, order: ChunkOrder): Promise<boolean> {
  let at = offset;
  for (let chunk = 0; chunk < MAX_CHUNKS && at + 8 <= reader.size; chunk++) {
    const view = await reader.view(at, 8);
    if (!/^[\x20-\x7e]{4}$/u.test(fourCc(view, 0))) return false;
    const size = view.getUint32(4, order === 'riff');
    at += 8 + size + (size % 2);
  }
  return offset >= reader.size || (at >= reader.size && at <= reader.size + 1);
}

/**
 * What is to be read of uncompressed samples, as far as the file holds them, with a note where that is not what its header
 * says. Throws `no-audio` where there is not one frame.
 *
 * @param declaredFrames where the header tells frames as well as bytes
 */
export async function describeSamples(
  reader: HeaderReader,
  container: PcmContainer,
  { note: formatNote, ...format }: PcmFormat,
  data: SampleData,
  declaredFrames: number | null = null,
): Promise<PcmSniff> {
  const { sampleRateHz } = format;
  const frameBytes = frameBytesOf(format);
  const presentBytes = Math.max(0, reader.size - data.offset);
  const framesOf = (bytes: number) => Math.floor(bytes / frameBytes);
  const heldFrames = framesOf(Math.min(presentBytes, data.declaredBytes ?? presentBytes));
  // Both lengths of a header are right where they are as good as the same; else the bytes are.
  const isSame = declaredFrames !== null && Math.abs(declaredFrames - heldFrames) <= NOTED_SEC * sampleRateHz;
  const isLess = declaredFrames !== null && (isSame || data.declaredBytes === null);
  const frames = isLess ? Math.min(heldFrames, declaredFrames) : heldFrames;
  if (frames === 0) throw refuseNoFrames(reader.path);
  const isUnknown = data.declaredBytes === null && (declaredFrames ?? Infinity) > heldFrames;
  const promised = isUnknown ? null : (declaredFrames ?? framesOf(data.declaredBytes ?? 0));
  const note = joinNotes(
    formatNote,
    promised === null ? openNote(frames, sampleRateHz) : truncationNote(frames, promised, sampleRateHz, null),
    await surplusNote(reader, CHUNK_ORDERS[container], data, frameBytes * sampleRateHz),
  );
  return {
    kind: 'pcm',
    container,
    ...format,
    dataOffset: data.offset,
    frames,
    declaredFrames: promised,
    durationSec: frames / sampleRateHz,
    note,
  };
}

const CHUNK_ORDERS: Readonly<Record<PcmContainer, ChunkOrder | null>> = {
  wav: 'riff',
  rf64: 'riff',
  w64: null,
  aiff: 'aiff',
  aifc: 'aiff',
  caf: null,
};

function openNote(frames: number, sampleRateHz: number): string {
  return `Its header was never finished, as a recorder or a pipe leaves it: read up to the end of the file, ${inSeconds(frames, sampleRateHz)}.`;
}

/** What to say of bytes behind the samples that are no chunks, as a recorder leaves whose header is older than its end. */
async function surplusNote(
  reader: HeaderReader,
  order: ChunkOrder | null,
  { offset, declaredBytes }: SampleData,
  bytesPerSec: number,
): Promise<string | null> {
  if (order === null || declaredBytes === null) return null;
  const end = offset + declaredBytes;
  const surplusSec = (reader.size - end) / bytesPerSec;
  if (surplusSec <= NOTED_SEC || (await isChunksToTheEnd(reader, end + (declaredBytes % 2), order))) return null;
  return `Its header tells of ${inSeconds(declaredBytes, bytesPerSec)}, which were read; what lies behind could be ${inSeconds(surplusSec, 1)} more.`;
}
