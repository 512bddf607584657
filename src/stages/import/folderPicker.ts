import { walkFolder, type ChosenFile } from '../../audio/files/fileDrop.ts';

type Picker = (options: { id: string; mode: 'read' }) => Promise<FileSystemDirectoryHandle>;

function picker(): Picker | null {
  const { showDirectoryPicker } = globalThis as { showDirectoryPicker?: Picker };
  return showDirectoryPicker === undefined ? null : async (options) => showDirectoryPicker.call(globalThis, options);
}

/** Whether the browser gives handles to folders. */
export function canPickFolders(): boolean {
  return picker() !== null;
}

/** Asks for a folder: its files with their handles; null where the user chose none. Needs a user's gesture. */
export async function pickFolder(): Promise<readonly ChosenFile[] | null> {
  try {
    const folder = await picker()?.({ id: 'audio', mode: 'read' });
    return folder === undefined ? null : await walkFolder(folder);
  } catch (error) {
    // The user closed the dialog.
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}
