let drain: MessagePort | null = null;

/**
 * Gives a buffer's memory back at once; the buffer is empty from then on. What is left to garbage collection stays for a
 * hundred megabytes or more: the memory goes along with a message to a port that nobody holds.
 */
export function release(buffer: ArrayBuffer): void {
  if (drain === null) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    drain = port1;
  }
  drain.postMessage(null, [buffer]);
}

/** The same of all samples' buffers, of which some may have been given away. */
export function releaseSamples(samples: readonly Float32Array<ArrayBuffer>[]): void {
  for (const { buffer } of samples) if (buffer.byteLength > 0) release(buffer);
}

/** The same of numbers that nobody needs any more. */
export function releaseNumbers(all: readonly (Float64Array | Uint32Array)[]): void {
  for (const { buffer } of all) if (buffer instanceof ArrayBuffer && buffer.byteLength > 0) release(buffer);
}
