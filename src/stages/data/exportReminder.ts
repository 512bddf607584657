import { ageOf, changesSinceCopy, formatAge, type CopiedContents, type DataSetCopy } from './changesSinceCopy.ts';

interface ExportedContents extends CopiedContents {
  /** Null for none. */
  readonly lastExport: DataSetCopy | null;
  readonly nowMs: number;
}

/** How old what an export lacks may be before the header says so. */
const STALE_MS = 7 * 86_400_000;
const NEVER: DataSetCopy = { atMs: Number.NEGATIVE_INFINITY, holds: null };

/** Whether an export is due, and why in words. */
export interface ExportReminder {
  readonly words: string;
  /** Whether there is anything that no export holds. */
  readonly isDue: boolean;
  /** What is not exported is older than {@link STALE_MS}: said wherever the user is, in these few words. */
  readonly urgent: string | null;
}

/** What to say about the last export; null where there is nothing to lose. */
export function exportReminder({ lastExport, nowMs, ...contents }: ExportedContents): ExportReminder | null {
  if (contents.files.ids.length + contents.models.ids.length === 0) return null;
  const since = changesSinceCopy(contents, lastExport ?? NEVER, nowMs);
  const isUrgent = since !== null && since.waitsMs >= STALE_MS;
  const only = since === null ? '' : `${since.isOne ? 'lives' : 'live'} in this browser only`;
  if (lastExport === null) {
    return {
      isDue: true,
      words: `You have not exported this data set yet: ${since?.words} ${only}.`,
      urgent: isUrgent ? 'Never exported' : null,
    };
  }
  const age = formatAge(ageOf(lastExport.atMs, nowMs));
  return {
    isDue: since !== null,
    words: `The last export is ${age}${since === null ? ' and holds every file and model' : `; ${since.words} came since and ${only}`}.`,
    urgent: isUrgent ? `Last export ${age}` : null,
  };
}
