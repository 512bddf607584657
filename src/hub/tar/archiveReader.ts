import { ChunkReader } from '../bytes/chunkReader.ts';
import type { ForwardReader } from '../bytes/forwardReader.ts';
import { RangeReader } from '../bytes/rangeReader.ts';
import { unpacked } from '../bytes/unpacked.ts';
import type { RangeSource } from '../bytes/rangeSource.ts';

/** Reads the bytes of an archive forwards and knows where it stands in them. */
export interface ArchiveReader extends ForwardReader {
  readonly position: number;
  /** Whether fewer than `count` bytes are left. */
  endsWithin(count: number): Promise<boolean>;
  /** Passes bytes up to `position`, or to the end where that comes first. */
  skipTo(position: number): Promise<void>;
}

/** What is read of a packed archive at once: each request over the network takes its time. */
const FETCHED_BYTES = 4 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

/** Reads an archive as it lies there, from `start` on. */
export function plainReader(source: RangeSource, start: number, signal: AbortSignal): ArchiveReader {
  const reader = new RangeReader(source, start, source.sizeBytes, signal);
  return {
    get position() {
      return reader.position;
    },
    read: async (count) => reader.read(count),
    skip: async (count) => reader.skip(count),
    blob: async (count) => reader.blob(count),
    endsWithin: async (count) => reader.remaining < count,
    skipTo: async (position) => reader.skip(Math.min(position - reader.position, reader.remaining)),
  };
}

/** Reads what a GZIP file unpacks to, from `start` of it on: everything before is unpacked and passed over. */
export async function gzipReader(source: RangeSource, start: number, signal: AbortSignal): Promise<ArchiveReader> {
  const reader = new UnpackedReader(unpacked(windows(source, signal), 'gzip'));
  await reader.skip(start);
  return reader;
}

class UnpackedReader implements ArchiveReader {
  readonly #chunks: AsyncIterator<Uint8Array<ArrayBuffer>>;
  #next: Promise<IteratorResult<Uint8Array<ArrayBuffer>>> | null = null;
  readonly #reader: ChunkReader;
  #waiting = 0;
  position = 0;

  constructor(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    const take = async (): Promise<IteratorResult<Uint8Array<ArrayBuffer>>> => {
      const result = await (this.#next ?? this.#chunks.next());
      this.#next = null;
      if (result.done !== true) this.#waiting += result.value.length;
      return result;
    };
    this.#reader = new ChunkReader({ [Symbol.asyncIterator]: () => ({ next: take }) });
  }

  async read(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#reader.read(count);
    this.#passed(count);
    return bytes;
  }

  async skip(count: number): Promise<void> {
    await this.#reader.skip(count);
    this.#passed(count);
  }

  async blob(count: number): Promise<Blob> {
    const blob = await this.#reader.blob(count);
    this.#passed(count);
    return blob;
  }

  async endsWithin(count: number): Promise<boolean> {
    if (this.#waiting >= count) return false;
    this.#next ??= this.#chunks.next();
    // A block of a header that is torn over two pieces: whatever follows counts as enough.
    return (await this.#next).done === true;
  }

  async skipTo(position: number): Promise<void> {
    while (this.position < position) {
      if (this.#waiting === 0 && (await this.endsWithin(1))) return;
      await this.skip(Math.min(position - this.position, Math.max(this.#waiting, 1)));
    }
  }

  #passed(count: number): void {
    this.position += count;
    this.#waiting -= count;
  }
}

async function* windows(source: RangeSource, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const size = source.slice === undefined ? FETCHED_BYTES : READ_BYTES;
  for (let at = 0; at < source.sizeBytes; at += size) {
    yield await source.read(at, Math.min(at + size, source.sizeBytes), signal);
  }
}
