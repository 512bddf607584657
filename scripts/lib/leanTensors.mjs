/** Under the names that other modules take from it. */
const HASHES_NO_TEXTS = `
  const refuse = () => { throw new Error('This build hashes no texts.'); };
  export { refuse as fingerPrint64, refuse as hexToLong };
`;

/**
 * TensorFlow.js hashes texts with the 64-bit integers of `long`, which compiles WebAssembly as soon as it is loaded. WebKit does one
 * compilation after the other, and every training began with seconds of waiting for that one. Nothing here hashes texts.
 *
 * @returns {import('vite').Plugin}
 */
export function leanTensors() {
  return {
    name: 'inertiabands:lean-tensors',
    load: { filter: { id: /tfjs-core\/dist\/hash_util\.js$/u }, handler: () => HASHES_NO_TEXTS },
  };
}
