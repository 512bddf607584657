import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-cpu';

/** Makes a backend of TensorFlow.js ready in Node. */
export async function useTensorFlow(backend: 'wasm' | 'cpu'): Promise<void> {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const require = createRequire(import.meta.url);
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await setBackend(backend);
  await ready();
}
