import { afterAll, expect, it, vi } from 'vitest';
import type { FileKind } from '../../src/domain/storage.ts';
import { freeSpace } from '../../src/stages/data/storageSpace.ts';

vi.stubGlobal('navigator', {});
afterAll(() => void vi.unstubAllGlobals());

it('what was freed is what was given up, whatever has grown meanwhile', async () => {
  const bytes: Record<FileKind, number> = { database: 100, backup: 0, aside: 0, undo: 5, kept: 40, staged: 0 };
  const store = {
    fileBytes: async () => ({ ...bytes }),
    freeSpace: async () => void Object.assign(bytes, { kept: 0, database: 900 }),
  };
  expect(await freeSpace(store, new Set(['kept']))).toBe(40);
});
