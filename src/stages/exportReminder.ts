/** What there is and when it was last taken out of the browser. */
interface Holdings {
  /** When each file came in. */
  readonly importedAt: readonly Date[];
  /** When each model was made. */
  readonly trainedAt: readonly Date[];
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
export function exportReminder({ importedAt, trainedAt, lastExportAtMs, nowMs }: Holdings): ExportReminder | null {
  if (importedAt.length + trainedAt.length === 0) return null;
  const since = lastExportAtMs ?? Number.NEGATIVE_INFINITY;
  const files = importedAt.filter((date) => date.getTime() > since);
  const models = trainedAt.filter((date) => date.getTime() > since);
  const oldestMs = Math.min(...[...files, ...models].map((date) => date.getTime()), nowMs);
  const waits = Math.floor((nowMs - oldestMs) / DAY_MS);
  const what = [count(files.length, 'file'), count(models.length, 'model')].filter((part) => part !== '').join(' and ');
  if (lastExportAtMs === null) {
    return {
      words: `You have not exported this data set yet: ${what} ${files.length + models.length === 1 ? 'lives' : 'live'} in this browser only.`,
      urgent: waits >= STALE_DAYS ? 'Never exported' : null,
    };
  }
  const age = Math.floor((nowMs - lastExportAtMs) / DAY_MS);
  const when = age <= 0 ? 'less than a day' : count(age, 'day');
  return {
    words: `The last export is ${when} old${what === '' ? ' and holds every file and model' : `; ${what} came since and ${files.length + models.length === 1 ? 'lives' : 'live'} in this browser only`}.`,
    urgent: what !== '' && waits >= STALE_DAYS ? `Last export ${count(age, 'day')} old` : null,
  };
}

function count(n: number, one: string): string {
  return n === 0 ? '' : `${n} ${one}${n === 1 ? '' : 's'}`;
}
