/** How long items are collected from the beginning of one flush to the next, at least and at most. */
const COLLECT_MS = 200;
const COLLECT_AT_MOST_MS = 1000;
/** The most where items come by themselves, however few are stored: a flush on a large table then costs less of the whole. */
export const COLLECT_LONGER_MS = 3000;
/** Within these bounds: so many times as long as the flush took, which leaves the cores to the work. */
const COLLECT_PER_FLUSH = 4;

interface BatcherOptions<T> {
  /** How many items come in quick succession, where that is known: of several the first waits for others. */
  readonly expected?: number;
  /** Short where no more come until some are stored. */
  readonly collectAtMostMs?: number;
  /** Told once of what a flush failed with, those that came meanwhile as well: nothing becomes of them. */
  readonly onLost?: (items: readonly T[], error: unknown) => void;
}

/**
 * Collects items that are ready one by one and stores them together: a transaction costs the same for one row as for two
 * hundred. The first is stored at once, unless more are expected soon. One flush runs at a time; what arrives meanwhile and
 * shortly after waits for the next, and once nothing more will come nothing waits.
 */
export class Batcher<T> {
  readonly #flush: (items: readonly T[]) => Promise<void>;
  readonly #onLost: (items: readonly T[], error: unknown) => void;
  readonly #collectAtMostMs: number;
  #pending: T[] = [];
  #running: Promise<void> | null = null;
  #failure: { readonly error: unknown } | null = null;
  #collectUntilMs = 0;
  #hurry: () => void = () => undefined;
  readonly #hurried: Promise<void>;

  constructor(
    flush: (items: readonly T[]) => Promise<void>,
    { expected = 1, collectAtMostMs = COLLECT_AT_MOST_MS, onLost = () => undefined }: BatcherOptions<T> = {},
  ) {
    this.#flush = flush;
    this.#onLost = onLost;
    this.#collectAtMostMs = collectAtMostMs;
    if (expected > 1) this.#collectUntilMs = performance.now() + COLLECT_MS;
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
    let items: T[] = [];
    try {
      while (this.#pending.length > 0) {
        await this.#collected();
        items = this.#pending;
        this.#pending = [];
        const beganMs = performance.now();
        await this.#flush(items);
        const tookMs = performance.now() - beganMs;
        this.#collectUntilMs =
          beganMs + Math.min(Math.max(COLLECT_MS, COLLECT_PER_FLUSH * tookMs), this.#collectAtMostMs);
      }
    } catch (error) {
      this.#failure = { error };
      this.#onLost([...items, ...this.#pending.splice(0)], error);
    } finally {
      this.#running = null;
    }
  }

  /** Resolves when the next flush is due. */
  async #collected(): Promise<void> {
    const waitMs = this.#collectUntilMs - performance.now();
    if (waitMs <= 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const due = new Promise<void>((resolve) => (timer = setTimeout(resolve, waitMs)));
    await Promise.race([this.#hurried, due]);
    clearTimeout(timer);
  }
}
