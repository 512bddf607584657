import { arrived } from '../shell/arrived.ts';
/** SHA-256 (hex) of the numbers a model was trained on: the inputs, then the targets, as little-endian doubles. */
export async function fingerprintOf(data: {
  readonly inputs: Float64Array;
  readonly targets: Float64Array;
}): Promise<string> {
  const bytes = await new Blob([new Float64Array(data.inputs), new Float64Array(data.targets)]).arrayBuffer();
  // On plain HTTP the browser does not lend its own hashing.
  if (!('subtle' in crypto)) return (await arrived(import('hash-wasm'))).sha256(new Uint8Array(bytes));
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
