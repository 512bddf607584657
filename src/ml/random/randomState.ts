const STATE_WORDS = 624;
const SHIFT_WORDS = 397;
const MATRIX_A = 0x9908b0df;
const UPPER_BIT = 0x80000000;
const LOWER_BITS = 0x7fffffff;
const INITIAL_MULTIPLIER = 1812433253;
const MAX_SEED = 0xffffffff;

/**
 * NumPy's legacy generator `RandomState`: the Mersenne Twister MT19937 (Matsumoto & Nishimura 1998) seeded by
 * `init_genrand` [R1]. The same seed gives NumPy's numbers to the last bit.
 */
export class RandomState {
  private readonly words = new Int32Array(STATE_WORDS);
  private position = STATE_WORDS;

  /** @param seed an integer from 0 to 2³² − 1; anything else is a RangeError. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
      throw new RangeError(`a seed of RandomState is an integer from 0 to ${MAX_SEED}, not ${seed}`);
    }
    const { words } = this;
    let word = seed | 0;
    words[0] = word;
    for (let i = 1; i < STATE_WORDS; i++) {
      word = (Math.imul(INITIAL_MULTIPLIER, word ^ (word >>> 30)) + i) | 0;
      words[i] = word;
    }
  }

  /** The next 32 random bits, 0 … 2³² − 1. */
  uint32(): number {
    if (this.position === STATE_WORDS) this.twist();
    let y = this.words[this.position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** A double in [0, 1) of 53 random bits: two 32-bit draws. */
  double(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** A double in [low, high): low + (high − low)·u. Rounding can reach `high`. */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.double();
  }

  /**
   * Draws indices with replacement, as `choice(n, p, size)` does: each of `out.length` uniforms is placed by a
   * right-sided search in the cumulative distribution.
   * @param cumulative ascending; its entry `count − 1` is 1 (see {@link cumulate})
   */
  choice(cumulative: Float64Array, count: number, out: Int32Array): void {
    for (let k = 0; k < out.length; k++) {
      const u = this.double();
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (cumulative[middle]! <= u) low = middle + 1;
        else high = middle;
      }
      out[k] = low;
    }
  }

  /** Shuffles in place: Fisher–Yates from the end, the partner drawn by masked rejection. */
  shuffle<T>(items: { readonly length: number; [index: number]: T }): void {
    for (let i = items.length - 1; i > 0; i--) {
      const mask = (2 ** (32 - Math.clz32(i)) - 1) >>> 0;
      let j = (this.uint32() & mask) >>> 0;
      while (j > i) j = (this.uint32() & mask) >>> 0;
      const item = items[i]!;
      items[i] = items[j]!;
      items[j] = item;
    }
  }

  /** Advances as `count` calls of {@link double} would, without tempering what nobody reads. */
  skipDoubles(count: number): void {
    let position = this.position + 2 * count;
    while (position > STATE_WORDS) {
      this.twist();
      position -= STATE_WORDS;
    }
    this.position = position;
  }

  private twist(): void {
    const { words } = this;
    for (let i = 0; i < STATE_WORDS; i++) {
      const next = words[i + 1 < STATE_WORDS ? i + 1 : 0]!;
      const far = words[i < STATE_WORDS - SHIFT_WORDS ? i + SHIFT_WORDS : i + SHIFT_WORDS - STATE_WORDS]!;
      const mixed = (words[i]! & UPPER_BIT) | (next & LOWER_BITS);
      words[i] = far ^ (mixed >>> 1) ^ (mixed & 1 ? MATRIX_A : 0);
    }
    this.position = 0;
  }
}

/**
 * The cumulative distribution of `count` non-negative weights, normalised to end at 1, written to `out` for
 * {@link RandomState.choice} [R1].
 */
export function cumulate(weights: ArrayLike<number>, count: number, out: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += weights[i]!;
    out[i] = sum;
  }
  for (let i = 0; i < count; i++) out[i]! /= sum;
}
