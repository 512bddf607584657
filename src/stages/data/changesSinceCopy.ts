/** What a copy of the data set has to hold. */
export interface CopiedContents {
  /** When each file came in. */
  readonly importedAt: readonly Date[];
  /** When each model was made. */
  readonly trainedAt: readonly Date[];
}

/** What came since a copy was made. */
export interface ChangesSinceCopy {
  /** How many files and models. */
  readonly words: string;
  readonly isOne: boolean;
  /** When the first of them came, in milliseconds since 1970. */
  readonly oldestMs: number;
}

const DAY_MS = 86_400_000;

/** What came after a moment (milliseconds since 1970); null for nothing. */
export function changesSinceCopy({ importedAt, trainedAt }: CopiedContents, sinceMs: number): ChangesSinceCopy | null {
  const files = importedAt.filter((date) => date.getTime() > sinceMs);
  const models = trainedAt.filter((date) => date.getTime() > sinceMs);
  const oldestMs = [...files, ...models].reduce((least, date) => Math.min(least, date.getTime()), Infinity);
  const parts = [count(files.length, 'file'), count(models.length, 'model')].filter((part) => part !== '');
  return parts.length === 0
    ? null
    : { words: parts.join(' and '), isOne: files.length + models.length === 1, oldestMs };
}

/** An age in whole days. */
export function formatAge(ageMs: number): string {
  const days = Math.floor(ageMs / DAY_MS);
  return days <= 0 ? 'less than a day' : count(days, 'day');
}

function count(n: number, one: string): string {
  return n === 0 ? '' : `${n} ${one}${n === 1 ? '' : 's'}`;
}
