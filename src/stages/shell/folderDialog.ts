import { BROWSER_HAS } from '../../domain/browserHas.ts';

interface FolderOptions {
  /** The dialog opens where it last was for this name. */
  readonly id: string;
  readonly mode: 'read' | 'readwrite';
  /** Where it opens the first time. */
  readonly startIn?: 'documents';
}

type FolderDialog = (options: FolderOptions) => Promise<FileSystemDirectoryHandle>;

/** The browser's dialog for a folder, which needs a person's gesture; null where the browser gives no handles of folders. */
export function folderDialog(): FolderDialog | null {
  if (!BROWSER_HAS.folderHandles()) return null;
  const { showDirectoryPicker } = globalThis as unknown as { showDirectoryPicker: FolderDialog };
  return async (options) => showDirectoryPicker.call(globalThis, options);
}
