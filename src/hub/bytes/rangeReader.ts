import { collectBlob, type ForwardReader } from './forwardReader.ts';
import type { RangeSource } from './rangeSource.ts';

const FIRST_WINDOW_BYTES = 16 * 1024;
const LARGEST_WINDOW_BYTES = 4 * 1024 * 1024;
/** Skipping more than this is cheaper as a new request than as bytes read for nothing. */
const HOP_BYTES = 256 * 1024;

/**
 * Reads a stretch of a source forwards. What it asks for at once grows while it is read in sequence and shrinks again
 * after a long skip, so that little is transferred that nobody wants. What is read or skipped past the end rejects with a
 * RangeError that names the source.
 */
export class RangeReader implements ForwardReader {
  readonly #source: RangeSource;
  readonly #end: number;
  readonly #signal: AbortSignal;
  #position: number;
  #window: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #windowStart: number;
  #windowBytes = FIRST_WINDOW_BYTES;

  constructor(source: RangeSource, start: number, end: number, signal: AbortSignal) {
    this.#source = source;
    this.#position = start;
    this.#windowStart = start;
    this.#end = Math.min(end, source.sizeBytes);
    this.#signal = signal;
  }

  /** Byte offset in the source. */
  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.#end - this.#position;
  }

  async read(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.peek(count);
    if (bytes.length < count) throw new RangeError(`${this.#source.name} ends within a value`);
    this.#position += count;
    return bytes;
  }

  /** The next bytes without passing them; fewer than `count` only at the end. */
  async peek(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const wanted = Math.min(count, this.remaining);
    const from = this.#position - this.#windowStart;
    if (from < 0 || from + wanted > this.#window.length) await this.#fill(wanted);
    const offset = this.#position - this.#windowStart;
    return this.#window.subarray(offset, offset + wanted);
  }

  async skip(count: number): Promise<void> {
    if (count > this.remaining) throw new RangeError(`${this.#source.name} ends within a value`);
    const ahead = this.#windowStart + this.#window.length - this.#position;
    if (count - ahead > HOP_BYTES) {
      this.#windowBytes = FIRST_WINDOW_BYTES;
      this.#window = new Uint8Array(0);
      this.#windowStart = this.#position + count;
    }
    this.#position += count;
  }

  async blob(count: number): Promise<Blob> {
    return collectBlob(this, count);
  }

  async #fill(wanted: number): Promise<void> {
    const from = this.#position - this.#windowStart;
    const kept = from >= 0 && from < this.#window.length ? this.#window.subarray(from) : new Uint8Array(0);
    const start = this.#position + kept.length;
    const end = Math.min(this.#end, start + Math.max(wanted - kept.length, this.#windowBytes));
    const fresh = await this.#source.read(start, end, this.#signal);
    if (kept.length === 0) {
      this.#window = fresh;
    } else {
      const joined = new Uint8Array(kept.length + fresh.length);
      joined.set(kept);
      joined.set(fresh, kept.length);
      this.#window = joined;
    }
    this.#windowStart = this.#position;
    this.#windowBytes = Math.min(this.#windowBytes * 2, LARGEST_WINDOW_BYTES);
  }
}
