/** A small seeded generator (mulberry32), the same on every machine: integers of 32 bits, from 0 on. */
export function seededBits(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** The same as numbers from 0 up to 1. */
export function seeded(seed: number): () => number {
  const bits = seededBits(seed);
  return () => bits() / 2 ** 32;
}
