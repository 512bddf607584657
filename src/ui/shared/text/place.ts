import { remembered } from '../element/remembered.ts';
import { DESCRIPTOR_COUNT, DESCRIPTORS, type DescriptorKey, type Descriptors } from '../../../domain/descriptors.ts';

/** Where a value lies between two ends, and how that is put in words. */
export interface Place {
  readonly min: number;
  readonly max: number;
  readonly words: string;
  /** Whether it lies outside the ends. */
  readonly outside: boolean;
  /** How many of the others lie in each of equal steps from `min` to `max`; absent where only the ends are known. */
  readonly counts?: readonly number[];
}

export type Places = Readonly<Record<DescriptorKey, Place>>;

const STEPS = 24;

/** Where each descriptor lies among those of a data set, with the share of files that lie below it. @param all files × 12, file by file. */
export function placesInDataSet(descriptors: Descriptors, all: Float64Array): Places {
  const spreads = spreadsOf(all);
  const values = DESCRIPTORS.map(({ key }) => descriptors[key]);
  const below = new Float64Array(DESCRIPTOR_COUNT);
  eachValue(all, (other, index) => {
    const value = values[index] ?? Number.NaN;
    below[index]! += other < value ? 1 : other === value ? 0.5 : 0;
  });
  return placesOf((_, index) => {
    const percent = Math.round((100 * (below[index] ?? 0)) / Math.max(1, all.length / DESCRIPTOR_COUNT));
    const { min, max, counts } = spreads[index] ?? NO_SPREAD;
    return { min, max, words: `${ordinal(percent)} percentile`, outside: false, counts };
  });
}

interface Spread {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

const NO_SPREAD: Spread = { min: Infinity, max: -Infinity, counts: Array.from({ length: STEPS }, () => 0) };

/** Which values each descriptor takes in a data set: the same for whichever file is looked at. */
const spreadsOf = remembered((all: Float64Array): readonly Spread[] => {
  const min = new Float64Array(DESCRIPTOR_COUNT).fill(Infinity);
  const max = new Float64Array(DESCRIPTOR_COUNT).fill(-Infinity);
  eachValue(all, (value, index) => {
    min[index] = Math.min(min[index]!, value);
    max[index] = Math.max(max[index]!, value);
  });
  const counts = DESCRIPTORS.map(() => [...NO_SPREAD.counts]);
  eachValue(all, (value, index) => {
    const step = Math.min(STEPS - 1, Math.floor((STEPS * (value - min[index]!)) / (max[index]! - min[index]! || 1)));
    counts[index]![step]! += 1;
  });
  return counts.map((own, index) => ({ min: min[index]!, max: max[index]!, counts: own }));
});

/** In the order in which they lie in memory. */
function eachValue(all: Float64Array, use: (value: number, index: number) => void): void {
  for (let row = 0; row < all.length; row += DESCRIPTOR_COUNT) {
    for (let index = 0; index < DESCRIPTOR_COUNT; index += 1) use(all[row + index]!, index);
  }
}

/** Where each descriptor lies in the range of the rows that a model was trained on. */
export function placesInRange(
  descriptors: Descriptors,
  range: { readonly min: readonly number[]; readonly max: readonly number[] },
): Places {
  return placesOf((key, index) => {
    const min = range.min[index] ?? Number.NaN;
    const max = range.max[index] ?? Number.NaN;
    const value = descriptors[key];
    const words = value < min ? 'below the range' : value > max ? 'above the range' : 'in the range';
    return { min, max, words, outside: value < min || value > max };
  });
}

/** The share of the way from `min` to `max`, 0…1; the middle where both are the same. */
export function shareOf(value: number, { min, max }: Place): number {
  if (!(max > min)) return 0.5;
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}

function placesOf(place: (key: DescriptorKey, index: number) => Place): Places {
  return Object.fromEntries(DESCRIPTORS.map(({ key }, index) => [key, place(key, index)])) as unknown as Places;
}

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  const suffix = teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}
