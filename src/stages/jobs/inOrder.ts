/**
 * Passes on what parallel lanes finish in the order in which the items came: item 3 waits until 0, 1 and 2 are known.
 * Without it, which of two files of the same bytes counts as the first would be a race.
 */
export class InOrder<T> {
  readonly #emit: (item: T) => void;
  readonly #waiting = new Map<number, T | null>();
  #next = 0;

  constructor(emit: (item: T) => void) {
    this.#emit = emit;
  }

  /** The outcome of item `index` (from 0): what to pass on, or null where there is nothing. */
  settle(index: number, item: T | null): void {
    this.#waiting.set(index, item);
    for (let ready = this.#waiting.get(this.#next); ready !== undefined; ready = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next);
      this.#next += 1;
      if (ready !== null) this.#emit(ready);
    }
  }

  /** No more will settle: passes on what still waits, in order. */
  finish(): void {
    const rest = [...this.#waiting].toSorted(([a], [b]) => a - b);
    this.#waiting.clear();
    for (const [, item] of rest) {
      if (item !== null) this.#emit(item);
    }
  }
}
