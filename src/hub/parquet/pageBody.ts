import type { CompressionCodec } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { ChunkReader } from '../bytes/chunkReader.ts';
import type { ForwardReader } from '../bytes/forwardReader.ts';
import type { RangeReader } from '../bytes/rangeReader.ts';
import { SnappyInflater } from './snappyInflater.ts';

/** Pages up to this size are decompressed in one go; larger ones as a stream. */
const WHOLE_PAGE_BYTES = 4 * 1024 * 1024;
/** Codecs that only decompress in one go may take this much. */
const LARGEST_WHOLE_PAGE_BYTES = 48 * 1024 * 1024;
const PIECE_BYTES = 256 * 1024;

/** How the values of a page lie behind its header. */
export interface PageBodyFacts {
  readonly codec: CompressionCodec;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
}

/** Reads a page's values as they are, or decompressed on the way. Throws a RangeError on what would not fit in memory. */
export function openPageBody(reader: RangeReader, facts: PageBodyFacts): ForwardReader {
  if (facts.codec === 'UNCOMPRESSED') return reader;
  return new ChunkReader(inflate(reader, facts));
}

async function* inflate(reader: RangeReader, facts: PageBodyFacts): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { codec, compressedBytes, uncompressedBytes } = facts;
  if (uncompressedBytes > WHOLE_PAGE_BYTES && codec === 'SNAPPY') {
    const inflater = new SnappyInflater();
    for await (const piece of pieces(reader, compressedBytes)) yield* inflater.push(piece);
    inflater.finish();
  } else if (uncompressedBytes > WHOLE_PAGE_BYTES && codec === 'GZIP') {
    yield* inflateGzip(reader, compressedBytes);
  } else {
    const decompress = compressors[codec];
    if (decompress === undefined) throw new RangeError(`the compression ${codec} is not supported`);
    if (uncompressedBytes > LARGEST_WHOLE_PAGE_BYTES) {
      throw new RangeError(`a page of ${Math.round(uncompressedBytes / 1e6)} MB compressed by ${codec} is too large`);
    }
    yield new Uint8Array(decompress(await reader.read(compressedBytes), uncompressedBytes));
  }
}

async function* pieces(reader: RangeReader, count: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let left = count; left > 0;) {
    const size = Math.min(left, PIECE_BYTES);
    yield await reader.read(size);
    left -= size;
  }
}

async function* inflateGzip(reader: RangeReader, count: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const source = pieces(reader, count);
  const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const { done, value } = await source.next();
      if (done === true) controller.close();
      else controller.enqueue(value.slice());
    },
  });
  const inflated = compressed.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (let step = await inflated.read(); !step.done; step = await inflated.read()) yield new Uint8Array(step.value);
  } finally {
    await inflated.cancel();
  }
}
