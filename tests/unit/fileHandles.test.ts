import { describe, expect, it } from 'vitest';
import { loadFolders, loadHandle, loadPresetFolder } from '../../src/store/files/fileHandles.ts';

describe('a browser that has no file handles, not even their names', () => {
  it('has none that were kept', async () => {
    expect('FileSystemFileHandle' in globalThis).toBe(false);
    expect(await loadHandle('0123456789abcdef0123')).toBeNull();
    expect(await loadPresetFolder()).toBeNull();
    expect(await loadFolders()).toEqual([]);
  });
});
