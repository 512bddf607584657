import { effect, signal, type ReadonlySignal } from '@preact/signals-core';

/**
 * A signal that follows another at most once in `everyMs`, so that what changes with every trial is not drawn with every
 * trial. The last value always comes through, and an urgent one at once. `release` lets go of the other signal.
 */
export function throttled<T>(
  source: ReadonlySignal<T>,
  everyMs: number,
  isUrgent: (value: T) => boolean,
): { readonly value: ReadonlySignal<T>; readonly release: () => void } {
  const value = signal(source.peek());
  let timer: ReturnType<typeof setTimeout> | null = null;
  let followedAtMs = -Infinity;
  const follow = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    followedAtMs = performance.now();
    value.value = source.peek();
  };
  const dispose = effect(() => {
    const urgent = isUrgent(source.value);
    const waitMs = followedAtMs + everyMs - performance.now();
    if (urgent || waitMs <= 0) follow();
    else timer ??= setTimeout(follow, waitMs);
  });
  const release = () => {
    dispose();
    if (timer !== null) clearTimeout(timer);
  };
  return { value, release };
}
