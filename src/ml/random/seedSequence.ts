const POOL_WORDS = 4;
const POOL_HASH = 0x43b0d7e5;
const POOL_HASH_MULTIPLIER = 0x931e8875;
const OUTPUT_HASH = 0x8b51f9dd;
const OUTPUT_HASH_MULTIPLIER = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd;
const MIX_RIGHT = 0x4973f715;

/**
 * NumPy's `SeedSequence`: hashes an integer seed into words that seed a generator well [R2].
 * One instance serves any number of seeds without allocating.
 */
export class SeedSequence {
  private readonly pool = new Int32Array(POOL_WORDS);
  private hash = 0;

  /**
   * Writes `out.length` 32-bit words of the sequence of a seed; a 64-bit word is two of them, low half first.
   * @param seed a safe non-negative integer; anything else is a RangeError
   */
  generate(seed: number, out: Int32Array): void {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`a seed is an integer from 0 to ${Number.MAX_SAFE_INTEGER}, not ${seed}`);
    }
    const { pool } = this;
    this.hash = POOL_HASH;
    pool[0] = this.absorb(seed | 0);
    pool[1] = this.absorb(Math.floor(seed / 4294967296));
    pool[2] = this.absorb(0);
    pool[3] = this.absorb(0);
    for (let source = 0; source < POOL_WORDS; source++) {
      for (let target = 0; target < POOL_WORDS; target++) {
        if (source !== target) pool[target] = mix(pool[target]!, this.absorb(pool[source]!));
      }
    }
    let hash = OUTPUT_HASH;
    for (let i = 0; i < out.length; i++) {
      let word = pool[i % POOL_WORDS]! ^ hash;
      hash = Math.imul(hash, OUTPUT_HASH_MULTIPLIER);
      word = Math.imul(word, hash);
      out[i] = word ^ (word >>> 16);
    }
  }

  private absorb(value: number): number {
    const keyed = value ^ this.hash;
    this.hash = Math.imul(this.hash, POOL_HASH_MULTIPLIER);
    const hashed = Math.imul(keyed, this.hash);
    return hashed ^ (hashed >>> 16);
  }
}

function mix(left: number, right: number): number {
  const mixed = (Math.imul(left, MIX_LEFT) - Math.imul(right, MIX_RIGHT)) | 0;
  return mixed ^ (mixed >>> 16);
}
