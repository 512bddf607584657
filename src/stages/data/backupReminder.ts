import { formatAge, changesSinceCopy, type CopiedContents } from './changesSinceCopy.ts';

/** A backup is made once a day where anything was written: one that is older was not made for a reason. */
const OLD_AFTER_MS = 2 * 86_400_000;

/** What to say about a backup that is old; null for one that is not. */
export function backupReminder(madeAt: Date, nowMs: number, contents: CopiedContents): string | null {
  const ageMs = nowMs - madeAt.getTime();
  const since = changesSinceCopy(contents, { atMs: madeAt.getTime(), holds: null });
  if (ageMs < OLD_AFTER_MS || since === null) return null;
  return (
    `The backup is ${formatAge(ageMs)} old; ${since.words} came since and ${since.isOne ? 'is' : 'are'} not in it. ` +
    'Press Back Up Now.'
  );
}
