/** Buffers handed over instead of copied, and callbacks that a worker may call; comlink stays inside this folder. */
export { proxy, transfer } from 'comlink';

/** The buffers of samples, to be handed over with what holds them. */
export function buffersOf(samples: readonly Float32Array<ArrayBuffer>[]): ArrayBuffer[] {
  return samples.map(({ buffer }) => buffer);
}
