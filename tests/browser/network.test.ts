import { NO_PENALTY_LIMITS } from '../../src/domain/playable.ts';
import plainWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { describe, expect, it, vi } from 'vitest';
import type { ScoreNetworkOptions } from '../../src/ml/network/trainScoreNetwork.ts';
import { trainScoreNetwork } from '../../src/ml/network/trainScoreNetwork.ts';
import { networkAnswer } from '../../src/ml/network/scoreNetwork.ts';
import type { TensorBackend } from '../../src/workers/compute/tensorBackend.ts';
import { startTensorBackend } from '../../src/workers/compute/tensorBackend.ts';
import { shareTensors, sharedTensors } from '../../src/workers/pool/sharedTensors.ts';
import { REGRET_GROUPS, REGRET_TRAIN } from '../support/regretReference.ts';

const urls = { plain: plainWasmUrl, simd: simdWasmUrl };
const options: ScoreNetworkOptions = {
  seed: 5,
  members: 3,
  steps: 10,
  batchRows: 8,
  learningRate: 0.01,
  limits: NO_PENALTY_LIMITS,
};
const few = REGRET_TRAIN.subarray(0, 30 * 12);

async function trained(backend: TensorBackend) {
  expect(await startTensorBackend(urls, [backend])).toBe(backend);
  return (await trainScoreNetwork(few, REGRET_GROUPS.slice(0, 30), options, () => true))!;
}

describe('the network in a browser', () => {
  // First: a backend that is there is not made again.
  it('trains by what the page has compiled, and compiles nothing itself', async () => {
    await shareTensors();
    const compiledSimd = sharedTensors();
    expect(compiledSimd).not.toBeNull();
    const { validate, instantiate } = WebAssembly;
    const compiling = vi.fn<() => never>(() => {
      throw new Error('compiled');
    });
    Object.assign(WebAssembly, { validate: compiling, instantiate: compiling });
    try {
      expect(await startTensorBackend({ ...urls, compiledSimd }, ['wasm'])).toBe('wasm');
    } finally {
      Object.assign(WebAssembly, { validate, instantiate });
    }
    expect(compiling).not.toHaveBeenCalled();
    expect((await trained('wasm')).network.members).toHaveLength(options.members);
  });

  it('[R3] starts WASM from our own origin and trains the same network twice', async () => {
    expect(await startTensorBackend(urls)).toBe('wasm');
    expect(await trained('wasm')).toEqual(await trained('wasm'));
  });

  it.each(['cpu', 'webgl'] as const)('[Q] answers the same, up to rounding, when trained on %s', async (backend) => {
    const { network } = await trained('wasm');
    const other = await trained(backend);
    const descriptors = REGRET_TRAIN.subarray(480, 492);
    const expected = networkAnswer(network, descriptors);
    networkAnswer(other.network, descriptors).forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 1));
  });

  it('[Q] says which backends failed', async () => {
    await expect(startTensorBackend(urls, [])).rejects.toThrow(/no TensorFlow.js backend works/);
  });
});
