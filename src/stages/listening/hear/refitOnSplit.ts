import { effect, untracked, type ReadonlySignal } from '@preact/signals-core';
import type { HearState, ListeningCandidate } from '../../../domain/listening.ts';
import { isOwnTreatment, type TreatmentId } from '../../../domain/treatments.ts';

/** How a candidate splits a sound. */
export const splitOf = ({ hyperparameters }: ListeningCandidate): string => JSON.stringify(hyperparameters);

/**
 * Has a treatment that was chosen by name fitted anew once the sound is split in another way, by hand or by the judge: what is
 * heard is then what an export of the sound writes.
 *
 * @param isFree whether anything may be fitted now. Reads signals.
 */
export function refitOnSplit(
  state: ReadonlySignal<HearState>,
  chosen: ReadonlySignal<ListeningCandidate>,
  isFree: () => boolean,
  refit: (treatment: TreatmentId) => void,
): void {
  effect(() => {
    const { treatment, fittedTo } = state.value;
    const split = splitOf(chosen.value);
    if (!isFree() || fittedTo === undefined || fittedTo === split) return;
    if (treatment !== null && !isOwnTreatment(treatment)) untracked(() => refit(treatment));
  });
}
