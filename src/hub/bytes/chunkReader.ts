import { collectBlob, type ForwardReader } from './forwardReader.ts';

/** Reads forwards through chunks that something produces, a decompressor for example. Rejects with a RangeError past their end. */
export class ChunkReader implements ForwardReader {
  readonly #chunks: AsyncIterator<Uint8Array<ArrayBuffer>>;
  #chunk: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async read(count: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#chunk.length >= count) return this.#take(count);
    const joined = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      if (this.#chunk.length === 0) await this.#next();
      const part = this.#take(Math.min(count - filled, this.#chunk.length));
      joined.set(part, filled);
      filled += part.length;
    }
    return joined;
  }

  async skip(count: number): Promise<void> {
    let left = count;
    while (left > 0) {
      if (this.#chunk.length === 0) await this.#next();
      left -= this.#take(Math.min(left, this.#chunk.length)).length;
    }
  }

  async blob(count: number): Promise<Blob> {
    return collectBlob(this, count);
  }

  #take(count: number): Uint8Array<ArrayBuffer> {
    const part = this.#chunk.subarray(0, count);
    this.#chunk = this.#chunk.subarray(count);
    return part;
  }

  async #next(): Promise<void> {
    const result = await this.#chunks.next();
    if (result.done === true) throw new RangeError('the data end within a value');
    this.#chunk = result.value;
  }
}
