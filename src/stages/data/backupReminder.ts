import { ageOf, changesSinceCopy, formatAge, type CopiedContents, type DataSetCopy } from './changesSinceCopy.ts';

/** A backup is made once a day where anything was written: one that is older was not made for a reason. */
const OLD_AFTER_MS = 2 * 86_400_000;

/** Whether something may have kept a backup from being renewed. */
export function isBackupOld(madeAt: Date, nowMs: number): boolean {
  return ageOf(madeAt.getTime(), nowMs) >= OLD_AFTER_MS;
}

/** What to say about a backup that is old; null for one that lacks nothing. */
export function oldBackupReminder(backup: DataSetCopy, nowMs: number, contents: CopiedContents): string | null {
  const since = changesSinceCopy(contents, backup, nowMs);
  if (since === null) return null;
  return (
    `The backup is ${formatAge(ageOf(backup.atMs, nowMs))}; ${since.words} came since and ${since.isOne ? 'is' : 'are'} not in it. ` +
    'Press Back Up Now.'
  );
}
