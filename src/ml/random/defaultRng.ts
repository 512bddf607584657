import { Pcg64 } from './pcg64.ts';
import { buildZigguratTables, ZIGGURAT_TAIL } from './ziggurat.ts';

const { safeBelow, scale, height } = buildZigguratTables();

/**
 * NumPy's `default_rng(seed)`: PCG64 and the ziggurat of 256 layers for normal numbers [R2]. Agrees with NumPy to
 * 1e-14. One instance can be seeded again and again without allocating.
 */
export class DefaultRng {
  private readonly bits: Pcg64;

  /** @param seed a safe non-negative integer (it may exceed 32 bits); anything else is a RangeError. */
  constructor(seed: number) {
    this.bits = new Pcg64(seed);
  }

  /** Starts over, as a new generator of that seed would. */
  reseed(seed: number): void {
    this.bits.reseed(seed);
  }

  /** A double in [0, 1). */
  double(): number {
    return this.bits.double();
  }

  /** A normal number with the given mean and standard deviation. */
  normal(mean: number, standardDeviation: number): number {
    return mean + standardDeviation * this.standardNormal();
  }

  /** A normal number with mean 0 and standard deviation 1. */
  standardNormal(): number {
    const { bits } = this;
    for (;;) {
      bits.next();
      const layer = bits.low & 0xff;
      const negative = (bits.low & 0x100) !== 0;
      const magnitude = (bits.high & 0x1fffffff) * 8388608 + (bits.low >>> 9);
      const x = magnitude * scale[layer]!;
      if (magnitude < safeBelow[layer]!) return negative ? -x : x;
      if (layer === 0) return this.tail((bits.low & 0x20000) !== 0);
      const inner = height[layer - 1]!;
      const outer = height[layer]!;
      if ((inner - outer) * bits.double() + outer < Math.exp(-0.5 * x * x)) return negative ? -x : x;
    }
  }

  private tail(negative: boolean): number {
    for (;;) {
      const beyond = -Math.log1p(-this.bits.double()) / ZIGGURAT_TAIL;
      const limit = -Math.log1p(-this.bits.double());
      if (2 * limit > beyond * beyond) return negative ? -(ZIGGURAT_TAIL + beyond) : ZIGGURAT_TAIL + beyond;
    }
  }
}
