/** What a compute worker is told before its first call. */
export interface KernelMessage {
  readonly kernel: object;
}

let kernel: object | null = null;

/**
 * Compiles the kernel for all compute workers to come. WebKit compiles one thing after the other: what a worker compiles by itself waits
 * for half a minute behind the functions of the database's engine, which it makes faster as they are used.
 */
export async function shareKernel(): Promise<void> {
  const response = await fetch(new URL('../../ml/kernel/kernel.wasm', import.meta.url));
  kernel = await WebAssembly.compile(await response.arrayBuffer());
}

/** Gives a new worker the kernel, where it is compiled by now; else the worker compiles it. */
export function giveKernel(worker: Worker): void {
  if (kernel !== null) worker.postMessage({ kernel } satisfies KernelMessage);
}

export function isKernelMessage(data: unknown): data is KernelMessage {
  return typeof data === 'object' && data !== null && 'kernel' in data;
}
