import { plural } from '../../domain/numberText.ts';
/** A file by when it came in, a model by when it was made. */
interface Dated {
  readonly id: string;
  readonly at: Date;
}

/** What a copy of the data set has to hold. */
export interface CopiedContents {
  readonly files: readonly Dated[];
  readonly models: readonly Dated[];
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
  /** When the first of them came at the earliest, in milliseconds since 1970. */
  readonly oldestMs: number;
}

const DAY_MS = 86_400_000;

/** What a copy lacks; null for nothing. A time before the copy's own is of another clock [S9]. */
export function changesSinceCopy(contents: CopiedContents, { atMs, holds }: DataSetCopy): ChangesSinceCopy | null {
  const lacking = (all: readonly Dated[], held: ReadonlySet<string> | undefined) =>
    all.filter(({ id, at }) => (held === undefined ? at.getTime() > atMs : !held.has(id)));
  const files = lacking(contents.files, holds?.files);
  const models = lacking(contents.models, holds?.models);
  const earliestMs = [...files, ...models].reduce((least, { at }) => Math.min(least, at.getTime()), Infinity);
  const parts = [count(files.length, 'file'), count(models.length, 'model')].filter((part) => part !== '');
  return parts.length === 0
    ? null
    : { words: parts.join(' and '), isOne: files.length + models.length === 1, oldestMs: Math.max(earliestMs, atMs) };
}

/** An age in whole days. */
export function formatAge(ageMs: number): string {
  const days = Math.floor(ageMs / DAY_MS);
  return days <= 0 ? 'less than a day' : count(days, 'day');
}

function count(n: number, one: string): string {
  return n === 0 ? '' : plural(n, one);
}
