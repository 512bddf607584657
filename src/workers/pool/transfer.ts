import { transfer } from 'comlink';

/** Buffers handed over instead of copied, and callbacks that a worker may call; comlink stays inside this folder. */
export { proxy, transfer } from 'comlink';

/**
 * A copy of numbers to be handed over, as others still need them. What a message itself copies stays in memory on its way, for as
 * long as its receiver collects nothing.
 */
export function ownCopy(values: Float64Array): Float64Array<ArrayBuffer> {
  const copy = values.slice();
  return transfer(copy, [copy.buffer]);
}

/** The same of several. */
export function ownCopies(lists: readonly Float64Array[]): readonly Float64Array<ArrayBuffer>[] {
  const copies = lists.map((values) => values.slice());
  return transfer(
    copies,
    copies.map(({ buffer }) => buffer),
  );
}

/** The buffers of samples, to be handed over with what holds them. */
export function buffersOf(samples: readonly Float32Array<ArrayBuffer>[]): ArrayBuffer[] {
  return samples.map(({ buffer }) => buffer);
}
