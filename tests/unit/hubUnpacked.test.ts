import { gzipSync } from 'node:zlib';
import { expect, it, vi } from 'vitest';
import { noiseWav } from '../fakes/sounds.ts';
import { RoomOnDisk } from '../../src/workers/hub/roomOnDisk.ts';
import { sliced, unpacked } from '../../src/hub/bytes/unpacked.ts';

const content = noiseWav(1, 500_000);
const packed = new Uint8Array(gzipSync(content));
const { signal } = new AbortController();

async function collected(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece.slice());
  return Buffer.concat(parts);
}

it('what is unpacked is whole, and the memory of what was packed is given back on the way', async () => {
  const given: Uint8Array<ArrayBuffer>[] = [];
  async function* slices() {
    for (let at = 0; at < packed.length; at += 100_000) {
      const piece = packed.slice(at, at + 100_000);
      given.push(piece);
      yield piece;
    }
  }
  expect(Buffer.compare(await collected(unpacked(slices(), 'gzip')), content)).toBe(0);
  expect(given.length).toBeGreaterThan(4);
  expect(given.slice(0, -2).map(({ length }) => length)).toEqual(given.slice(0, -2).map(() => 0));
});

it('a failure of what is read, a damage and a stop reach who reads', async () => {
  async function* gone() {
    yield packed.slice(0, 1000);
    throw new Error('the file is gone');
  }
  await expect(collected(unpacked(gone(), 'gzip'))).rejects.toThrow('the file is gone');
  const cut = sliced(new Blob([packed.slice(0, packed.length / 2)]), signal);
  await expect(collected(unpacked(cut, 'gzip'))).rejects.toThrow();
  const stopped = sliced(new Blob([packed]), AbortSignal.abort(new Error('stopped')));
  await expect(collected(unpacked(stopped, 'gzip'))).rejects.toThrow('stopped');
});

it('who stops reading half way ends the reading', async () => {
  let read = 0;
  async function* slices() {
    try {
      for (; read < packed.length; read += 10_000) yield packed.slice(read, read + 10_000);
    } finally {
      read += packed.length;
    }
  }
  for await (const piece of unpacked(slices(), 'gzip')) if (piece.length > 0) break;
  expect(read).toBeGreaterThan(packed.length);
  expect(read).toBeLessThan(1.9 * packed.length);
});

it('where the disk is so full that no file can be begun, a sound is unpacked in memory', async () => {
  const full = async () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
  vi.stubGlobal('navigator', { storage: { estimate: full, getDirectory: full } });
  try {
    const room = new RoomOnDisk();
    const sound = await room.hold(unpacked(sliced(new Blob([packed]), signal), 'gzip'), content.length);
    expect(room.holds(sound)).toBe(false);
    expect(Buffer.compare(new Uint8Array(await sound.arrayBuffer()), content)).toBe(0);
  } finally {
    vi.unstubAllGlobals();
  }
});
