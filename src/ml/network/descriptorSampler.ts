import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { fitScaler } from '../model/standardisation.ts';
import type { DefaultRng } from '../random/defaultRng.ts';
import { limitDescriptors } from './descriptorLimits.ts';

/** How samples around a data set are drawn. */
export interface SamplingShares {
  /** Share of samples that are a convex mixture of two rows. */
  readonly mixture: number;
  /** Share of samples that take each descriptor from a row of its own. */
  readonly shuffle: number;
  /** Normal noise on every descriptor, in standard deviations of the rows. */
  readonly jitter: number;
}

/**
 * Draws descriptor vectors around those of a data set: what learns from the score needs no labels, so that it can learn
 * from sounds nobody recorded. Seeded by the generator it is given.
 */
export class DescriptorSampler {
  private readonly inputs: Float64Array;
  private readonly rows: Uint32Array;
  private readonly shares: SamplingShares;
  private readonly noise: Float64Array;

  /** @param inputs rows × 12, row-major. @param rows which of them to draw from; at least one. */
  constructor(inputs: Float64Array, rows: Uint32Array, shares: SamplingShares) {
    this.inputs = inputs;
    this.rows = rows;
    this.shares = shares;
    this.noise = fitScaler(inputs, rows).scale.map((scale) => scale * shares.jitter);
  }

  /** Writes one sample of twelve values. */
  draw(rng: DefaultRng, out: Float64Array): void {
    const { mixture, shuffle } = this.shares;
    const { inputs, noise } = this;
    const way = rng.double();
    const first = this.pick(rng);
    const second = way < mixture ? this.pick(rng) : first;
    const share = way < mixture ? rng.double() : 1;
    const shuffled = way >= mixture && way < mixture + shuffle;
    for (let i = 0; i < DESCRIPTOR_COUNT; i++) {
      const value = shuffled
        ? inputs[this.pick(rng) + i]!
        : share * inputs[first + i]! + (1 - share) * inputs[second + i]!;
      out[i] = value + rng.normal(0, noise[i]!);
    }
    limitDescriptors(out);
  }

  /** Where a row that is drawn begins. */
  private pick(rng: DefaultRng): number {
    return this.rows[Math.floor(rng.double() * this.rows.length)]! * DESCRIPTOR_COUNT;
  }
}
