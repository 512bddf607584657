/**
 * Whoever waits for a portion, to stop or to see progress, waits no longer than about this. The largest portion takes less than a
 * second; where a COMMIT alone took half of one, portions that had to fit into a second made a search of 100,000 files take
 * three minutes.
 */
const PORTION_MS = 3000;
const FEWEST = 256;
/** More are handed to another thread in too long a piece of this one. */
const MOST = 4096;

/**
 * Works through items some at a time: as many as took about three seconds the time before. A transaction on a large table costs the same
 * for one row as for a thousand.
 */
export class FittingPortions {
  readonly #limit: number;
  #most = FEWEST;

  /** @param limit the most that a portion has */
  constructor(limit = MOST) {
    this.#limit = limit;
  }

  /**
   * @param work is given the items in order
   * @param mayGoOn is asked before each portion, and may take its time; false ends the rest
   */
  async each<T>(
    items: readonly T[],
    work: (portion: readonly T[]) => Promise<void>,
    mayGoOn: () => Promise<boolean> = async () => Promise.resolve(true),
  ): Promise<void> {
    for (let from = 0; from < items.length && (await mayGoOn());) {
      const portion = items.slice(from, from + this.#most);
      const beganMs = performance.now();
      await work(portion);
      const fitting = (portion.length * PORTION_MS) / Math.max(1, performance.now() - beganMs);
      this.#most = Math.max(FEWEST, Math.min(2 * this.#most, Math.floor(fitting), this.#limit));
      from += portion.length;
    }
  }
}
