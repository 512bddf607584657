import type { ChosenFile } from '../../audio/files/fileDrop.ts';

/** What the system hands over when a file is opened with the installed app; Chromium only. */
interface LaunchQueue {
  setConsumer(consumer: (launch: { readonly files?: readonly FileSystemHandle[] }) => void): void;
}

declare global {
  interface Window {
    readonly launchQueue?: LaunchQueue;
  }
}

/** Hands over files that are opened with the installed app, also those of the launch itself. */
export function onLaunchedFiles(
  take: (files: readonly ChosenFile[]) => void,
  onError: (error: unknown, name: string) => void,
): void {
  window.launchQueue?.setConsumer(({ files = [] }) => {
    const handles = files.filter((handle): handle is FileSystemFileHandle => handle.kind === 'file');
    if (handles.length === 0) return;
    Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), path: handle.name, handle })))
      .then(take)
      .catch((error: unknown) => onError(error, handles.map(({ name }) => name).join(', ')));
  });
}
