import { readDatabaseHeader } from '../engine/databaseHeader.ts';
import type { OpeningOptions } from '../engine/opening.ts';
import { inspectIncoming, type IncomingContents } from './incomingDatabase.ts';

/** A file as it was at a time. */
interface Looked {
  readonly file: File;
  readonly generation: bigint;
  readonly contents: IncomingContents;
}

/**
 * Looks at files in an instance of its own, and remembers the last for whoever takes it in next: starting another one to find the same
 * took half of a merge in Chromium, and longer elsewhere.
 */
export class Inspections {
  readonly #options: OpeningOptions;
  #last: Looked | null = null;

  constructor(options: OpeningOptions) {
    this.#options = options;
  }

  /** Looks at a file that is going to be offered. */
  async offer(file: Blob): Promise<IncomingContents> {
    this.#last = null;
    const generation = await generationOf(file);
    const contents = await inspectIncoming(file, this.#options);
    if (file instanceof File && generation !== null) this.#last = { file, generation, contents };
    return contents;
  }

  /** What is known of a file that is taken in; where it is not the one that was offered last, or has changed since, looks at it. */
  async take(file: Blob): Promise<IncomingContents> {
    const last = this.#last;
    this.#last = null;
    const isKnown =
      last !== null &&
      file instanceof File &&
      file.name === last.file.name &&
      file.size === last.file.size &&
      file.lastModified === last.file.lastModified &&
      (await generationOf(file)) === last.generation;
    return isKnown ? last.contents : inspectIncoming(file, this.#options);
  }
}

/** Goes up with every checkpoint; null where the file cannot be read or is no database, which looking at it tells. */
async function generationOf(file: Blob): Promise<bigint | null> {
  const header = await readDatabaseHeader(file).catch(() => null);
  return header?.generation ?? null;
}
