import { AppError } from '../../domain/errors.ts';
import { IN_MEMORY, type UnpackingRoom } from '../../hub/bytes/unpackingRoom.ts';
import { createCopyIfRoom, openStaged, removeStaged, type StagedCopyWriter } from '../../store/files/stagedAudio.ts';

/** Smaller sounds are not worth a file. */
const SMALLEST_FILE_BYTES = 256 * 1024;

/**
 * Unpacks sounds, and writes large tables, into private files of the browser: in memory, those of a few seconds of unpacking would be
 * as much as the archive is large, as nobody collects what no script holds any more. What is left here when the worker ends is swept like any staged copy.
 */
export class RoomOnDisk implements UnpackingRoom {
  readonly #names = new Map<Blob, string>();

  async hold(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>, sizeBytes: number): Promise<Blob> {
    // Where no file can be made, for whatever reason, memory does; where the disk is full, what is stored next is refused in words.
    const copy = sizeBytes < SMALLEST_FILE_BYTES ? null : await createCopyIfRoom(sizeBytes).catch(() => null);
    if (copy === null) return IN_MEMORY.hold(chunks, sizeBytes);
    // What the disk took no more; null while it takes all.
    let rest: Uint8Array<ArrayBuffer>[] | null = null;
    let written = 0;
    try {
      for await (const chunk of chunks) {
        if (rest === null && wasWritten(copy, chunk)) written += chunk.length;
        else (rest ??= []).push(chunk.slice());
      }
    } catch (error) {
      await copy.discard();
      throw error;
    }
    copy.finish();
    const file = await openStaged(copy.name);
    if (file !== null && rest === null) {
      this.#names.set(file, copy.name);
      return file;
    }
    const begun = await file?.slice(0, written).arrayBuffer();
    await removeStaged([copy.name]);
    return new Blob([begun ?? '', ...(rest ?? [])]);
  }

  /** Whether a sound lies here, and so only for a while. */
  holds(sound: Blob): boolean {
    return this.#names.has(sound);
  }

  async release(sound: Blob): Promise<void> {
    const name = this.#names.get(sound);
    if (name === undefined) return;
    this.#names.delete(sound);
    await removeStaged([name]);
  }

  /** Lets go of all. */
  async clear(): Promise<void> {
    const names = [...this.#names.values()];
    this.#names.clear();
    await removeStaged(names);
  }
}

function wasWritten(copy: StagedCopyWriter, chunk: Uint8Array): boolean {
  try {
    copy.write(chunk);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'storage-full') return false;
    throw error;
  }
}
