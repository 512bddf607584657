import type { ListeningCandidate } from '../../domain/listening.ts';
import type { MeasuredSettings } from '../../domain/measured.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { DEFAULTS, IMPORTED } from '../listening/splitCandidates.ts';

/** What the judge said, and of what. */
export interface Judged {
  /** Of the candidates and the measure: another one makes what was said a thing of the past. */
  readonly key: string;
  /** The model whose answer was among the candidates; null for none. */
  readonly modelId: string | null;
  readonly verdict: Verdict;
}

/** What is compared on a sound (J1). */
export interface Comparison {
  readonly candidates: readonly ListeningCandidate[];
  /** The place of the safest (J3). */
  readonly safest: number;
  readonly key: string;
}

/** The one rule for what is preselected among the candidates of a sound (J6). @param verdict null where there is none. */
export function preselected(candidates: readonly ListeningCandidate[], verdict: Verdict | null): ListeningCandidate {
  const judged = verdict?.kind === 'chosen' ? verdict.candidateId : null;
  return (
    candidates.find(({ id }) => id === IMPORTED) ??
    candidates.find(({ id }) => id === judged) ??
    candidates.find(({ isOptimum }) => isOptimum) ??
    DEFAULTS
  );
}

/** Which of a sound's candidates are judged, and by which measure. */
export function comparisonOf(
  all: readonly ListeningCandidate[],
  { clusterCount, changeWeight, seed }: MeasuredSettings,
): Comparison {
  const collection = all.find(({ id }) => id.startsWith('collection-'));
  const candidates = all.filter(
    (candidate) =>
      candidate === collection || candidate.isOptimum || ['defaults', 'predicted', 'learned'].includes(candidate.id),
  );
  const safest = collection ?? candidates.find(({ isOptimum }) => isOptimum) ?? DEFAULTS;
  const values = candidates.map(({ id, hyperparameters }) => [id, hyperparameters]);
  return {
    candidates,
    safest: candidates.findIndex(({ id }) => id === safest.id),
    key: JSON.stringify([clusterCount, changeWeight, seed, values]),
  };
}
