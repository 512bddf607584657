import { describe, expect, it } from 'vitest';
import { BlockWrites, type SyncFile } from '../../src/store/files/blockWrites.ts';

/** So many bytes are taken by all files of a disk, and then none. */
class Disk {
  left = Infinity;
}

class MemoryFile implements SyncFile {
  bytes = new Uint8Array();
  readonly #disk: Disk;

  constructor(disk: Disk, bytes: Iterable<number> = []) {
    this.#disk = disk;
    this.bytes = Uint8Array.from(bytes);
  }

  getSize(): number {
    return this.bytes.length;
  }

  truncate(size: number): void {
    this.bytes = this.bytes.slice(0, size);
  }

  read(into: Uint8Array, { at }: { readonly at: number }): number {
    const part = this.bytes.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  }

  write(bytes: Uint8Array, { at }: { readonly at: number }): number {
    const taken = Math.min(bytes.length, this.#disk.left);
    this.#disk.left -= taken;
    const grown = new Uint8Array(Math.max(this.bytes.length, at + taken));
    grown.set(this.bytes);
    grown.set(bytes.subarray(0, taken), at);
    this.bytes = grown;
    return taken;
  }
}

const BLOCK = 32;
const blockOf = (n: number) => Uint8Array.from({ length: BLOCK }, (_, at) => (n * 41 + at * 7) % 251);
const BEFORE = [blockOf(1), blockOf(2), blockOf(3)];
const [NEW, NEXT] = [blockOf(4), blockOf(5)];

function databaseOn(disk: Disk, blocks = BEFORE) {
  const files = [
    new MemoryFile(
      disk,
      blocks.flatMap((block) => Array.from(block)),
    ),
    new MemoryFile(disk),
  ] as const;
  return { files, open: () => new BlockWrites(...files) };
}

function contentsOf(blocks: BlockWrites): Uint8Array[] {
  return BEFORE.map((_, place) => {
    const bytes = new Uint8Array(BLOCK);
    // In two reads, as a block need not be read in one.
    expect(blocks.read(bytes.subarray(0, 20), place * BLOCK)).toBe(20);
    blocks.read(bytes.subarray(20), place * BLOCK + 20);
    return bytes;
  });
}

describe('a block that is written over [S11]', () => {
  it('is there whole or as it was, wherever the disk is full, with room again or without', () => {
    let whole = 0;
    for (let room = 0; room <= 3 * BLOCK + 24; room += 1) {
      const disk = new Disk();
      const { files, open } = databaseOn(disk);
      const blocks = open();
      disk.left = room;
      let expected = BEFORE;
      try {
        blocks.write(NEW, BLOCK);
        expected = [BEFORE[0]!, NEW, BEFORE[2]!];
        whole += 1;
      } catch (error) {
        expect(error).toMatchObject({ name: 'QuotaExceededError' });
        disk.left = 0;
        expect(() => blocks.write(NEXT, 0)).toThrow('did not fit');
      }
      expect(contentsOf(blocks), `room for ${room}`).toEqual(expected);
      disk.left = 0;
      const reopened = open();
      expect(contentsOf(reopened), `opened again after room for ${room}`).toEqual(expected);
      disk.left = Infinity;
      reopened.write(NEXT, 0);
      expect(contentsOf(open()), `with room again after room for ${room}`).toEqual([NEXT, ...expected.slice(1)]);
      expect(files[1].getSize()).toBe(0);
    }
    expect(whole).toBe(BLOCK + 1);
  });

  it('is written at once where the file grows, also by a part of it', () => {
    const { files, open } = databaseOn(new Disk());
    const blocks = open();
    blocks.write(NEW, 3 * BLOCK);
    blocks.write(NEXT, 4 * BLOCK - 10);
    expect([...files[0].bytes.subarray(4 * BLOCK - 10)]).toEqual([...NEXT]);
    expect(files[0].getSize()).toBe(5 * BLOCK - 10);
  });

  it('needs no memory that grows with how many are written', () => {
    const { files, open } = databaseOn(new Disk());
    const blocks = open();
    const buffers = new Set<ArrayBufferLike>();
    for (const file of files) {
      const [read, write] = [file.read.bind(file), file.write.bind(file)];
      file.read = (into, options) => (buffers.add(into.buffer), read(into, options));
      file.write = (bytes, options) => (buffers.add(bytes.buffer), write(bytes, options));
    }
    for (let n = 0; n < 30; n += 1) blocks.write(NEW, (n % BEFORE.length) * BLOCK);
    buffers.delete(NEW.buffer);
    expect(buffers.size).toBe(1);
  });

  it('is put back into the database that it is of, and into no other', () => {
    const disk = new Disk();
    const { files, open } = databaseOn(disk);
    const blocks = open();
    disk.left = BLOCK + 24 + 12;
    expect(() => blocks.write(NEW, BLOCK)).toThrow();
    disk.left = Infinity;
    const other = new MemoryFile(
      disk,
      [blockOf(7), blockOf(8), blockOf(9)].flatMap((block) => Array.from(block)),
    );
    const record = new MemoryFile(disk, files[1].bytes);
    expect(contentsOf(new BlockWrites(other, record))).toEqual([blockOf(7), blockOf(8), blockOf(9)]);
    expect(record.getSize()).toBe(0);
    expect(contentsOf(open())).toEqual(BEFORE);
  });

  it.each([
    ['garbage', Uint8Array.from({ length: 100 }, (_, at) => at)],
    ['a few bytes', Uint8Array.of(1, 2, 3)],
    ['zeros', new Uint8Array(64)],
  ])('is left alone where what was kept of it is %s', (_, bytes) => {
    const { files, open } = databaseOn(new Disk());
    files[1].bytes = bytes;
    expect(contentsOf(open())).toEqual(BEFORE);
    expect(files[1].getSize()).toBe(0);
  });
});
