/** A folder of paths, and how many of them lie in it or below. */
export interface Folder {
  readonly path: string;
  readonly count: number;
}

/**
 * The folders of some files, in no order: those that hold a file themselves, and those in which the ways to their files part.
 *
 * @param own how many files lie in each folder itself, by {@link ownFolderOf}; what lies in none is in none of them
 */
export function foldersOf(own: ReadonlyMap<string, number>): Folder[] {
  const counts = new Map<string, number>();
  const worthNaming = new Set<string>(own.keys());
  for (const [holder, count] of own) {
    for (let folder: string | null = holder; folder !== null; folder = folderAbove(folder))
      counts.set(folder, (counts.get(folder) ?? 0) + count);
  }
  for (const [folder, count] of counts) {
    const parent = folderAbove(folder);
    if (parent !== null && counts.get(parent) !== count) worthNaming.add(parent);
  }
  return Array.from(worthNaming, (path) => ({ path, count: counts.get(path) ?? 0 }));
}

/** The folder that one lies in, both written with `/`; null for none. */
export function folderAbove(folder: string): string | null {
  const end = folder.lastIndexOf('/');
  return end <= 0 ? null : folder.slice(0, end);
}

/** Whether a file lies in a folder or below it. */
export function isInFolder(path: string, folder: string): boolean {
  return withSlashes(path).startsWith(`${folder}/`);
}

/** The folder that a path lies in, written as it is there; null for none. */
export function folderOf(path: string): string | null {
  const above = folderAbove(withSlashes(path));
  return above === null ? null : path.slice(0, above.length);
}

/** The folder that a path lies in, written with `/`; null for none. */
export function ownFolderOf(path: string): string | null {
  return folderAbove(withSlashes(path));
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
