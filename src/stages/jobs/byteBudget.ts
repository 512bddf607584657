/** Lets work of a known size run at once only as far as all of it together fits; what is larger than that runs alone. */
export class ByteBudget {
  readonly #totalBytes: number;
  readonly #waiting: (() => void)[] = [];
  #usedBytes = 0;

  constructor(totalBytes: number) {
    this.#totalBytes = totalBytes;
  }

  /** Runs `work` when there is room for it, in the order of the calls. */
  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const claimed = Math.min(bytes, this.#totalBytes);
    while (this.#usedBytes + claimed > this.#totalBytes) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#usedBytes += claimed;
    try {
      return await work();
    } finally {
      this.#usedBytes -= claimed;
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }
}
