import { effect, untracked, type ReadonlySignal } from '@preact/signals-core';

/** Runs when a signal has another value than before, for as long as the page lives. */
export function whenChanged<T>(watched: ReadonlySignal<T>, run: () => void): void {
  let known = watched.peek();
  effect(() => {
    const { value } = watched;
    if (value === known) return;
    known = value;
    untracked(run);
  });
}
