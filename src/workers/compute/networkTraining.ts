import { PLUGIN_PENALTY_LIMITS } from '../../domain/playable.ts';
import type { ScoreNetworkTraining } from '../../domain/training.ts';
import plainWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { DEFAULT_SCORE_NETWORK_OPTIONS, trainScoreNetwork } from '../../ml/network/trainScoreNetwork.ts';
import type { NetworkRequest, OnTrainingProgress } from '../contracts/learning.ts';
import { startTensorBackend } from './tensorBackend.ts';

/** Trains an ensemble on the score of what the plugin can play [B4]. Everything that TensorFlow.js needs is reached from here only. */
export async function trainNetwork(
  { inputs, groups, seed, targets, tensors }: NetworkRequest,
  onProgress: OnTrainingProgress,
): Promise<ScoreNetworkTraining> {
  await startTensorBackend({ plain: plainWasmUrl, simd: simdWasmUrl, compiledSimd: tensors });
  const options = { ...DEFAULT_SCORE_NETWORK_OPTIONS, seed, limits: PLUGIN_PENALTY_LIMITS };
  const training = await trainScoreNetwork(inputs, groups, options, onProgress, targets);
  if (training === null) throw new DOMException('Stopped.', 'AbortError');
  return training;
}
