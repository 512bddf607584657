import { plural } from '../../domain/numberText.ts';

/** Things by their ids, and when each came or was made, in milliseconds since 1970. */
export interface Arrivals {
  readonly ids: readonly string[];
  readonly atMs: Float64Array;
}

/** What a copy of the data set has to hold. */
export interface CopiedContents {
  readonly files: Arrivals;
  readonly models: Arrivals;
}

/** A copy of the data set. */
export interface DataSetCopy {
  /** When it was made, in milliseconds since 1970. */
  readonly atMs: number;
  /** The ids in it; null where only its time is known, by which it is judged then. */
  readonly holds: { readonly files: ReadonlySet<string>; readonly models: ReadonlySet<string> } | null;
}

/** What came since a copy was made. */
export interface ChangesSinceCopy {
  /** How many files and models. */
  readonly words: string;
  readonly isOne: boolean;
  /** How long the first of them may have waited for a copy, in milliseconds. */
  readonly waitsMs: number;
}

const DAY_MS = 86_400_000;
const CLOCK_TOLERANCE_MS = 60_000;

/** What a copy lacks; null for nothing. A time before the copy's own is of another clock [S9]. */
export function changesSinceCopy(
  contents: CopiedContents,
  { atMs, holds }: DataSetCopy,
  nowMs: number,
): ChangesSinceCopy | null {
  let longestMs = 0;
  const lacking = ({ ids, atMs: cameAtMs }: Arrivals, held: ReadonlySet<string> | undefined) => {
    let lacks = 0;
    ids.forEach((id, i) => {
      const cameMs = cameAtMs[i] ?? Number.NaN;
      if (held === undefined ? cameMs <= atMs : held.has(id)) return;
      lacks += 1;
      longestMs = Math.max(longestMs, ageOf(cameMs, nowMs));
    });
    return lacks;
  };
  const files = lacking(contents.files, holds?.files);
  const models = lacking(contents.models, holds?.models);
  const parts = [count(files, 'file'), count(models, 'model')].filter((part) => part !== '');
  return parts.length === 0
    ? null
    : {
        words: parts.join(' and '),
        isOne: files + models === 1,
        waitsMs: Math.min(longestMs, ageOf(atMs, nowMs)),
      };
}

/** How long ago that was, in milliseconds; what lies ahead is of a clock that was set back, and old [S9]. */
export function ageOf(atMs: number, nowMs: number): number {
  return atMs > nowMs + CLOCK_TOLERANCE_MS ? Infinity : nowMs - atMs;
}

/** An age in whole days, or that it is not known. */
export function formatAge(ageMs: number): string {
  if (ageMs === Infinity) return 'dated ahead of this clock';
  const days = Math.floor(ageMs / DAY_MS);
  return `${days <= 0 ? 'less than a day' : count(days, 'day')} old`;
}

function count(n: number, one: string): string {
  return n === 0 ? '' : plural(n, one);
}
