import { TARGET_COUNT, TARGETS } from '../../domain/hyperparameters.ts';

/** Where one of the five values is searched: low < high, both finite. */
export interface SearchRange {
  readonly low: number;
  readonly high: number;
}

/** The ranges that a search over a file uses (H). */
export const GLOBAL_RANGES: readonly SearchRange[] = TARGETS;

/** Throws a RangeError unless there are five ranges that can be searched. */
export function checkRanges(ranges: readonly SearchRange[]): void {
  if (ranges.length !== TARGET_COUNT) {
    throw new RangeError(`a search needs ${TARGET_COUNT} ranges, not ${ranges.length}`);
  }
  for (const { low, high } of ranges) {
    if (!(low < high && Number.isFinite(high - low))) {
      throw new RangeError(`a search range rises from one finite end to another, not from ${low} to ${high}`);
    }
  }
}
