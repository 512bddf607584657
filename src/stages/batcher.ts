/** How long items are collected from one flush to the next. */
const COLLECT_MS = 200;

/**
 * Collects items that are ready one by one and stores them together: a transaction costs the same for one row as for two
 * hundred. The first is stored at once. One flush runs at a time; what arrives meanwhile and shortly after waits for the
 * next, and once nothing more will come nothing waits.
 */
export class Batcher<T> {
  readonly #flush: (items: readonly T[]) => Promise<void>;
  #pending: T[] = [];
  #running: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;
  #collected: Promise<void> = Promise.resolve();
  #hurry: () => void = () => undefined;
  readonly #hurried: Promise<void>;

  constructor(flush: (items: readonly T[]) => Promise<void>) {
    this.#flush = flush;
    this.#hurried = new Promise((resolve) => (this.#hurry = resolve));
  }

  /** Hands an item over. Throws what an earlier flush failed with. */
  add(item: T): void {
    if (this.#failure !== null) throw this.#failure.error;
    this.#pending.push(item);
    this.#running ??= this.#drain();
  }

  /** Nothing more will come: resolves when everything is stored, rejects with what a flush failed with. */
  async settled(): Promise<void> {
    this.#hurry();
    await this.#running;
    if (this.#failure !== null) throw this.#failure.error;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        await Promise.race([this.#hurried, this.#collected]);
        this.#collected = new Promise((resolve) => setTimeout(resolve, COLLECT_MS));
        const items = this.#pending;
        this.#pending = [];
        await this.#flush(items);
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#running = null;
    }
  }
}
