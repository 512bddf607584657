/**
 * Collects items that are ready one by one and stores them together: a transaction costs the same for one row as for two
 * hundred. One flush runs at a time; what arrives meanwhile waits for the next.
 */
export class Batcher<T> {
  readonly #flush: (items: readonly T[]) => Promise<void>;
  #pending: T[] = [];
  #running: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(flush: (items: readonly T[]) => Promise<void>) {
    this.#flush = flush;
  }

  /** Hands an item over. Throws what an earlier flush failed with. */
  add(item: T): void {
    if (this.#failure !== null) throw this.#failure.error;
    this.#pending.push(item);
    this.#running ??= this.#drain();
  }

  /** Resolves when everything is stored; rejects with what a flush failed with. */
  async settled(): Promise<void> {
    await this.#running;
    if (this.#failure !== null) throw this.#failure.error;
  }

  async #drain(): Promise<void> {
    try {
      // One turn of the event loop lets everything that is ready now come along.
      await new Promise((resolve) => setTimeout(resolve, 0));
      while (this.#pending.length > 0) {
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
