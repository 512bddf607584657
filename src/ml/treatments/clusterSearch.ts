import { PERCEPTUAL_BIN_COUNT } from '../plugin/perceptualBins.ts';
import { attackSteps, rangeDb, standOutDb } from './dynamics.ts';
import type { SplitMeasure } from './splitMeasure.ts';
import { AIR_HZ, BODY_HZ } from './treatmentFigures.ts';

/** What is done to one cluster. */
export interface ClusterSetting {
  readonly gainDb: number;
  readonly highPassHz: number;
  readonly lowPassHz: number;
}

/** What a search brings down. */
export type Dynamic = 'attack' | 'range';

const LADDERS = {
  gainDb: [-24, -18, -12, -9, -6, -3, 0, 3, 6, 9, 12],
  highPassHz: [20, 60, 120, 300, 1000],
  lowPassHz: [20_000, 12_000, 8000, 5000, 3000, 1500],
} as const;
type Control = keyof typeof LADDERS;
const CONTROLS = Object.keys(LADDERS) as readonly Control[];
const NEUTRAL: Readonly<Record<Control, number>> = { gainDb: LADDERS.gainDb.indexOf(0), highPassHz: 0, lowPassHz: 0 };

/** How far the tone may move, in dB: air and body, each against all else. */
const TONE = { airDb: [-8, 3], bodyDb: [-4, 4] } as const;
/** The loudest frame may stand out by so much more, in dB. */
const MOST_CREST_DB = 0.5;
/** What the tone is beyond that weighs so much. */
const TONE_WEIGHT = 2;
const MOST_STEPS = 40;
/** Settings are handed out as the search passes these, in dB. */
const WAYMARKS_DB = [0.6, 1, 1.4, 1.9, 2.6, 3.5];

/**
 * Settings of all clusters that bring attacks or the range of loudness down while the tone stays, from gentle to strong:
 * found step by step in what was measured of the split (G3, G4), without rendering.
 */
export function searchClusters(split: SplitMeasure, dynamic: Dynamic): readonly (readonly ClusterSetting[])[] {
  const { clusterCount, frames, centreHz } = split;
  if (frames.powers.length === 0) return [];
  const places = Array.from({ length: clusterCount }, () => ({ ...NEUTRAL }));
  const multipliers = places.map((place) => multiplierOf(settingAt(place), centreHz));
  const amplitudes = new Float64Array(frames.powers.length).fill(1);
  const measure = new DynamicMeasure(split, dynamic);
  const found: ClusterSetting[][] = [];
  const handOut = () => found.push(places.map(settingAt));
  let now = measure.of(amplitudes);
  for (let step = 0; step < MOST_STEPS && found.length < WAYMARKS_DB.length; step++) {
    let best = {
      cost: now.cost - 0.01,
      downDb: 0,
      c: -1,
      place: NEUTRAL,
      multiplier: new Float64Array() as Float64Array,
    };
    for (const [c, place] of places.entries()) {
      for (const next of neighbours(place)) {
        const multiplier = multiplierOf(settingAt(next), centreHz);
        const { cost, downDb } = measure.of(amplitudes, {
          c,
          change: multiplier.map((m, i) => m - multipliers[c]![i]!),
        });
        if (cost < best.cost) best = { cost, downDb, c, place: next, multiplier };
      }
    }
    if (best.c < 0) break;
    measure.apply(amplitudes, { c: best.c, change: best.multiplier.map((m, i) => m - multipliers[best.c]![i]!) });
    places[best.c] = { ...best.place };
    multipliers[best.c] = best.multiplier;
    now = best;
    if (now.downDb >= WAYMARKS_DB[found.length]!) handOut();
  }
  if (found.length < WAYMARKS_DB.length) handOut();
  return found;
}

interface Change {
  readonly c: number;
  /** Of the cluster's multiplier in each bin. */
  readonly change: Float64Array;
}

/** What becomes of a sound's dynamics where its bins are multiplied. */
class DynamicMeasure {
  readonly #split: SplitMeasure;
  readonly #dynamic: Dynamic;
  readonly #weights: Float64Array;
  readonly #attacks: readonly number[];
  readonly #before: Measured;
  readonly #framePowers: Float64Array;
  readonly #binPowers = new Float64Array(PERCEPTUAL_BIN_COUNT);

  constructor(split: SplitMeasure, dynamic: Dynamic) {
    this.#split = split;
    this.#dynamic = dynamic;
    this.#weights = Float64Array.from(split.centreHz, kWeight);
    const { powers } = split.frames;
    this.#framePowers = new Float64Array(powers.length / PERCEPTUAL_BIN_COUNT);
    this.#attacks = [];
    const neutral = new Float64Array(powers.length).fill(1);
    this.#fill(neutral, null);
    this.#attacks = attackSteps(this.#framePowers);
    this.#before = this.#measured();
  }

  of(amplitudes: Float64Array, change: Change | null = null): { readonly cost: number; readonly downDb: number } {
    this.#fill(amplitudes, change);
    const { dynamicDb, peakDb, airDb, bodyDb } = this.#measured();
    const downDb = this.#before.dynamicDb - dynamicDb;
    const tone = beyond(airDb - this.#before.airDb, TONE.airDb) + beyond(bodyDb - this.#before.bodyDb, TONE.bodyDb);
    const crest = Math.max(0, peakDb - this.#before.peakDb - MOST_CREST_DB);
    return { cost: TONE_WEIGHT * tone + crest - downDb, downDb };
  }

  apply(amplitudes: Float64Array, { c, change }: Change): void {
    const { shares } = this.#split.frames;
    for (let n = 0; n < amplitudes.length; n++) {
      amplitudes[n]! += shares[c]![n]! * change[n % PERCEPTUAL_BIN_COUNT]!;
    }
  }

  #fill(amplitudes: Float64Array, change: Change | null): void {
    const { powers, shares } = this.#split.frames;
    const share = change === null ? null : shares[change.c]!;
    this.#binPowers.fill(0);
    for (let t = 0, n = 0; t < this.#framePowers.length; t++) {
      let sum = 0;
      for (let i = 0; i < PERCEPTUAL_BIN_COUNT; i++, n++) {
        const amplitude = amplitudes[n]! + (share === null ? 0 : share[n]! * change!.change[i]!);
        const power = powers[n]! * amplitude * amplitude;
        sum += power * this.#weights[i]!;
        this.#binPowers[i]! += power;
      }
      this.#framePowers[t] = sum;
    }
  }

  #measured(): Measured {
    const { centreHz, frames } = this.#split;
    const part = (isIn: (hz: number) => boolean) => {
      let [own, other] = [1e-30, 1e-30];
      this.#binPowers.forEach((power, i) => (isIn(centreHz[i]!) ? (own += power) : (other += power)));
      return 10 * Math.log10(own / other);
    };
    return {
      dynamicDb:
        this.#dynamic === 'attack'
          ? standOutDb(this.#framePowers, this.#attacks)
          : rangeDb(this.#framePowers, Math.max(4, Math.round(0.4 / frames.stepSec))),
      peakDb: standOutDb(this.#framePowers, [this.#framePowers.indexOf(Math.max(...this.#framePowers))]),
      airDb: part((hz) => hz >= AIR_HZ),
      bodyDb: part((hz) => hz >= BODY_HZ[0] && hz < BODY_HZ[1]),
    };
  }
}

interface Measured {
  readonly dynamicDb: number;
  /** The loudest frame against all. */
  readonly peakDb: number;
  readonly airDb: number;
  readonly bodyDb: number;
}

function neighbours(place: Readonly<Record<Control, number>>): Readonly<Record<Control, number>>[] {
  return CONTROLS.flatMap((control) =>
    [-2, -1, 1, 2]
      .map((by) => place[control] + by)
      .filter((at) => at >= 0 && at < LADDERS[control].length)
      .map((at) => withStep(place, control, at)),
  );
}

function withStep(place: Readonly<Record<Control, number>>, control: Control, at: number): Record<Control, number> {
  return { ...place, [control]: at };
}

function settingAt(place: Readonly<Record<Control, number>>): ClusterSetting {
  return {
    gainDb: LADDERS.gainDb[place.gainDb]!,
    highPassHz: LADDERS.highPassHz[place.highPassHz]!,
    lowPassHz: LADDERS.lowPassHz[place.lowPassHz]!,
  };
}

/** A cluster's multiplier in each bin [G3]. */
function multiplierOf({ gainDb, highPassHz, lowPassHz }: ClusterSetting, centreHz: Float32Array): Float64Array {
  const gain = 10 ** (gainDb / 20);
  return Float64Array.from(centreHz, (hz) => {
    const highPass = (hz * hz) / (hz * hz + highPassHz * highPassHz);
    const lowPass = (lowPassHz * lowPassHz) / (hz * hz + lowPassHz * lowPassHz);
    return gain * (highPass * lowPass) ** 2;
  });
}

/** Roughly the weighting of BS.1770, as a factor of power. */
function kWeight(hz: number): number {
  const shelf = 1 + 1.5 * ((hz * hz) / (hz * hz + 1500 * 1500));
  return shelf * ((hz * hz) / (hz * hz + 38 * 38)) ** 2;
}

function beyond(value: number, [low, high]: readonly [number, number]): number {
  return Math.max(0, low - value, value - high);
}
