import { PACKED_TRIAL_WIDTH, unpackTrials, type PackedTrials } from '../../domain/packedTrials.ts';
import type { Trial } from '../../domain/trials.ts';
import { PageTurns } from '../jobs/pageTurns.ts';

const TRIALS_AT_ONCE = 1000;

/** Unpacks trials a few at a time: a hundred thousand at once would hold up the page for a tenth of a second, a million for more than one. */
export async function unpackInTurns(packed: PackedTrials): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  const step = TRIALS_AT_ONCE * PACKED_TRIAL_WIDTH;
  const turns = new PageTurns();
  for (let from = 0; from < packed.length; from += step) {
    for (const trial of unpackTrials(packed.subarray(from, from + step))) trials.push(trial);
    await turns.next();
  }
  return trials;
}
