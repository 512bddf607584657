import simdWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

let tensors: WebAssembly.Module | null = null;

/**
 * Compiles what networks are trained by, for all compute workers. WebKit compiles one thing after the other, in the order of asking: before
 * the database's engine it takes no time, and later it waits for each function of the engine that is being made faster.
 */
export async function shareTensors(): Promise<void> {
  const response = await fetch(simdWasmUrl);
  tensors = await WebAssembly.compile(await response.arrayBuffer());
}

/** What {@link shareTensors} has compiled, null where it has not by now: then the worker compiles it. */
export function sharedTensors(): WebAssembly.Module | null {
  return tensors;
}
