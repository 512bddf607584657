/** Lets work of a known size run at once only as far as all of it together fits; what is larger than that runs alone. */
export class ByteBudget {
  readonly #totalBytes: number;
  readonly #waiting: { readonly bytes: number; readonly wake: () => void }[] = [];
  #usedBytes = 0;

  constructor(totalBytes: number) {
    this.#totalBytes = totalBytes;
  }

  /** Runs `work` when there is room for it, in the order of the calls: none passes a larger one that waits. */
  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const claimed = Math.min(bytes, this.#totalBytes);
    await new Promise<void>((wake) => {
      this.#waiting.push({ bytes: claimed, wake });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#usedBytes -= claimed;
      this.#admit();
    }
  }

  #admit(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined || this.#usedBytes + next.bytes > this.#totalBytes) return;
      this.#waiting.shift();
      this.#usedBytes += next.bytes;
      next.wake();
    }
  }
}
