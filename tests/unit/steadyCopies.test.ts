import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DOWNLOAD_BEGUN_MS } from '../../src/domain/downloads.ts';
import { LARGE_FILE_BYTES } from '../../src/store/files/opfsFiles.ts';
import { SteadyCopies } from '../../src/store/files/steadyCopies.ts';

const staged = vi.hoisted(() => new Map<string, Blob>());

vi.mock('../../src/store/files/stagedAudio.ts', () => ({
  createCopyIfRoom: async () => {
    const name = `copy ${staged.size}`;
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const finish = () => staged.set(name, new Blob(chunks));
    return { name, write: (chunk: Uint8Array) => chunks.push(chunk.slice()), finish, discard: async () => undefined };
  },
  openStaged: async (name: string) => staged.get(name) ?? null,
  removeStaged: async (names: readonly string[]) => names.forEach((name) => staged.delete(name)),
}));

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('[S4] the copy of a large database on its way out can be read for ten minutes, and gives its room back then', async () => {
  const copies = new SteadyCopies();
  const database = new Blob([new Uint8Array(LARGE_FILE_BYTES)]);
  expect((await copies.of(database, '1')).size).toBe(LARGE_FILE_BYTES);
  await vi.advanceTimersByTimeAsync(9 * 60_000);
  expect((await copies.of(database, '1')).size).toBe(LARGE_FILE_BYTES);
  await vi.advanceTimersByTimeAsync(9 * 60_000);
  expect(staged.size).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(staged.size).toBe(0);
});

it('[S4] a copy that is only downloaded gives its room back after a minute, unless it is given for longer as well', async () => {
  const copies = new SteadyCopies();
  const database = new Blob([new Uint8Array(LARGE_FILE_BYTES)]);
  await copies.of(database, '1', DOWNLOAD_BEGUN_MS);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(staged.size).toBe(1);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(staged.size).toBe(0);
  await copies.of(database, '2');
  await copies.of(database, '2', DOWNLOAD_BEGUN_MS);
  await vi.advanceTimersByTimeAsync(9 * 60_000);
  expect(staged.size).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(staged.size).toBe(0);
});
