import { formatAge, changesSinceCopy, type CopiedContents } from './changesSinceCopy.ts';

interface ExportedContents extends CopiedContents {
  /** Milliseconds since 1970; null for never. */
  readonly lastExportAtMs: number | null;
  readonly nowMs: number;
}

/** How old what an export lacks may be before the header says so. */
const STALE_DAYS = 7;
const DAY_MS = 86_400_000;

/** Whether an export is due, and why in words. */
export interface ExportReminder {
  readonly words: string;
  /** What is not exported is older than {@link STALE_DAYS}: said wherever the user is, in these few words. */
  readonly urgent: string | null;
}

/** What to say about the last export; null where there is nothing to lose. */
export function exportReminder({ lastExportAtMs, nowMs, ...contents }: ExportedContents): ExportReminder | null {
  if (contents.importedAt.length + contents.trainedAt.length === 0) return null;
  const since = changesSinceCopy(contents, lastExportAtMs ?? Number.NEGATIVE_INFINITY);
  const waits = since === null ? 0 : Math.floor((nowMs - since.oldestMs) / DAY_MS);
  const only = since === null ? '' : `${since.isOne ? 'lives' : 'live'} in this browser only`;
  if (lastExportAtMs === null) {
    return {
      words: `You have not exported this data set yet: ${since?.words} ${only}.`,
      urgent: waits >= STALE_DAYS ? 'Never exported' : null,
    };
  }
  const age = formatAge(nowMs - lastExportAtMs);
  return {
    words: `The last export is ${age} old${since === null ? ' and holds every file and model' : `; ${since.words} came since and ${only}`}.`,
    urgent: waits >= STALE_DAYS ? `Last export ${age} old` : null,
  };
}
