import { PACKED_TRIAL_WIDTH, trialRows, type PackedTrials } from '../../domain/packedTrials.ts';
import type { Trial } from '../../domain/trials.ts';
import { PageTurns } from '../jobs/pageTurns.ts';

const TRIALS_AT_ONCE = 10_000;

/** Trials as {@link trialRows}, a few at a time: a million at once would hold up the page. */
export async function trialsInTurns(packed: PackedTrials): Promise<readonly Trial[]> {
  const count = packed.length / PACKED_TRIAL_WIDTH;
  const trials: Trial[] = [];
  const turns = new PageTurns();
  for (let from = 0; from < count; from += TRIALS_AT_ONCE) {
    for (const trial of trialRows(packed, from, from + TRIALS_AT_ONCE)) trials.push(trial);
    await turns.next();
  }
  return trials;
}
