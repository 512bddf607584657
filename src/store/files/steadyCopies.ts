import { release } from '../../audio/bytes/release.ts';
import { AppError } from '../../domain/errors.ts';
import { LARGE_FILE_BYTES } from './opfsFiles.ts';
import { createCopyIfRoom, openStaged, removeStaged } from './stagedAudio.ts';

const CHUNK_BYTES = 4 << 20;
/** By then whoever was given a copy has read it. */
const READ_WITHIN_MS = 10 * 60_000;
/** A timer may be a little early. */
const LATER_MS = 1000;

interface GivenCopy {
  readonly name: string;
  readonly version: string | null;
  readonly untilMs: number;
}

/**
 * Copies of a file that stay as they are whatever is written to it. A large one lies in the staging folder, where there is room, for a time,
 * as nothing tells when it has been read; others lie in memory. For workers only.
 */
export class SteadyCopies {
  /** Those that may still be read; what earlier visits left is swept with the folder. */
  #given: readonly GivenCopy[] = [];

  /**
   * @param version of what the file holds: what was copied of the same one is given again; null for a copy in any case
   * @param withinMs so long it can be read; a copy that is given again as long as either says
   */
  async of(source: Blob, version: string | null = null, withinMs = READ_WITHIN_MS): Promise<Blob> {
    await this.#removeOld();
    return (source.size < LARGE_FILE_BYTES ? null : await this.#onDisk(source, version, withinMs)) ?? inMemory(source);
  }

  async #removeOld(): Promise<void> {
    const isOld = ({ untilMs }: GivenCopy) => performance.now() >= untilMs;
    const old = this.#given.filter(isOld);
    this.#given = this.#given.filter((copy) => !isOld(copy));
    await removeStaged(old.map(({ name }) => name));
  }

  async #onDisk(source: Blob, version: string | null, withinMs: number): Promise<Blob | null> {
    const same = version === null ? undefined : this.#given.find((copy) => copy.version === version);
    const copy = same === undefined ? null : await openStaged(same.name);
    const name = same !== undefined && copy?.size === source.size ? same.name : await copyToDisk(source);
    if (name === null) return null;
    const untilMs = Math.max(performance.now() + withinMs, same?.untilMs ?? 0);
    this.#given = [...this.#given.filter((one) => one.name !== name), { name, version, untilMs }];
    setTimeout(() => void this.#removeOld().catch(() => undefined), withinMs + LATER_MS);
    return openStaged(name);
  }
}

async function inMemory(source: Blob): Promise<Blob> {
  return new Blob([await source.arrayBuffer()]);
}

/** The name of the copy; null where there is no room. */
async function copyToDisk(source: Blob): Promise<string | null> {
  const writer = await createCopyIfRoom(source.size);
  if (writer === null) return null;
  try {
    for (let at = 0; at < source.size; at += CHUNK_BYTES) {
      const chunk = await source.slice(at, at + CHUNK_BYTES).arrayBuffer();
      writer.write(new Uint8Array(chunk));
      release(chunk);
    }
    writer.finish();
    return writer.name;
  } catch (error) {
    await writer.discard();
    if (error instanceof AppError && error.code === 'storage-full') return null;
    throw error;
  }
}
