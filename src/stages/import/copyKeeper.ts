import { toErrorFields } from '../../domain/errors.ts';
import type { KeptCopy } from '../../domain/storage.ts';
import { noteSoundUse, soundUses } from '../../store/files/soundUses.ts';
import type { Tools } from '../tools.ts';
import { planRoom, roomBytes } from './roomForCopies.ts';
import { formatShort } from '../../domain/numberText.ts';

export type CopyKeeperTools = Pick<Tools, 'store' | 'pool' | 'sources' | 'settings'>;

/**
 * Puts copies of audio into the room that there is for them [S12]. What was opened in this visit stays, as a job may read it, and
 * so does what was put here: an import that is larger than the room keeps its beginning, not its end.
 */
export class CopyKeeper {
  readonly #deps: CopyKeeperTools;
  readonly #limitBytes: number;
  readonly #uses: ReadonlyMap<string, number>;
  readonly #own = new Set<string>();
  #copies: KeptCopy[];
  #madeRoom = 0;
  #beyond = 0;
  #absent = 0;
  #isDiskFull = false;

  private constructor(
    deps: CopyKeeperTools,
    limitBytes: number,
    copies: readonly KeptCopy[],
    uses: ReadonlyMap<string, number>,
  ) {
    this.#deps = deps;
    this.#limitBytes = limitBytes;
    this.#copies = [...copies];
    this.#uses = uses;
  }

  /** The keeper as it is; copies that are beyond the room by now go. Null where nothing is kept: the user wants none, or the browser keeps none. */
  static async open(deps: CopyKeeperTools): Promise<CopyKeeper | null> {
    const { store, settings } = deps;
    if (!settings.keepCopies.peek()) return null;
    const { mode, quotaBytes } = await store.status();
    if (mode !== 'opfs') return null;
    const limitBytes = roomBytes(settings.roomForCopiesGb.peek(), quotaBytes);
    const keeper = new CopyKeeper(deps, limitBytes, await store.listCopies(), await soundUses());
    await keeper.#makeRoom(0);
    return keeper;
  }

  /**
   * Keeps a copy where it finds room, and answers whether there is one. What cannot be kept is counted and no error. Rejects when
   * stopped.
   */
  async put(audioId: string, file: Blob | null, stop: AbortSignal): Promise<boolean> {
    const { pool } = this.#deps;
    if (this.#copies.some((copy) => copy.audioId === audioId)) return true;
    if (file === null) {
      this.#absent += 1;
      return false;
    }
    if (this.#isDiskFull || !(await this.#makeRoom(file.size))) {
      this.#beyond += 1;
      return false;
    }
    try {
      await pool.run(async (worker) => worker.keepCopy(file, audioId, false), { signal: stop });
    } catch (error) {
      const { code } = toErrorFields(error, { stage: 'import' });
      if (code === 'storage-full') {
        this.#isDiskFull = true;
        this.#beyond += 1;
      } else if (code === 'file-gone') this.#absent += 1;
      else throw error;
      return false;
    }
    this.#own.add(audioId);
    this.#copies.push({ audioId, bytes: file.size, byHand: false });
    await noteSoundUse(audioId);
    return true;
  }

  /** Tells what is kept now: in between, and at the end, also after a stop. */
  async tell(): Promise<void> {
    await this.#deps.store.noteKept(this.#copies.filter(({ audioId }) => this.#own.has(audioId)));
  }

  /** What the log says of it: one plain line. */
  summary(): string {
    const where = this.#isDiskFull ? 'on the disk' : `in the room for copies (${gigabytes(this.#limitBytes)})`;
    return [
      `Copies of audio finished: ${this.#own.size} kept, ${this.#absent} not at hand`,
      ...(this.#madeRoom > 0 ? [`${this.#madeRoom} of sounds unused for longest made room`] : []),
      ...(this.#beyond > 0 ? [`${this.#beyond} did not fit ${where}`] : []),
    ].join(', ');
  }

  async #makeRoom(neededBytes: number): Promise<boolean> {
    const { sources } = this.#deps;
    const isHeld = (audioId: string) => this.#own.has(audioId) || sources.isHeld(audioId);
    const { dropped, fits } = planRoom(this.#copies, neededBytes, this.#limitBytes, this.#uses, isHeld);
    // Nothing goes for a sound that finds no room all the same.
    if (dropped.length === 0 || (!fits && neededBytes > 0)) return fits;
    await sources.giveUp(dropped.map(({ audioId }) => audioId));
    this.#madeRoom += dropped.length;
    this.#copies = this.#copies.filter((copy) => !dropped.includes(copy));
    return fits;
  }
}

function gigabytes(bytes: number): string {
  return `${formatShort(bytes / 1e9, 2)} GB`;
}
