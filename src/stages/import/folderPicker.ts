import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { walkFolder, type ChosenFile } from '../../audio/files/fileDrop.ts';
import { saveFolder } from '../../store/files/fileHandles.ts';
import { folderDialog } from '../shell/folderDialog.ts';

type AskingFolder = FileSystemDirectoryHandle & {
  requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
};

/** Whether the browser gives handles to folders. */
export function canPickFolders(): boolean {
  return BROWSER_HAS.folderHandles();
}

/** Asks for a folder, which later visits can rescan: its files with their handles; null where the user chose none. Needs a user's gesture. */
export async function pickFolder(): Promise<readonly ChosenFile[] | null> {
  try {
    const folder = await folderDialog()?.({ id: 'audio', mode: 'read' });
    if (folder === undefined) return null;
    await saveFolder(folder);
    return await walkFolder(folder);
  } catch (error) {
    // The user closed the dialog.
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

/** Asks for leave to read a folder where the browser wants that. Needs a user's gesture. */
export async function isReadable(folder: AskingFolder): Promise<boolean> {
  return ((await folder.requestPermission?.({ mode: 'read' })) ?? 'granted') === 'granted';
}
