import { expect, it } from 'vitest';
import { foldersOf, type Folder, isInFolder, ownFolderOf } from '../../src/stages/data/folders.ts';

/** How many files lie in each folder itself. */
function ownFolders(paths: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const folder of paths.map(ownFolderOf)) if (folder !== null) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  return counts;
}

function inOrder(folders: readonly Folder[]): readonly Folder[] {
  return folders.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

it('folders are those that hold files and those where ways part, with how many lie in or below them', () => {
  const paths = ['drums/kicks/a.wav', 'drums/kicks/b.wav', 'drums/snares/c.wav', 'pads/warm/old/d.wav', 'alone.wav'];
  expect(inOrder(foldersOf(ownFolders(paths)))).toEqual([
    { path: 'drums', count: 3 },
    { path: 'drums/kicks', count: 2 },
    { path: 'drums/snares', count: 1 },
    { path: 'pads/warm/old', count: 1 },
  ]);
  for (const { path, count } of foldersOf(ownFolders(paths))) {
    expect(paths.filter((file) => isInFolder(file, path))).toHaveLength(count);
  }
});

it('folders of a desktop’s absolute paths begin where their files part, with either slash', () => {
  expect(inOrder(foldersOf(ownFolders(['/home/me/a/1.wav', '/home/me/b/2.wav'])))).toEqual([
    { path: '/home/me', count: 2 },
    { path: '/home/me/a', count: 1 },
    { path: '/home/me/b', count: 1 },
  ]);
  expect(foldersOf(ownFolders(['C:\\sounds\\1.wav', 'C:/sounds/2.wav']))).toEqual([{ path: 'C:/sounds', count: 2 }]);
  expect(isInFolder('drums 2/a.wav', 'drums')).toBe(false);
});
