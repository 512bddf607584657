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
  const values = Float64Array.from(DESCRIPTORS, ({ key }) => descriptors[key]);
  const below = new Float64Array(DESCRIPTOR_COUNT);
  // File by file, as they lie in memory.
  for (let at = 0; at < all.length; at += DESCRIPTOR_COUNT) {
    for (let i = 0; i < DESCRIPTOR_COUNT; i += 1) {
      const other = all[at + i] ?? Number.NaN;
      const value = values[i] ?? Number.NaN;
      if (other < value) below[i] = (below[i] ?? 0) + 1;
      else if (other === value) below[i] = (below[i] ?? 0) + 0.5;
    }
  }
  return byDescriptor((key, index) => {
    const percent = Math.round((100 * (below[index] ?? 0)) / Math.max(1, all.length / DESCRIPTOR_COUNT));
    return { ...spreads[key], words: `${ordinal(percent)} percentile`, outside: false };
  });
}

interface Spread {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

/** Which values each descriptor takes in a data set: the same for whichever file is looked at. */
const spreadsOf = remembered((all: Float64Array): Readonly<Record<DescriptorKey, Spread>> => {
  const min = new Float64Array(DESCRIPTOR_COUNT).fill(Infinity);
  const max = new Float64Array(DESCRIPTOR_COUNT).fill(-Infinity);
  for (let at = 0; at < all.length; at += DESCRIPTOR_COUNT) {
    for (let i = 0; i < DESCRIPTOR_COUNT; i += 1) {
      const value = all[at + i] ?? Number.NaN;
      if (value < (min[i] ?? value)) min[i] = value;
      if (value > (max[i] ?? value)) max[i] = value;
    }
  }
  const counts = new Float64Array(DESCRIPTOR_COUNT * STEPS);
  const scales = max.map((high, i) => STEPS / (high - (min[i] ?? high) || 1));
  for (let at = 0; at < all.length; at += DESCRIPTOR_COUNT) {
    for (let i = 0; i < DESCRIPTOR_COUNT; i += 1) {
      const above = (all[at + i] ?? Number.NaN) - (min[i] ?? Number.NaN);
      const place = i * STEPS + Math.min(STEPS - 1, Math.floor(above * (scales[i] ?? 0)));
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return byDescriptor((_, i) => ({
    min: min[i] ?? Number.NaN,
    max: max[i] ?? Number.NaN,
    counts: [...counts.subarray(i * STEPS, (i + 1) * STEPS)],
  }));
});

/** Where each descriptor lies in the range of the rows that a model was trained on. */
export function placesInRange(
  descriptors: Descriptors,
  range: { readonly min: readonly number[]; readonly max: readonly number[] },
): Places {
  return byDescriptor((key, index) => {
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

function byDescriptor<T>(of: (key: DescriptorKey, index: number) => T): Readonly<Record<DescriptorKey, T>> {
  const entries = DESCRIPTORS.map(({ key }, index) => [key, of(key, index)] as const);
  return Object.fromEntries(entries) as Readonly<Record<DescriptorKey, T>>;
}

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  const suffix = teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}
