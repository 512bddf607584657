/** Bytes that lie somewhere whole and are read in parts: a dropped file, or a file of the hub. */
export interface RangeSource {
  /** What a person knows it by. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Exactly the bytes from `start` up to `end`, both within the file. Rejects with AppError. */
  read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** The same as a file that takes no memory; only of what lies on the disk. */
  slice?(start: number, end: number): Blob;
}

/** A dropped file. */
export class BlobSource implements RangeSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly #blob: Blob;

  constructor(name: string, blob: Blob) {
    this.name = name;
    this.sizeBytes = blob.size;
    this.#blob = blob;
  }

  async read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    signal.throwIfAborted();
    return new Uint8Array(await this.#blob.slice(start, end).arrayBuffer());
  }

  slice(start: number, end: number): Blob {
    return new File([this.#blob.slice(start, end)], this.name);
  }
}
