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
  return placesOf((key, index) => {
    const value = descriptors[key];
    let min = Infinity;
    let max = -Infinity;
    let below = 0;
    let equal = 0;
    for (let at = index; at < all.length; at += DESCRIPTOR_COUNT) {
      const otherValue = all[at] ?? Number.NaN;
      min = Math.min(min, otherValue);
      max = Math.max(max, otherValue);
      if (otherValue < value) below += 1;
      else if (otherValue === value) equal += 1;
    }
    const counts = Array.from({ length: STEPS }, () => 0);
    for (let at = index; at < all.length; at += DESCRIPTOR_COUNT) {
      const step = Math.min(STEPS - 1, Math.floor((STEPS * ((all[at] ?? min) - min)) / (max - min || 1)));
      counts[step] = (counts[step] ?? 0) + 1;
    }
    const percent = Math.round((100 * (below + equal / 2)) / Math.max(1, all.length / DESCRIPTOR_COUNT));
    return { min, max, words: `${ordinal(percent)} percentile`, outside: false, counts };
  });
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
