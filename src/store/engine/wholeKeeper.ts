import { AppError } from '../../domain/errors.ts';
import type { KeptAside, Unkept } from '../../domain/storage.ts';
import type { WholeImage } from '../files/wholeImage.ts';
import type { Database } from './database.ts';
import { storeError } from './storeFailure.ts';

export interface WholePolicy {
  /** A larger file is not kept after each step … */
  readonly largeBytes: number;
  /** … but at most so often. */
  readonly everyMs: number;
}

export const DEFAULT_WHOLE_POLICY: WholePolicy = { largeBytes: 50 << 20, everyMs: 30_000 };

const ASIDE_NAME = 'training.damaged.duckdb';

/**
 * Keeps the file of a database that lives in memory, as a whole, after each step [S14]: a step of a small one is acknowledged when
 * the file is kept. Of a large one, and where keeping it fails, it tells how many steps are not.
 */
export class WholeKeeper {
  readonly #image: WholeImage;
  readonly #policy: WholePolicy;
  readonly #tell: (unkept: Unkept) => void;
  #bytes = 0;
  #steps = 0;
  #lostSteps = 0;
  #keptAtMs = -Infinity;
  /** Whether the last that was told is that something is not kept. */
  #isBehind = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(image: WholeImage, policy: WholePolicy, tell: (unkept: Unkept) => void) {
    this.#image = image;
    this.#policy = policy;
    this.#tell = tell;
  }

  /** The file's size when it was last read or kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What was kept last; null for nothing. */
  async read(): Promise<Uint8Array | null> {
    const bytes = await this.#image.read();
    this.#bytes = bytes?.length ?? 0;
    return bytes;
  }

  /** The engine has ended and started anew with what was kept: steps that were not are gone. */
  restarted(): void {
    this.#lostSteps += this.#steps;
    this.#steps = 0;
  }

  /** After a step. Rejects where the engine has lost it before it was kept. */
  async noteWrite(database: Database): Promise<void> {
    if (this.#lostSteps > 0) this.#report(this.#takeLost().message);
    this.#steps += 1;
    if (this.#bytes <= this.#policy.largeBytes) return this.keep(database);
    const waitMs = this.#keptAtMs + this.#policy.everyMs - performance.now();
    this.#timer ??= setTimeout(() => this.#keepLate(database), Math.max(0, waitMs));
    this.#report(null);
  }

  /** Keeps what has not been, one time after the other; who asks while one is under way shares the next. */
  async keep(database: Database): Promise<void> {
    this.#next ??= this.#keepAfter(this.#running, database);
    const next = this.#next;
    this.#running = next.catch(() => undefined);
    return next;
  }

  /** Removes all that is kept, together with what is not. */
  async remove(): Promise<void> {
    this.stop();
    await this.#image.remove();
    this.#steps = 0;
    this.#bytes = 0;
    this.#report(null);
  }

  /** Forgets a keeping that is due. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async listAside(): Promise<KeptAside[]> {
    const bytes = await this.#image.asideBytes();
    return bytes === null ? [] : [{ name: ASIDE_NAME, bytes }];
  }

  async aside(): Promise<File | null> {
    const bytes = await this.#image.readAside();
    return bytes === null ? null : new File([bytes], ASIDE_NAME);
  }

  #keepLate(database: Database): void {
    this.#timer = null;
    this.keep(database).catch((error: unknown) => this.#report(storeError(error, 'import').message));
  }

  async #keepAfter(running: Promise<void>, database: Database): Promise<void> {
    await running;
    this.#next = null;
    await this.#keep(database);
  }

  /** Rejects where steps were lost. One that could not be kept is in the data set all the same, and is tried again with the next. */
  async #keep(database: Database): Promise<void> {
    await database.run('import', async (session) => {
      const bytes = this.#steps === 0 ? null : await session.image();
      if (bytes === null) return;
      this.#keptAtMs = performance.now();
      this.#bytes = bytes.length;
      const steps = this.#steps;
      try {
        await this.#image.write(bytes);
        this.#steps -= steps;
        this.#report(null);
      } catch (error) {
        this.#report(storeError(error, 'import').message);
      }
    });
    if (this.#lostSteps > 0) throw this.#takeLost();
  }

  #takeLost(): AppError {
    const lost = lostSteps(this.#lostSteps);
    this.#lostSteps = 0;
    return lost;
  }

  #report(failure: string | null): void {
    if (failure === null && this.#steps === 0 && !this.#isBehind) return;
    this.#isBehind = failure !== null || this.#steps > 0;
    this.#tell({ steps: this.#steps, failure });
  }
}

function lostSteps(count: number): AppError {
  return new AppError({
    code: 'storage-unavailable',
    stage: 'import',
    subject: null,
    message:
      `The database stopped before its last ${count === 1 ? 'step was' : `${count} steps were`} kept, so what was done last ` +
      'is gone; everything before it is there. Do it again.',
  });
}
