import { promisifyRequest, type UseStore } from 'idb-keyval';
import * as v from 'valibot';
import { projectName } from '../appScope.ts';
import { randomName } from '../engine/randomName.ts';
import { recordStore } from '../recordStore.ts';
import { DATABASE_FILE, NEW_DATABASE_FILE, type OpfsFiles } from './opfsFiles.ts';

/** Below what browsers take as one value. */
const PIECE_BYTES = 16 << 20;
const LATEST = 'latest';
const ASIDE = 'aside';

const Image = v.object({ name: v.string(), pieces: v.number(), bytes: v.number() });

/** An image whose pieces lie in the same store, by its name. */
type Image = v.InferOutput<typeof Image>;

/**
 * The database's file as a whole in IndexedDB, for browsers that have no synchronous file handles [S14]. Whatever changes it is one
 * transaction: there is the image of before, or the new one.
 */
export class WholeImage {
  readonly #store: UseStore = recordStore(projectName('image'), 'image');
  /** Which one this page has read or written last: who finds another one there does not replace it. */
  #latest: string | null = null;

  /** The image kept last; null for none. Rejects where the browser has no IndexedDB, or where pieces are missing. */
  async read(): Promise<Uint8Array<ArrayBuffer> | null> {
    const image = await this.#read(LATEST);
    this.#latest = image?.name ?? null;
    return image === null ? null : joined(image);
  }

  /** Puts an image in the place of the last. Rejects with a `NoModificationAllowedError` where another tab has done so since. */
  async write(bytes: Uint8Array): Promise<void> {
    const name = randomName();
    const pieces = Math.ceil(bytes.length / PIECE_BYTES);
    await this.#exchange((store) => {
      for (let piece = 0; piece < pieces; piece += 1) {
        store.put(bytes.slice(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES), pieceKey(name, piece));
      }
      store.put({ name, pieces, bytes: bytes.length } satisfies Image, LATEST);
    });
    this.#latest = name;
  }

  /** Removes the image, and the one kept aside too. */
  async remove(): Promise<void> {
    await this.#exchange((store) => store.clear());
    this.#latest = null;
  }

  /** Keeps the image aside, in the place of one that was before. */
  async setAside(): Promise<void> {
    await this.#store('readwrite', async (store) => {
      const latest = parsed(await promisifyRequest<unknown>(store.get(LATEST)));
      const former = parsed(await promisifyRequest<unknown>(store.get(ASIDE)));
      if (latest === null) return;
      if (former !== null) store.delete(piecesOf(former.name));
      store.put(latest, ASIDE);
      store.delete(LATEST);
      await promisifyRequest(store.transaction);
    });
    this.#latest = null;
  }

  /** The size of what is kept aside; null for nothing. */
  async asideBytes(): Promise<number | null> {
    return this.#store('readonly', async (store) => parsed(await promisifyRequest(store.get(ASIDE)))?.bytes ?? null);
  }

  async readAside(): Promise<Uint8Array<ArrayBuffer> | null> {
    const image = await this.#read(ASIDE);
    return image === null ? null : joined(image);
  }

  /** Removes the pieces of the last image and does `change`, in one transaction. */
  async #exchange(change: (store: IDBObjectStore) => void): Promise<void> {
    await this.#store('readwrite', async (store) => {
      const former = parsed(await promisifyRequest<unknown>(store.get(LATEST)));
      if ((former?.name ?? null) !== this.#latest) {
        throw new DOMException('another tab has kept its data set since', 'NoModificationAllowedError');
      }
      if (former !== null) store.delete(piecesOf(former.name));
      change(store);
      await promisifyRequest(store.transaction);
    });
  }

  async #read(key: string): Promise<ReadImage | null> {
    return this.#store('readonly', async (store) => {
      const image = parsed(await promisifyRequest<unknown>(store.get(key)));
      if (image === null) return null;
      return { ...image, parts: await promisifyRequest<unknown[]>(store.getAll(piecesOf(image.name))) };
    });
  }
}

/** Puts an image that an earlier version of the browser left into the place of the database: it has files now. */
export async function takeOverImage(files: OpfsFiles): Promise<void> {
  const image = new WholeImage();
  const bytes = await image.read().catch(() => null);
  if (bytes === null) return;
  await files.write(NEW_DATABASE_FILE, new Blob([bytes]));
  await files.rename(NEW_DATABASE_FILE, DATABASE_FILE);
  await image.remove();
}

interface ReadImage extends Image {
  readonly parts: readonly unknown[];
}

function joined({ parts, pieces, bytes }: ReadImage): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes);
  if (parts.length !== pieces) throw new Error('failed to load: the kept database lacks pieces');
  for (const [piece, part] of parts.entries()) {
    if (part instanceof Uint8Array) whole.set(part, piece * PIECE_BYTES);
  }
  return whole;
}

const pieceKey = (name: string, piece: number): IDBValidKey => [name, piece];
const piecesOf = (name: string): IDBKeyRange => IDBKeyRange.bound([name], [name, []]);

function parsed(record: unknown): Image | null {
  const result = v.safeParse(Image, record);
  return result.success ? result.output : null;
}
