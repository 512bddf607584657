import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { crc8, updateCrc16 } from '../../src/audio/decode/crc.ts';
import { splitFlacFrames } from '../../src/audio/decode/flacFrames.ts';

const FIXTURES = join(import.meta.dirname, '../../tests/fixtures');
const SAMPLE_RATE_HZ = 44_100;
const STREAM_INFO_END = 42;

/** Writes an MP3 file of at least that length: the frames of a short one, over and over. */
export async function writeLongMp3(path: string, durationSec: number): Promise<void> {
  const once = await readFile(join(FIXTURES, 'formats/drums-notag.mp3'));
  const onceSec = 132_300 / SAMPLE_RATE_HZ;
  await write(path, repeat(once, Math.ceil(durationSec / onceSec)));
}

/** Writes a FLAC file of at least that length: the whole frames of a short one, numbered on. */
export async function writeLongFlac(path: string, durationSec: number): Promise<void> {
  const short = await readFile(join(FIXTURES, 'audio/drums-mono-44k1-s16.flac'));
  const head = Buffer.from(short.subarray(0, STREAM_INFO_END));
  const blockFrames = head.readUInt16BE(8);
  const frames: Buffer[] = [];
  const limits = { sampleRateHz: SAMPLE_RATE_HZ, maxFrameBytes: 1 << 17 };
  const source = new Blob([short]);
  for await (const frame of splitFlacFrames(source, metadataEnd(short), limits, { stage: 'import', path: null })) {
    frames.push(Buffer.from(frame));
  }
  // The last one is shorter than a block.
  frames.pop();
  const count = Math.ceil((durationSec * SAMPLE_RATE_HZ) / blockFrames);
  head[4] = 0x80;
  // Neither the smallest and largest frame nor the MD5 of the whole are known.
  head.fill(0, 12, 18);
  head.fill(0, 26, STREAM_INFO_END);
  head[21] = (head[21] ?? 0) & 0xf0;
  head.writeUInt32BE(count * blockFrames, 22);
  await write(path, [head, ...renumbered(frames, count)]);
}

function metadataEnd(bytes: Buffer): number {
  let offset = 4;
  for (let isLast = false; !isLast;) {
    isLast = (bytes[offset] ?? 0) >= 0x80;
    offset += 4 + bytes.readUIntBE(offset + 1, 3);
  }
  return offset;
}

function* repeat(bytes: Buffer, times: number): Generator<Buffer> {
  for (let i = 0; i < times; i++) yield bytes;
}

function* renumbered(frames: readonly Buffer[], count: number): Generator<Buffer> {
  for (let number = 0; number < count; number++) {
    const frame = frames[number % frames.length];
    if (frame === undefined) return;
    const oldNumberBytes = Math.max(1, Math.clz32((~(frame[4] ?? 0) & 0xff) << 24));
    const sizeCode = (frame[2] ?? 0) >> 4;
    const rateCode = (frame[2] ?? 0) & 15;
    const extraBytes = (sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0) + (rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0);
    const afterNumber = 4 + oldNumberBytes;
    const header = Buffer.concat([
      frame.subarray(0, 4),
      Buffer.from(String.fromCodePoint(number)),
      frame.subarray(afterNumber, afterNumber + extraBytes),
    ]);
    const body = Buffer.concat([header, Buffer.of(crc8(header)), frame.subarray(afterNumber + extraBytes + 1, -2)]);
    const crc = body.reduce(updateCrc16, 0);
    yield Buffer.concat([body, Buffer.of(crc >> 8, crc & 255)]);
  }
}

async function write(path: string, parts: Iterable<Buffer>): Promise<void> {
  const stream = createWriteStream(path);
  for (const part of parts) {
    if (!stream.write(part)) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}
