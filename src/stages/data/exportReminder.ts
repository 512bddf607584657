import { formatAge, changesSinceCopy, type CopiedContents, type DataSetCopy } from './changesSinceCopy.ts';

interface ExportedContents extends CopiedContents {
  /** Null for none. */
  readonly lastExport: DataSetCopy | null;
  readonly nowMs: number;
}

/** How old what an export lacks may be before the header says so. */
const STALE_DAYS = 7;
const DAY_MS = 86_400_000;
const NEVER: DataSetCopy = { atMs: Number.NEGATIVE_INFINITY, holds: null };

/** Whether an export is due, and why in words. */
export interface ExportReminder {
  readonly words: string;
  /** What is not exported is older than {@link STALE_DAYS}: said wherever the user is, in these few words. */
  readonly urgent: string | null;
}

/** What to say about the last export; null where there is nothing to lose. */
export function exportReminder({ lastExport, nowMs, ...contents }: ExportedContents): ExportReminder | null {
  if (contents.files.length + contents.models.length === 0) return null;
  const since = changesSinceCopy(contents, lastExport ?? NEVER);
  const waits = since === null ? 0 : Math.floor((nowMs - since.oldestMs) / DAY_MS);
  const only = since === null ? '' : `${since.isOne ? 'lives' : 'live'} in this browser only`;
  if (lastExport === null) {
    return {
      words: `You have not exported this data set yet: ${since?.words} ${only}.`,
      urgent: waits >= STALE_DAYS ? 'Never exported' : null,
    };
  }
  const age = formatAge(nowMs - lastExport.atMs);
  return {
    words: `The last export is ${age} old${since === null ? ' and holds every file and model' : `; ${since.words} came since and ${only}`}.`,
    urgent: waits >= STALE_DAYS ? `Last export ${age} old` : null,
  };
}
