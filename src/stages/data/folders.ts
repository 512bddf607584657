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

function parentOf(path: string): string | null {
  const plain = withSlashes(path);
  const end = plain.lastIndexOf('/');
  return end <= 0 ? null : plain.slice(0, end);
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
