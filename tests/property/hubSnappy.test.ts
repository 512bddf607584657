import * as fc from 'fast-check';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { describe, expect, it } from 'vitest';
import { SnappyInflater } from '../../src/hub/parquet/snappyInflater.ts';
import { seeded } from '../support/seeded.ts';

fc.configureGlobal({ seed: 5 });

/** Bytes with runs and repeats near and far, as compressors like them. */
function compressible(length: number, seed: number): Uint8Array {
  const random = seeded(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const run = 1 + Math.floor(random() * 300);
    if (random() < 0.5 && at > 0) {
      const from = Math.floor(random() * at);
      for (let i = 0; i < run && at < length; i += 1, at += 1) bytes[at] = bytes[from + (i % (at - from))] ?? 0;
    } else {
      for (let i = 0; i < run && at < length; i += 1, at += 1) bytes[at] = Math.floor(random() * 256);
    }
  }
  return bytes;
}

function inflate(compressed: Uint8Array, cuts: readonly number[]): Uint8Array {
  const inflater = new SnappyInflater();
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const end of [
    ...cuts.map((cut) => cut % (compressed.length + 1)).toSorted((a, b) => a - b),
    compressed.length,
  ]) {
    pieces.push(...inflater.push(compressed.subarray(at, end)));
    at = end;
  }
  inflater.finish();
  return Uint8Array.from(Buffer.concat(pieces));
}

describe('streaming Snappy', () => {
  it('gives back what the compressor was given, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.array(fc.nat(400_000), { maxLength: 8 }),
        (length, seed, cuts) => {
          const truth = compressible(length, seed);
          expect(Buffer.compare(inflate(snappyCompress(truth), cuts), truth)).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('works across more than its own buffers hold', () => {
    const truth = compressible(3_000_000, 9);
    const compressed = snappyCompress(truth);
    const cuts = Array.from({ length: 40 }, (_, index) => index * 70_001);
    expect(Buffer.compare(inflate(compressed, cuts), truth)).toBe(0);
  });

  it('refuses a stream that is cut or refers to before its beginning', () => {
    const compressed = snappyCompress(compressible(5000, 1));
    expect(() => inflate(compressed.subarray(0, -3), [])).toThrow(RangeError);
    expect(() => inflate(Uint8Array.of(10, 0b0000_0010, 5, 0), [])).toThrow(RangeError);
  });
});
