import { mutateBytes } from './mutate.ts';
import type { FuzzRandom } from './random.ts';

const HEADER_BYTES = 4096;
const HEADER_COUNT = 3;
const BLOCK_BYTES = 262_144;
const CHECKSUM_BYTES = 8;
const CHECKSUM_FACTOR = 0xbf58476d1ce4e5b9n;
const ODD_BYTES = [0, 1, 0x7f, 0x80, 0xfe, 0xff];

/**
 * A DuckDB file made wrong. Every block carries a checksum, which tells of chance damage; three of four files are made as
 * somebody would who wants to do harm: their checksums fit, so that what lies behind them is read.
 */
export function mutateDatabase(random: FuzzRandom, corpus: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  if (random.chance(0.25)) return Uint8Array.from(mutateBytes(random, corpus));
  const bytes = Uint8Array.from(random.pick(corpus));
  const ranges = checkedRanges(bytes.length);
  for (let change = 1 + random.below(4); change > 0; change--) {
    const { start, end } = random.pick(ranges);
    const used = lastNonZero(bytes, start + CHECKSUM_BYTES, end);
    if (used === null) continue;
    const at = start + CHECKSUM_BYTES + random.below(used - start - CHECKSUM_BYTES + 1);
    const count = random.pick([1, 1, 2, 4, 8, 64]);
    for (let i = at; i < Math.min(end, at + count); i++) {
      bytes[i] = random.chance(0.5) ? random.pick(ODD_BYTES) : random.below(256);
    }
    new DataView(bytes.buffer).setBigUint64(start, checksum(bytes, start, end), true);
  }
  return bytes;
}

/** Whether every block and header of a DuckDB file has the checksum that this module gives it. */
export function hasKnownChecksums(bytes: Uint8Array<ArrayBuffer>): boolean {
  const view = new DataView(bytes.buffer);
  // Blocks that were never written are empty, their checksum with them.
  return checkedRanges(bytes.length).every(
    ({ start, end }) =>
      lastNonZero(bytes, start, end) === null || view.getBigUint64(start, true) === checksum(bytes, start, end),
  );
}

function checkedRanges(size: number): { readonly start: number; readonly end: number }[] {
  // The first header holds magic, version and flags.
  const headers = Array.from({ length: HEADER_COUNT }, (_, i) => ({
    start: i * HEADER_BYTES,
    end: (i + 1) * HEADER_BYTES,
  }));
  const blocks = Math.floor((size - HEADER_COUNT * HEADER_BYTES) / BLOCK_BYTES);
  return [
    ...headers,
    ...Array.from({ length: Math.max(0, blocks) }, (_, i) => {
      const start = HEADER_COUNT * HEADER_BYTES + i * BLOCK_BYTES;
      return { start, end: start + BLOCK_BYTES };
    }),
  ];
}

function lastNonZero(bytes: Uint8Array, start: number, end: number): number | null {
  for (let at = end - 1; at >= start; at--) if (bytes[at] !== 0) return at;
  return null;
}

/** DuckDB's checksum: the exclusive or of all 64-bit words, each times a constant. */
function checksum(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): bigint {
  const words = new BigUint64Array(bytes.buffer.slice(start + CHECKSUM_BYTES, end));
  let sum = 5381n;
  for (const word of words) sum ^= BigInt.asUintN(64, word * CHECKSUM_FACTOR);
  return sum;
}
