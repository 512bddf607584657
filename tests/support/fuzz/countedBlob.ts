/** How much work reading one file may cost, whatever it claims of itself. */
const MAX_READS = 6000;
const MAX_BYTES_READ = 96 << 20;

/** Something went on reading for ever, as far as anybody would wait. */
class EndlessReadError extends Error {
  override readonly name = 'EndlessReadError';
}

/** Bytes in the shape of a blob that counts what is read of it. An endless loop ends in an EndlessReadError. */
export class CountedBlob {
  readonly size: number;
  readonly type = '';
  private readonly bytes: Uint8Array;
  private readonly spent: { reads: number; bytes: number };

  constructor(bytes: Uint8Array, spent = { reads: 0, bytes: 0 }) {
    this.bytes = bytes;
    this.size = bytes.byteLength;
    this.spent = spent;
  }

  slice(start = 0, end = this.size): CountedBlob {
    return new CountedBlob(this.bytes.subarray(Math.max(0, start), Math.max(0, Math.min(end, this.size))), this.spent);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    this.spent.reads += 1;
    this.spent.bytes += this.size;
    if (this.spent.reads > MAX_READS || this.spent.bytes > MAX_BYTES_READ) {
      throw new EndlessReadError(`${this.spent.reads} reads, ${this.spent.bytes} bytes`);
    }
    return this.bytes.slice().buffer;
  }

  asBlob(): Blob {
    return this as unknown as Blob;
  }
}
