import { env, findBackend, ready, setBackend } from '@tensorflow/tfjs-core';

/** Where TensorFlow.js computes. The same seed gives the same figures on `wasm` and on `cpu` only. */
export type TensorBackend = 'wasm' | 'webgpu' | 'webgl' | 'cpu';

/**
 * The order in which backends are tried. The networks are small, so that what a GPU gains by width it loses in launches:
 * WASM comes first and a GPU is for browsers without it.
 */
const PREFERRED: readonly TensorBackend[] = ['wasm', 'webgpu', 'webgl', 'cpu'];

/** Where the WASM backend's files lie: the addresses of its two builds without threads, which would need a blob worker. */
export interface TensorWasmUrls {
  readonly plain: string;
  readonly simd: string;
  /** What lies at `simd`, where it is compiled already. */
  readonly compiledSimd?: WebAssembly.Module | null;
}

/**
 * Makes the first backend ready that works here, fetching nothing of the others.
 *
 * @param wanted tried in this order.
 * @throws AggregateError of what went wrong, when none works.
 */
export async function startTensorBackend(
  wasmUrls: TensorWasmUrls,
  wanted: readonly TensorBackend[] = PREFERRED,
): Promise<TensorBackend> {
  const failures: unknown[] = [];
  for (const backend of wanted) {
    try {
      await register(backend, wasmUrls);
      if (!(await setBackend(backend))) continue;
      await ready();
      if (backend === 'webgl' && !env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) continue;
      return backend;
    } catch (cause) {
      failures.push(cause);
    }
  }
  throw new AggregateError(failures, `no TensorFlow.js backend works here; tried ${wanted.join(', ')}`);
}

async function register(backend: TensorBackend, wasmUrls: TensorWasmUrls): Promise<void> {
  switch (backend) {
    case 'wasm': {
      if (findBackend('wasm') !== null) return;
      const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
      env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
      setWasmPaths({
        'tfjs-backend-wasm.wasm': wasmUrls.plain,
        'tfjs-backend-wasm-simd.wasm': wasmUrls.simd,
        // Never fetched, but every build must have an address.
        'tfjs-backend-wasm-threaded-simd.wasm': wasmUrls.simd,
      });
      if (wasmUrls.compiledSimd) useCompiled(wasmUrls.compiledSimd);
      return;
    }
    case 'webgpu':
      await import('@tensorflow/tfjs-backend-webgpu');
      return;
    case 'webgl':
      await import('@tensorflow/tfjs-backend-webgl');
      return;
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu');
      return;
  }
}

/**
 * Has the backend made of what is compiled already, for which its library has no place. Where that was compiled there is SIMD; asking for it
 * is compiling again.
 */
function useCompiled(module: WebAssembly.Module): void {
  env().set('WASM_HAS_SIMD_SUPPORT', true);
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    WebAssembly.instantiateStreaming = instantiateStreaming;
    void (await source).body?.cancel();
    return { module, instance: new WebAssembly.Instance(module, imports) };
  };
}
