import { DESCRIPTOR_COUNT, DESCRIPTORS } from '../../domain/descriptors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { ObjectiveTerms } from '../../domain/trials.ts';
import { clamp } from '../objective/clamp.ts';
import { namedTerms, ProxyObjective, TERM_COUNT } from '../objective/proxy.ts';
import { DefaultRng } from '../random/defaultRng.ts';

const NOISE = 0.03;
const SMALLEST_SCALE = 0.1;
const SEED_OFFSET = 31;

/** Which descriptors are shares, so that noise must not carry them out of [0, 1]. */
const isShare = DESCRIPTORS.map(({ key }) => key === 'silenceRatio' || key === 'brightnessMedian');

/** The proxy objective of one file, averaged over perturbed descriptors [T1, T2]. */
export class NoisyObjective {
  private readonly descriptors: Float64Array;
  private readonly scale: Float64Array;
  private readonly seed: number;
  private readonly repeats: number;
  private readonly perturbed = new Float64Array(DESCRIPTOR_COUNT);
  private readonly terms = new Float64Array(TERM_COUNT);
  private readonly sums = new Float64Array(TERM_COUNT);
  private readonly rng: DefaultRng;
  private readonly proxy: ProxyObjective;

  /** @param descriptors twelve values in the order of `DESCRIPTORS`, else a RangeError */
  constructor(descriptors: Float64Array, repeats: number, seed: number) {
    this.proxy = new ProxyObjective(descriptors);
    this.descriptors = descriptors.slice();
    this.scale = descriptors.map((value) => NOISE * Math.max(Math.abs(value), SMALLEST_SCALE));
    this.repeats = repeats;
    this.seed = seed;
    this.rng = new DefaultRng(seed);
  }

  /** The mean score and terms of one trial (counted from 0). The same trial and values give the same means. */
  evaluate(trialIndex: number, hyperparameters: Hyperparameters): ObjectiveTerms {
    const { sums, terms, proxy, repeats } = this;
    sums.fill(0);
    for (let repeat = 0; repeat < repeats; repeat++) {
      this.rng.reseed((this.seed + SEED_OFFSET) * (trialIndex + 1) * (repeat + 1));
      this.perturb();
      proxy.prepare(this.perturbed);
      proxy.evaluatePreset(hyperparameters, terms);
      for (let i = 0; i < TERM_COUNT; i++) sums[i]! += terms[i]!;
    }
    for (let i = 0; i < TERM_COUNT; i++) sums[i]! /= repeats;
    return namedTerms(sums);
  }

  private perturb(): void {
    const { descriptors, scale, perturbed, rng } = this;
    for (let i = 0; i < DESCRIPTOR_COUNT; i++) {
      const value = descriptors[i]! + rng.normal(0, scale[i]!);
      perturbed[i] = isShare[i]! ? clamp(value, 0, 1) : value;
    }
  }
}
