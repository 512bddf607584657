import { AppError } from '../../domain/errors.ts';
import { formatCount } from '../../domain/numberText.ts';
import type { DatabaseContents } from '../../domain/storage.ts';
import type { ImportPolicy } from './mergeIncoming.ts';

/**
 * The database and its backup, each about as large as the file where it is one of ours. The desktop's keeps trials once, where ours
 * keeps them as runs too, and compresses them: 1.3 GB of it became 3.5.
 */
const TIMES_THE_BYTES = { trainer: 2, desktop: 5.5 } as const;
/** So little is not worth asking about: it fits, or the disk is full in any case. */
const SMALL_BYTES = 64 << 20;

/** Refuses more sounds or trials than a tab holds, before anything is changed [S19]. */
export function assertHeld(
  subject: string | null,
  { audioFiles, trials }: Pick<DatabaseContents, 'audioFiles' | 'trials'>,
  { mostFiles, mostTrials }: Pick<ImportPolicy, 'mostFiles' | 'mostTrials'>,
): void {
  const [count, most, what] =
    audioFiles > mostFiles ? [audioFiles, mostFiles, 'sounds'] : [trials, mostTrials, 'trials'];
  if (count <= most) return;
  throw tooMuch(subject, `there would be ${formatCount(count)} ${what}, and a tab holds ${formatCount(most)}`);
}

/** What an import takes of the disk. */
export interface ImportedBytes {
  readonly subject: string | null;
  readonly bytes: number;
  /** What Undo copies of the data set. */
  readonly copiedBytes?: number;
  readonly writtenBy: DatabaseContents['writtenBy'];
  /** What may still be stored; null where the browser does not tell. */
  readonly freeBytes: number | null;
}

/** Refuses, before anything is changed, what the browser has no room for [S19]. */
export function assertRoom({ subject, bytes, copiedBytes = 0, writtenBy, freeBytes: free }: ImportedBytes): void {
  const needed = bytes * TIMES_THE_BYTES[writtenBy] + copiedBytes;
  if (bytes < SMALL_BYTES || free === null || needed <= free) return;
  throw tooMuch(
    subject,
    `it needs about ${gigabytes(needed)}, and the browser grants this page ${gigabytes(free)} more`,
  );
}

/** Bytes that the browser still grants; null where it does not tell. */
export async function freeBytes(): Promise<number | null> {
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  if (estimate?.quota === undefined || estimate.usage === undefined) return null;
  return Math.max(0, estimate.quota - estimate.usage);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function tooMuch(subject: string | null, why: string): AppError {
  return new AppError({
    code: 'bad-database',
    stage: 'import',
    subject,
    message:
      `${subject ?? 'This file'} cannot be imported: ${why}. Nothing was changed. Take a part of it, or work on it outside of the ` +
      'browser: npm run batch.',
  });
}
