import { signal, type ReadonlySignal } from '@preact/signals-core';
import { BROWSER_HAS } from '../../../domain/browserHas.ts';
import { AppError } from '../../../domain/errors.ts';
import { uniqueFileNames } from '../../../formats/fileNames.ts';
import { loadPresetFolder, savePresetFolder } from '../../../store/files/fileHandles.ts';
import { folderDialog } from '../../shell/folderDialog.ts';

type Access = { readonly mode: 'readwrite' };
type AskingFolder = FileSystemDirectoryHandle & {
  queryPermission?: (access: Access) => Promise<PermissionState>;
  requestPermission?: (access: Access) => Promise<PermissionState>;
};

/** The folder that presets are written to, where the browser can write to one: chosen once, kept across visits. */
export class PresetFolder {
  readonly #folder = signal<AskingFolder | null>(null);
  readonly folder: ReadonlySignal<{ readonly name: string } | null> = this.#folder;

  /** Whether this browser lets a page write to a folder. */
  get isOffered(): boolean {
    return BROWSER_HAS.folderHandles();
  }

  /** What was chosen last, in an earlier visit or another tab. */
  async load(): Promise<void> {
    const kept = this.isOffered ? await loadPresetFolder() : null;
    if (kept !== null) this.#folder.value = kept;
  }

  /** Asks for a folder; needs a user's gesture. False where the user chose none. */
  async choose(): Promise<boolean> {
    try {
      const folder = await folderDialog()?.({ id: 'presets', mode: 'readwrite', startIn: 'documents' });
      if (folder === undefined) return false;
      this.#folder.value = folder;
      await savePresetFolder(folder);
      return true;
    } catch (error) {
      // The user closed the dialog.
      if (error instanceof DOMException && error.name === 'AbortError') return false;
      throw error;
    }
  }

  /**
   * Writes a file beside those that are there, under a name that none of them has, and answers that name. Where nothing was
   * chosen yet, asks for the folder first, and for permission again where the browser wants that: needs a user's gesture.
   * Null where the user chose none.
   */
  async write(content: Blob, fileName: string): Promise<string | null> {
    const folder = this.#folder.peek() ?? ((await this.choose()) ? this.#folder.peek() : null);
    if (folder === null) return null;
    await allow(folder);
    try {
      const name = await freeName(folder, fileName);
      const file = await folder.getFileHandle(name, { create: true });
      const writer = await file.createWritable();
      await writer.write(content);
      await writer.close();
      return name;
    } catch (error) {
      throw notWritten(folder.name, error);
    }
  }
}

async function allow(folder: AskingFolder): Promise<void> {
  const access = { mode: 'readwrite' } as const;
  if ((await folder.queryPermission?.(access)) === 'granted') return;
  const answer = (await folder.requestPermission?.(access)) ?? 'granted';
  if (answer !== 'granted') throw notAllowed(folder.name);
}

/** `kick.vstpreset`, `kick (2).vstpreset`, … */
async function freeName(folder: FileSystemDirectoryHandle, fileName: string): Promise<string> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return uniqueFileNames([...names, fileName]).at(-1) ?? fileName;
}

function notAllowed(folder: string): AppError {
  return new AppError({
    code: 'file-gone',
    stage: 'export',
    subject: folder,
    message: `The browser was not allowed to write to “${folder}”. Try again and allow it, or choose another folder.`,
  });
}

function notWritten(folder: string, error: unknown): AppError {
  return new AppError({
    code: 'file-gone',
    stage: 'export',
    subject: folder,
    message: `The preset could not be written to “${folder}”: the folder may be gone or full. Choose another one, or export it.`,
    details: String(error),
  });
}
