import { signal, type ReadonlySignal } from '@preact/signals-core';
import { walkFolder, type ChosenFile } from '../../audio/files/fileDrop.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { listHandles, loadFolders, loadHandle } from '../../store/files/fileHandles.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import { Refusal, type JobControl } from '../jobs/jobBoard.ts';
import type { Tools } from '../tools.ts';
import { contentIdOf } from './contentId.ts';
import type { CopyStage } from './copyStage.ts';
import { isReadable } from './folderPicker.ts';

type Dependencies = Pick<Tools, 'pool' | 'dataSet' | 'sources' | 'jobs' | 'log'> & {
  readonly copies: Pick<CopyStage, 'offer'>;
};

/** What a folder holds now, compared with the data set. */
export interface FolderChanges {
  readonly folderName: string;
  /** Content that is not in the data set, under paths that are not either. */
  readonly fresh: readonly ChosenFile[];
  /** Paths that the data set knows with another content. */
  readonly changed: readonly string[];
  /** Paths of the data set below this folder whose content is nowhere in it. */
  readonly gone: readonly string[];
}

/** Compares remembered folders with the data set, by content (S13). */
export class RescanStage {
  readonly #deps: Dependencies;
  readonly #folders = signal<readonly FileSystemDirectoryHandle[]>([]);
  readonly #changes = signal<FolderChanges | null>(null);
  /** The folders that the browser gave handles to, by name. */
  readonly folders: ReadonlySignal<readonly FileSystemDirectoryHandle[]> = this.#folders;
  /** What the last rescan found; null for none. */
  readonly changes: ReadonlySignal<FolderChanges | null> = this.#changes;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Learns which folders are remembered, and forgets what an earlier rescan found. */
  async restore(): Promise<void> {
    this.#changes.value = null;
    this.#folders.value = await loadFolders();
  }

  /** Says what is new, changed and gone, and gives what is there its sound back. Needs a user's gesture. */
  async rescan(folder: FileSystemDirectoryHandle): Promise<JobOutcome> {
    const spec = { kind: 'reconnect', stage: 'import', title: `Rescan of ${folder.name}`, unit: 'files' } as const;
    // Asked here: after the job has waited the gesture would be over.
    const mayRead = await isReadable(folder);
    return this.#deps.jobs.run(spec, async (control) => {
      if (!mayRead) throw new Refusal('the browser was not allowed to read it.');
      return this.#compare(folder, control);
    });
  }

  async #compare(folder: FileSystemDirectoryHandle, { signal: stop, onProgress }: JobControl): Promise<string> {
    const { pool, dataSet, sources, copies } = this.#deps;
    const files = await walkFolder(folder);
    const pathsOfIds = new Map(dataSet.records.peek().map(({ file }) => [file.audioId, file.path]));
    const knownPaths = new Set(pathsOfIds.values());
    const found = new Set<string>();
    const unknown: ChosenFile[] = [];
    const handles = new Map<string, FileSystemFileHandle>();
    let done = 0;
    onProgress({ done, total: files.length });
    await forEachLimited(files, pool.size, stop, async (chosen) => {
      const audioId = await contentIdOf(this.#deps, chosen, stop);
      if (audioId !== null && pathsOfIds.has(audioId)) {
        found.add(audioId);
        sources.remember(audioId, chosen.file);
        if (chosen.handle !== undefined) handles.set(audioId, chosen.handle);
      } else if (audioId !== null) unknown.push(chosen);
      onProgress({ done: ++done, total: files.length });
    });
    await sources.rememberHandles(handles);
    copies.offer([...found]);
    // What was not looked at is not gone.
    stop.throwIfAborted();
    const lost = [...pathsOfIds].filter(([audioId]) => !found.has(audioId));
    const places = await placesIn(folder, lost);
    const isKnown = ({ path }: ChosenFile) => knownPaths.has(path) || places.has(path);
    const changed = unknown.filter(isKnown).map(({ path }) => path);
    const fresh = unknown.filter((chosen) => !isKnown(chosen));
    const gone = [...places].filter(([place]) => !changed.includes(place)).map(([, path]) => path);
    this.#changes.value = { folderName: folder.name, fresh, changed, gone };
    return (
      `Rescan of ${folder.name} finished: ${fresh.length} new, ${changed.length} changed, ${gone.length} gone, ` +
      `${found.size} as they were`
    );
  }
}

/**
 * Where files of the data set lay in a folder: where their handles say, as they may have been reconnected under other names, else
 * by their paths. Answers their paths in the data set by those places.
 */
async function placesIn(
  folder: FileSystemDirectoryHandle,
  files: readonly (readonly [audioId: string, path: string])[],
): Promise<ReadonlyMap<string, string>> {
  const handled = new Set(await listHandles());
  const places = new Map<string, string>();
  for (const [audioId, path] of files) {
    const handle = handled.has(audioId) ? await loadHandle(audioId) : null;
    const names = handle === null ? null : await folder.resolve(handle);
    const place = names === null ? path : [folder.name, ...names].join('/');
    if (place.startsWith(`${folder.name}/`)) places.set(place, path);
  }
  return places;
}
