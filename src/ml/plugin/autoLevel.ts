import { clamp } from '../objective/clamp.ts';
import { PERCEPTUAL_BIN_COUNT } from './perceptualBins.ts';

const MIN_SHARE = 1e-8;
const MIN_POWER = 1e-8;
const MIN_TARGET = 0.25;
const MAX_TARGET = 4;
const FOLLOW_RATE = 0.12;
const RETURN_RATE = 0.2;

/** The plugin's auto level: what the treated sound is multiplied by so that the mix is as loud as the input [G5]. */
export class AutoLevel {
  private compensation = 1;
  private readonly edges: Int32Array;

  /** @param edges of the perceptual bins. */
  constructor(edges: Int32Array) {
    this.edges = edges;
  }

  /**
   * Takes a frame and returns the compensation for it.
   *
   * @param wet what each bin of the treated sound is multiplied by.
   * @param shares of the clusters that are played, in each perceptual bin.
   */
  push(isOn: boolean, magnitudes: Float32Array, wet: Float64Array, mix: number, shares: Float64Array): number {
    if (isOn) {
      const target = clamp(this.target(magnitudes, wet, mix, shares), MIN_TARGET, MAX_TARGET);
      this.compensation += FOLLOW_RATE * (target - this.compensation);
    } else {
      this.compensation += RETURN_RATE * (1 - this.compensation);
    }
    this.compensation = Math.fround(this.compensation);
    return this.compensation;
  }

  private target(magnitudes: Float32Array, wet: Float64Array, mix: number, shares: Float64Array): number {
    const { edges } = this;
    let power = 0;
    let wetPower = 0;
    let crossPower = 0;
    for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++) {
      if (!(shares[i]! > MIN_SHARE)) continue;
      for (let k = edges[i]!; k < edges[i + 1]!; k++) {
        const square = magnitudes[k]! * magnitudes[k]!;
        const treated = mix * wet[k]!;
        power += square;
        wetPower += square * treated * treated;
        crossPower += square * treated;
      }
    }
    if (power <= MIN_POWER || wetPower <= MIN_POWER) return 1;
    const dry = 1 - mix;
    return positiveRoot(wetPower, 2 * dry * crossPower, dry * dry * power - power);
  }
}

/** The larger positive root of a·x² + b·x + c with a > 0, 1 where there is none. */
function positiveRoot(a: number, b: number, c: number): number {
  const discriminant = b * b - 4 * a * c;
  const root = (Math.sqrt(discriminant) - b) / (2 * a);
  return root > 0 ? root : 1;
}
