/** Buffers handed over instead of copied, and callbacks that a worker may call; comlink stays inside this folder. */
export { proxy, transfer } from 'comlink';
