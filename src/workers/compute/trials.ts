import { packTrials, unpackTrials } from '../../domain/packedTrials.ts';
import type { Trial } from '../../domain/trials.ts';
import { refinementRanges } from '../../ml/optimisation/refinement.ts';
import { Study } from '../../ml/optimisation/study.ts';
import type { ComputeCalls, SearchRequest } from '../contracts/compute.ts';
import { transfer } from '../pool/transfer.ts';

/** How long trials are collected before they are handed over: short enough to look live and to stop at once. */
const HAND_OVER_MS = 40;

/** Trials by the ask-and-tell loop of a study (rules T). */
export const trialsCalls = {
  async search(request, onTrials) {
    const study = openStudy(request);
    let goOn = true;
    while (goOn && study.trialCount < request.budget.totalTrials) {
      const batch: Trial[] = [];
      const until = performance.now() + HAND_OVER_MS;
      while (study.trialCount < request.budget.totalTrials && performance.now() < until) batch.push(study.next());
      const packed = packTrials(batch);
      goOn = await onTrials(transfer(packed, [packed.buffer]));
    }
  },

  async searchToEnd(request) {
    const study = openStudy(request);
    const trials: Trial[] = [];
    while (study.trialCount < request.budget.totalTrials) trials.push(study.next());
    const packed = packTrials(trials);
    return transfer(packed, [packed.buffer]);
  },
} satisfies Partial<ComputeCalls>;

function openStudy({ descriptors, budget, finished, refineAround }: SearchRequest): Study {
  return new Study({
    descriptors,
    budget,
    finished: unpackTrials(finished),
    ...(refineAround === null ? {} : { ranges: refinementRanges(refineAround) }),
  });
}
