/** How far back a copy may reach. Compressors work in blocks of this size and never refer beyond them. */
const HISTORY_BYTES = 64 * 1024;
const OUTPUT_BYTES = 1024 * 1024;

/**
 * Decompresses a raw Snappy stream (as in Parquet pages) piece by piece in bounded memory, which needs copies to stay
 * within the last 64 KiB: the reference compressor, Arrow and hyparquet write no others. Throws a RangeError on one that
 * reaches further, or on a damaged stream.
 */
export class SnappyInflater {
  readonly #output = new Uint8Array(HISTORY_BYTES + OUTPUT_BYTES);
  /** End of what is decompressed, and of what was handed out. */
  #filled = 0;
  #handed = 0;
  #pending: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #literalLeft = 0;
  #started = false;

  /** What comes out of the next bytes of the stream, in order. */
  *push(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
    const input = new Uint8Array(this.#pending.length + bytes.length);
    input.set(this.#pending);
    input.set(bytes, this.#pending.length);
    let at = this.#started ? 0 : this.#skipLength(input);
    while (this.#started && at < input.length) {
      if (this.#literalLeft > 0) {
        const count = Math.min(this.#literalLeft, input.length - at, this.#output.length - this.#filled);
        this.#output.set(input.subarray(at, at + count), this.#filled);
        this.#filled += count;
        this.#literalLeft -= count;
        at += count;
      } else {
        const used = this.#element(input, at);
        if (used === 0) break;
        at += used;
      }
      // The longest copy is 64 bytes.
      if (this.#output.length - this.#filled < 64) yield this.#handOut();
    }
    this.#pending = input.slice(at);
    if (this.#filled > this.#handed) yield this.#handOut();
  }

  /** Throws where the stream ends within an element. */
  finish(): void {
    const isWhole = this.#started && this.#pending.length === 0 && this.#literalLeft === 0;
    if (!isWhole) throw new RangeError('the compressed data are cut short');
  }

  #skipLength(input: Uint8Array): number {
    const end = input.findIndex((byte) => byte < 0x80);
    if (end < 0) return input.length > 5 ? this.#fail() : 0;
    this.#started = true;
    return end + 1;
  }

  /** Reads the tag at `at`, and the copy that it may be. Returns the bytes used, 0 where more are needed. */
  #element(input: Uint8Array, at: number): number {
    const tag = input[at] ?? 0;
    const high = tag >>> 2;
    const kind = tag & 3;
    const extra = kind === 0 ? Math.max(0, high - 59) : kind === 3 ? 4 : kind;
    if (at + extra >= input.length) return 0;
    let number = 0;
    for (let i = extra; i > 0; i -= 1) number = number * 256 + (input[at + i] ?? 0);
    if (kind === 0) this.#literalLeft = (extra === 0 ? high : number) + 1;
    else if (kind === 1) this.#copy(((tag >>> 5) << 8) | number, (high & 7) + 4);
    else this.#copy(number, high + 1);
    return 1 + extra;
  }

  #copy(offset: number, length: number): void {
    const from = this.#filled - offset;
    if (offset === 0 || from < 0) this.#fail();
    // Byte by byte: a copy may overlap what it writes.
    for (let i = 0; i < length; i += 1) this.#output[this.#filled + i] = this.#output[from + i] ?? 0;
    this.#filled += length;
  }

  #handOut(): Uint8Array<ArrayBuffer> {
    const fresh = this.#output.slice(this.#handed, this.#filled);
    if (this.#filled > HISTORY_BYTES) {
      this.#output.copyWithin(0, this.#filled - HISTORY_BYTES, this.#filled);
      this.#filled = HISTORY_BYTES;
    }
    this.#handed = this.#filled;
    return fresh;
  }

  #fail(): never {
    throw new RangeError('the compressed data are damaged or of an unusual kind');
  }
}
