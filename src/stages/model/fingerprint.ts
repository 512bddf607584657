import { release } from '../../audio/bytes/release.ts';
import { hexOf } from '../../domain/hex.ts';
import { arrived } from '../shell/arrived.ts';

/** SHA-256 (hex) of the numbers a model was trained on: the inputs, then the targets, as little-endian doubles. */
export async function fingerprintOf(data: {
  readonly inputs: Float64Array;
  readonly targets: Float64Array;
}): Promise<string> {
  const { inputs, targets } = data;
  const numbers = new Float64Array(inputs.length + targets.length);
  numbers.set(inputs);
  numbers.set(targets, inputs.length);
  // On plain HTTP the browser does not lend its own hashing.
  if (!('subtle' in crypto)) return (await arrived(import('hash-wasm'))).sha256(new Uint8Array(numbers.buffer));
  const digest = await crypto.subtle.digest('SHA-256', numbers);
  release(numbers.buffer);
  return hexOf(new Uint8Array(digest));
}

/** What tells the rows that models are measured on from others. @param inputs rows × 12 descriptors, ordered by audio id. */
export async function rowsFingerprint(inputs: Float64Array): Promise<string> {
  return fingerprintOf({ inputs, targets: new Float64Array() });
}
