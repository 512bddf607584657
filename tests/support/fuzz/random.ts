import { seededBits } from '../seeded.ts';

/** The same input for the same seed, on every machine. */
export class FuzzRandom {
  /** A 32-bit integer. */
  readonly bits: () => number;

  constructor(seed: number) {
    this.bits = seededBits(seed);
  }

  /** An integer from 0 to `end` − 1. */
  below(end: number): number {
    return end <= 1 ? 0 : this.bits() % end;
  }

  chance(share: number): boolean {
    return this.bits() < share * 2 ** 32;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}
