import { OpfsFiles, UNDO_FOLDER, undoImagePath } from '../files/opfsFiles.ts';
import { wholeDatabase } from '../files/wholeDatabase.ts';
import { PoisonedError } from '../engine/storeFailure.ts';

/** Where the rows lie that steps can bring back: small database files beside the data set, one a step. */
export interface UndoImages {
  /** Bytes of each image, by its name. */
  sizes(): Promise<ReadonlyMap<string, number>>;
  file(name: string): Promise<Blob | null>;
  /** Where the engine can write one by itself; null where they lie in memory. */
  path(name: string): string | null;
  /** On the disk when it resolves. */
  write(name: string, image: Blob | Uint8Array<ArrayBuffer>): Promise<void>;
  /** That it is not there is fine. */
  remove(name: string): Promise<void>;
}

/** Images in a folder of the project's, which is made with the first one. */
export function opfsImages(project: FileSystemDirectoryHandle): UndoImages {
  const folder = async (create: boolean): Promise<OpfsFiles | null> => {
    try {
      return new OpfsFiles(await project.getDirectoryHandle(UNDO_FOLDER, { create }));
    } catch (error) {
      if (!create && error instanceof DOMException && error.name === 'NotFoundError') return null;
      throw error;
    }
  };
  return {
    sizes: async () => {
      const files = await folder(false);
      const names = (await files?.names()) ?? [];
      return new Map(await Promise.all(names.map(async (name) => [name, (await files?.size(name)) ?? 0] as const)));
    },
    file: async (name) => (await folder(false))?.file(name) ?? null,
    path: undoImagePath,
    write: async (name, image) => (await folder(true))?.write(name, image),
    remove: async (name) => (await folder(false))?.remove(name),
  };
}

/** Images that are gone with the page, for a database that is too. */
export function memoryImages(): UndoImages {
  const images = new Map<string, Blob>();
  return {
    sizes: async () => new Map([...images].map(([name, { size }]) => [name, size])),
    file: async (name) => images.get(name) ?? null,
    path: () => null,
    write: async (name, image) => void images.set(name, new Blob([image])),
    remove: async (name) => void images.delete(name),
  };
}

/** The database file as it is: the image of everything. */
export async function imageOfAll(files: OpfsFiles): Promise<Blob> {
  const whole = await wholeDatabase(files);
  if (whole === null) throw new PoisonedError('the database file is gone');
  return whole;
}
