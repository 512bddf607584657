import type { JSHandle, Page } from '@playwright/test';
import { projectFolders, useAppPath } from '../../src/store/appScope.ts';

/** The folder of OPFS where the page's app keeps its data set, for functions that run in the page. */
export async function projectFolder(page: Page): Promise<JSHandle<FileSystemDirectoryHandle>> {
  useAppPath(new URL('.', page.url()).pathname);
  return page.evaluateHandle(async (names) => {
    let folder = await navigator.storage.getDirectory();
    for (const name of names) folder = await folder.getDirectoryHandle(name, { create: true });
    return folder;
  }, projectFolders());
}
