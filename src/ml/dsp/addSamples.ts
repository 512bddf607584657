/** Adds samples onto others of the same length. */
export function addSamples(onto: Float32Array, samples: Float32Array): void {
  for (let n = 0; n < onto.length; n++) onto[n]! += samples[n]!;
}
