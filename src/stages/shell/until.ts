import { effect } from '@preact/signals-core';

/** Resolves as soon as a condition over signals holds. */
export async function until(holds: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const dispose = effect(() => {
      if (!holds()) return;
      queueMicrotask(() => dispose());
      resolve();
    });
  });
}
