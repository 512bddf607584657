/** What the first bytes of a DuckDB file tell without opening it. */
export interface DatabaseHeader {
  /** 64 for files of DuckDB up to 1.1 and all that were written with `STORAGE_VERSION 'v1.0.0'`, then one more a release. */
  readonly storageVersion: number;
  /** Goes up with every checkpoint. */
  readonly generation: bigint;
  /** Whether a key is needed to read it (DuckDB 1.4). */
  readonly isEncrypted: boolean;
  /** How long the file is by its newest header. */
  readonly fileBytes: number;
  /**
   * Whether the file is shorter than its newest header counts. Only a hint: DuckDB may give free blocks back after it has
   * written the header.
   */
  readonly looksCut: boolean;
}

const MAGIC = 'DUCK';
const MAGIC_OFFSET = 8;
const VERSION_OFFSET = 12;
const FLAGS_OFFSET = 20;
const HEADER_BYTES = 4096;
/** The main header and two database headers, 4096 bytes each, lie before the blocks. */
export const HEADS_BYTES = 3 * HEADER_BYTES;
const ITERATION_OFFSET = 8;
const BLOCK_COUNT_OFFSET = 32;
const BLOCK_BYTES_OFFSET = 40;

/** Reads the header; null where the file is no DuckDB database. */
export async function readDatabaseHeader(file: Blob): Promise<DatabaseHeader | null> {
  const view = new DataView(await file.slice(0, HEADS_BYTES).arrayBuffer());
  if (view.byteLength < HEADS_BYTES) return null;
  const magic = String.fromCharCode(...new Uint8Array(view.buffer, MAGIC_OFFSET, MAGIC.length));
  if (magic !== MAGIC) return null;
  const newest = [HEADER_BYTES, 2 * HEADER_BYTES].reduce((a, b) =>
    view.getBigUint64(b + ITERATION_OFFSET, true) > view.getBigUint64(a + ITERATION_OFFSET, true) ? b : a,
  );
  const blockCount = Number(view.getBigUint64(newest + BLOCK_COUNT_OFFSET, true));
  const blockBytes = Number(view.getBigUint64(newest + BLOCK_BYTES_OFFSET, true));
  const fileBytes = HEADS_BYTES + blockCount * blockBytes;
  return {
    storageVersion: Number(view.getBigUint64(VERSION_OFFSET, true)),
    generation: view.getBigUint64(newest + ITERATION_OFFSET, true),
    isEncrypted: (view.getUint8(FLAGS_OFFSET) & 1) === 1,
    fileBytes,
    looksCut: file.size < fileBytes,
  };
}
