/** A file that a person dropped or chose, with its path relative to what was dropped. */
export interface ChosenFile {
  readonly file: File;
  /** Separated by `/`; just the name for a single file. */
  readonly path: string;
  /** Lets the file be read again in a later session, where the browser has such handles. */
  readonly handle?: FileSystemFileHandle;
  /** The dropped folder that it came in, under the same condition. */
  readonly folder?: FileSystemDirectoryHandle;
}

type HandleItem = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null | undefined> };

/**
 * All files of a drop, folders walked through, sorted by path. Must be called within the `drop` event, because the
 * browser empties the transfer afterwards.
 */
export async function collectDroppedFiles(transfer: DataTransfer): Promise<ChosenFile[]> {
  // Everything must be asked of the items before the first await.
  const pending = Array.from(transfer.items, (item: HandleItem) => {
    if (item.kind !== 'file') return Promise.resolve([]);
    // An entry costs a millisecond of the page: it is for browsers without handles, and for folders that give none.
    const entry = item.getAsFileSystemHandle === undefined || item.type === '' ? item.webkitGetAsEntry() : null;
    const file = item.getAsFile();
    const handle = handleOf(item);
    return collectItem(handle, entry, file);
  });
  return sortByPath((await Promise.all(pending)).flat());
}

/** The files of an `<input type="file">`, with or without `webkitdirectory`, sorted by path. */
export function collectInputFiles(input: HTMLInputElement): ChosenFile[] {
  return sortByPath(Array.from(input.files ?? [], (file) => ({ file, path: file.webkitRelativePath || file.name })));
}

/** All files of a folder and of those in it, with their handles, sorted by path. */
export async function walkFolder(folder: FileSystemDirectoryHandle): Promise<ChosenFile[]> {
  return sortByPath(await walkHandle(folder, folder.name));
}

/** The handle of an item; null where the browser has none, as for files that a script put there. */
async function handleOf(item: HandleItem): Promise<FileSystemHandle | null> {
  try {
    return (await item.getAsFileSystemHandle?.()) ?? null;
  } catch {
    return null;
  }
}

async function collectItem(
  pendingHandle: Promise<FileSystemHandle | null>,
  entry: FileSystemEntry | null,
  file: File | null,
): Promise<ChosenFile[]> {
  const handle = await pendingHandle;
  if (handle !== null && isFileHandle(handle) && file !== null) return [{ file, path: handle.name, handle }];
  if (handle !== null) {
    const files = await walkHandle(handle, handle.name);
    return isDirectoryHandle(handle) ? files.map((one) => ({ ...one, folder: handle })) : files;
  }
  if (entry !== null && !(isFileEntry(entry) && file !== null)) return walkEntry(entry);
  // The file itself, also where there is an entry: some browsers give one that cannot be read.
  return file === null ? [] : [{ file, path: file.name }];
}

async function walkHandle(handle: FileSystemHandle, path: string): Promise<ChosenFile[]> {
  if (isFileHandle(handle)) return [{ file: await handle.getFile(), path, handle }];
  if (!isDirectoryHandle(handle)) return [];
  const files: ChosenFile[] = [];
  for await (const child of handle.values()) files.push(...(await walkHandle(child, `${path}/${child.name}`)));
  return files;
}

async function walkEntry(entry: FileSystemEntry): Promise<ChosenFile[]> {
  const path = entry.fullPath.replace(/^\//u, '');
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    return [{ file, path }];
  }
  if (!isDirectoryEntry(entry)) return [];
  const files: ChosenFile[] = [];
  const reader = entry.createReader();
  // One call gives at most about a hundred entries; an empty answer ends the folder.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) return files;
    for (const child of batch) files.push(...(await walkEntry(child)));
  }
}

function isFileHandle(handle: FileSystemHandle): handle is FileSystemFileHandle {
  return handle.kind === 'file';
}

function isDirectoryHandle(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory';
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectoryEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function sortByPath(files: ChosenFile[]): ChosenFile[] {
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
