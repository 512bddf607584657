/** The address of the audio worklet's code, served by us. */
export { default as clusterWorkletUrl } from './clusters.worklet.ts?worker&url';
