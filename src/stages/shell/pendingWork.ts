import { computed, signal, type ReadonlySignal } from '@preact/signals-core';

/** Whether any of several works that may overlap is under way. */
export class PendingWork {
  readonly #count = signal(0);
  readonly isPending: ReadonlySignal<boolean> = computed(() => this.#count.value > 0);

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#count.value += 1;
    try {
      return await work();
    } finally {
      this.#count.value -= 1;
    }
  }
}
