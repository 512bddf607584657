import { SeedSequence } from './seedSequence.ts';

/** The multiplier 2360ED051FC65DA44385DF649FCCF645 in 16-bit digits, lowest first. */
const M0 = 0xf645;
const M1 = 0x9fcc;
const M2 = 0xdf64;
const M3 = 0x4385;
const M4 = 0x5da4;
const M5 = 0x1fc6;
const M6 = 0xed05;
const M7 = 0x2360;

const CARRY = 1 / 65536;

/**
 * PCG64 (O'Neill 2014, XSL-RR 128/64), NumPy's default bit generator, seeded through {@link SeedSequence} [R2].
 *
 * The 128-bit state is four 32-bit words (word 0 lowest) and the multiplier eight 16-bit digits: a product has at most
 * 48 bits and a column at most four products, so that doubles hold every sum exactly.
 */
export class Pcg64 {
  /** Bits 32–63 of the last output, unsigned. */
  high = 0;
  /** Bits 0–31 of the last output, unsigned. */
  low = 0;

  private state0 = 0;
  private state1 = 0;
  private state2 = 0;
  private state3 = 0;
  private increment0 = 0;
  private increment1 = 0;
  private increment2 = 0;
  private increment3 = 0;
  private readonly seedSequence = new SeedSequence();
  private readonly seedWords = new Int32Array(8);

  constructor(seed: number) {
    this.reseed(seed);
  }

  /** Starts over with a seed: a safe non-negative integer, else a RangeError. */
  reseed(seed: number): void {
    const words = this.seedWords;
    this.seedSequence.generate(seed, words);
    const sequence0 = words[6]!;
    const sequence1 = words[7]!;
    const sequence2 = words[4]!;
    const sequence3 = words[5]!;
    this.increment0 = ((sequence0 << 1) | 1) >>> 0;
    this.increment1 = ((sequence1 << 1) | (sequence0 >>> 31)) >>> 0;
    this.increment2 = ((sequence2 << 1) | (sequence1 >>> 31)) >>> 0;
    this.increment3 = ((sequence3 << 1) | (sequence2 >>> 31)) >>> 0;
    this.state0 = this.increment0;
    this.state1 = this.increment1;
    this.state2 = this.increment2;
    this.state3 = this.increment3;
    this.addToState(words[2]! >>> 0, words[3]! >>> 0, words[0]! >>> 0, words[1]! >>> 0);
    this.step();
  }

  /** Steps and leaves the next 64 bits in {@link high} and {@link low}. */
  next(): void {
    this.step();
    const rotation = this.state3 >>> 26;
    let high = this.state3 ^ this.state1;
    let low = this.state2 ^ this.state0;
    if (rotation >= 32) {
      const swapped = high;
      high = low;
      low = swapped;
    }
    const bits = rotation & 31;
    if (bits === 0) {
      this.high = high >>> 0;
      this.low = low >>> 0;
    } else {
      this.high = ((high >>> bits) | (low << (32 - bits))) >>> 0;
      this.low = ((low >>> bits) | (high << (32 - bits))) >>> 0;
    }
  }

  /** The next double in [0, 1): the upper 53 of 64 bits. */
  double(): number {
    this.next();
    return (this.high * 2097152 + (this.low >>> 11)) / 9007199254740992;
  }

  private step(): void {
    const s0 = this.state0;
    const s1 = this.state1;
    const s2 = this.state2;
    const s3 = this.state3;
    let column = s0 * M0 + this.increment0;
    const digit0 = column & 0xffff;
    column = (column - digit0) * CARRY + s0 * M1;
    const digit1 = column & 0xffff;
    column = (column - digit1) * CARRY + s0 * M2 + s1 * M0 + this.increment1;
    const digit2 = column & 0xffff;
    column = (column - digit2) * CARRY + s0 * M3 + s1 * M1;
    const digit3 = column & 0xffff;
    column = (column - digit3) * CARRY + s0 * M4 + s1 * M2 + s2 * M0 + this.increment2;
    const digit4 = column & 0xffff;
    column = (column - digit4) * CARRY + s0 * M5 + s1 * M3 + s2 * M1;
    const digit5 = column & 0xffff;
    column = (column - digit5) * CARRY + s0 * M6 + s1 * M4 + s2 * M2 + s3 * M0 + this.increment3;
    const digit6 = column & 0xffff;
    column = (column - digit6) * CARRY + s0 * M7 + s1 * M5 + s2 * M3 + s3 * M1;
    this.state0 = (digit0 | (digit1 << 16)) >>> 0;
    this.state1 = (digit2 | (digit3 << 16)) >>> 0;
    this.state2 = (digit4 | (digit5 << 16)) >>> 0;
    this.state3 = (digit6 | (column << 16)) >>> 0;
  }

  private addToState(word0: number, word1: number, word2: number, word3: number): void {
    let sum = this.state0 + word0;
    this.state0 = sum >>> 0;
    sum = this.state1 + word1 + (sum > 0xffffffff ? 1 : 0);
    this.state1 = sum >>> 0;
    sum = this.state2 + word2 + (sum > 0xffffffff ? 1 : 0);
    this.state2 = sum >>> 0;
    this.state3 = (this.state3 + word3 + (sum > 0xffffffff ? 1 : 0)) >>> 0;
  }
}
