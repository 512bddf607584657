import { isInFolder, type Folder } from '../../stages/data/folders.ts';
import { compareTexts } from '../shared/table/sorting.ts';

/** One line of the tree of folders. */
export interface FolderRow extends Folder {
  /** What it is called below the folder that it stands under. */
  readonly name: string;
  readonly depth: number;
  /** Whether there are folders in it. */
  readonly hasOwn: boolean;
}

/** The folders that are seen, as a tree: those at the top, and below each that is unfolded its own. */
export function folderRows(folders: readonly Folder[], unfolded: ReadonlySet<string>): readonly FolderRow[] {
  const rows: FolderRow[] = [];
  /** From the top down to the last one that was looked at. */
  const ways: string[] = [];
  const sorted = folders
    .map((folder) => ({ ...folder, parts: folder.path.split('/') }))
    .sort((a, b) => compareParts(a.parts, b.parts))
    .map(({ path, count }) => ({ path, count }));
  for (const [i, folder] of sorted.entries()) {
    while (ways.length > 0 && !isInFolder(folder.path, ways.at(-1) ?? '')) ways.pop();
    const parent = ways.at(-1);
    if (ways.every((way) => unfolded.has(way))) {
      rows.push({
        ...folder,
        name: parent === undefined ? folder.path : folder.path.slice(parent.length + 1),
        depth: ways.length,
        hasOwn: isInFolder(sorted[i + 1]?.path ?? '', folder.path),
      });
    }
    ways.push(folder.path);
  }
  return rows;
}

/** Part by part, so that a folder is followed by what lies in it. */
function compareParts(partsOfA: readonly string[], partsOfB: readonly string[]): number {
  for (let i = 0; i < Math.min(partsOfA.length, partsOfB.length); i += 1) {
    const [one = '', other = ''] = [partsOfA[i], partsOfB[i]];
    const order = compareTexts(one, other) || (one < other ? -1 : Number(one > other));
    if (order !== 0) return order;
  }
  return partsOfA.length - partsOfB.length;
}
