import { formatCount, formatScore, plural } from '../shared/text/format.ts';
import type { Verdict } from '../shared/verdictCard.ts';

/** What helps a search on: a run of the selected file, or of all, its end, its going on, or descriptors first. */
export type SearchStep = 'one' | 'all' | 'stop' | 'resume' | 'import';

/** How a search stands. */
interface Standing {
  readonly files: number;
  /** How many of them have descriptors. */
  readonly described: number;
  /** How many of these lack best parameters. */
  readonly missing: number;
  /** Of the selected file; empty for none. */
  readonly path: string;
  /** Whether a search runs or waits. */
  readonly isRunning: boolean;
  /** The run of the selected file that is shown; null for none. */
  readonly run: {
    readonly trials: number;
    readonly score: number | undefined;
    readonly isResumable: boolean;
  } | null;
  /** What a search needs, in a sentence. */
  readonly needs: string;
}

/** How far a search is, and what brings it on. */
export function searchVerdict(standing: Standing): Verdict<SearchStep> {
  const { files, described, missing, path, isRunning, run, needs } = standing;
  if (described === 0) {
    return { heading: files === 0 ? 'No sounds yet' : 'No descriptors yet', words: [needs], step: 'import' };
  }
  const heading =
    missing === 0
      ? `Best parameters for ${described === 1 ? 'the sound' : `all ${formatCount(described)} sounds`}`
      : `Best parameters for ${formatCount(described - missing)} of ${plural(described, 'sound')}`;
  if (isRunning) return { heading, words: ['A search runs. Stop keeps the trials that it has.'], step: 'stop' };
  if (run?.isResumable === true) {
    const words = `The search of ${path} is not complete: it has ${plural(run.trials, 'trial')}. Resume goes on where it was.`;
    return { heading, words: [words], step: 'resume' };
  }
  if (missing > 1) {
    return {
      heading,
      words: ['Run BO for All searches each sound that lacks them by trials, one after another.'],
      step: 'all',
    };
  }
  const words =
    run === null || run.trials < 2
      ? `No search by trials on ${path} yet. Run BO shows how far its score goes and which values matter.`
      : `The best of ${plural(run.trials, 'trial')} on ${path} reached ${formatScore(run.score)}. See below which values mattered.`;
  return { heading, words: [words], step: 'one' };
}
