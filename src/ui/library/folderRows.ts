import { folderAbove, type Folder } from '../../stages/data/folders.ts';
import { compareTexts } from '../shared/table/sorting.ts';

/** One line of the tree of folders. */
export interface FolderRow extends Folder {
  /** What it is called below the folder that it stands under. */
  readonly name: string;
  readonly depth: number;
  /** Whether there are folders in it. */
  readonly hasOwn: boolean;
}

/** The folders that are seen, as a tree: those at the top, and below each that is unfolded its own. Only those are put in order. */
export function folderRows(folders: readonly Folder[], unfolded: ReadonlySet<string>): readonly FolderRow[] {
  const named = new Set(folders.map(({ path }) => path));
  const within = new Map<string | null, Folder[]>();
  for (const folder of folders) {
    let above = folderAbove(folder.path);
    while (above !== null && !named.has(above)) above = folderAbove(above);
    const others = within.get(above);
    if (others === undefined) within.set(above, [folder]);
    else others.push(folder);
  }
  const rows: FolderRow[] = [];
  const addThoseIn = (parent: string | null, depth: number): void => {
    const own = (within.get(parent) ?? []).map(({ path, count }) => ({ path, count, parts: path.split('/') }));
    for (const { path, count } of own.sort((a, b) => compareParts(a.parts, b.parts))) {
      const name = parent === null ? path : path.slice(parent.length + 1);
      rows.push({ path, count, name, depth, hasOwn: within.has(path) });
      if (unfolded.has(path)) addThoseIn(path, depth + 1);
    }
  };
  addThoseIn(null, 0);
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
