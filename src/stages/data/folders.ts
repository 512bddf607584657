/** A folder of paths, and how many of them lie in it or below. */
export interface Folder {
  readonly path: string;
  readonly count: number;
}

/**
 * The folders of some paths in alphabetical order, written with `/`: those that hold a file themselves, and those in which the
 * ways to their files part. What lies in no folder is in none of them.
 */
export function foldersOf(paths: readonly string[]): readonly Folder[] {
  const counts = new Map<string, number>();
  const worthNaming = new Set<string>();
  for (const path of paths) {
    let folder = parentOf(path);
    if (folder !== null) worthNaming.add(folder);
    for (; folder !== null; folder = parentOf(folder)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  for (const [folder, count] of counts) {
    const parent = parentOf(folder);
    if (parent !== null && counts.get(parent) !== count) worthNaming.add(parent);
  }
  return [...worthNaming]
    .toSorted((a, b) => a.localeCompare(b))
    .map((path) => ({ path, count: counts.get(path) ?? 0 }));
}

/** Whether a file lies in a folder or below it. */
export function isInFolder(path: string, folder: string): boolean {
  return withSlashes(path).startsWith(`${folder}/`);
}

/** The folder that a path lies in, written as it is there; null for none. */
export function folderOf(path: string): string | null {
  const end = withSlashes(path).lastIndexOf('/');
  return end <= 0 ? null : path.slice(0, end);
}

function parentOf(path: string): string | null {
  return folderOf(withSlashes(path));
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
