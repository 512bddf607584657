import { descriptorsToVector, type Descriptors } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import type { ListeningCandidate } from '../../domain/listening.ts';
import type { ReadPluginPreset } from '../../formats/presets/readPluginPreset.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { proxyTerms } from '../../ml/objective/proxy.ts';
import type { ListeningSource } from '../listening/listeningSound.ts';
import { DEFAULTS, splitCandidates } from '../listening/splitCandidates.ts';
import { selectionWords } from './gainWords.ts';
import { measureKey } from './measureKey.ts';
import type { FilePrediction } from '../prediction/predictionStage.ts';
import type { Tools } from '../tools.ts';
import type { JudgeStage } from './judgeStage.ts';

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
  return candidates.find(({ id }) => id === judged) ?? candidates.find(({ isOptimum }) => isOptimum) ?? DEFAULTS;
}

/** Which of a sound's candidates are judged. @param measure of `measureKey`. */
export function comparisonOf(all: readonly ListeningCandidate[], measure: string): Comparison {
  const collection = all.find(({ id }) => id.startsWith('collection-'));
  const candidates = all.filter(
    (candidate) =>
      candidate === collection || candidate.isOptimum || ['defaults', 'predicted', 'learned'].includes(candidate.id),
  );
  const safest = collection ?? candidates.find(({ isOptimum }) => isOptimum) ?? DEFAULTS;
  const values = candidates.map((candidate) => [
    candidate.id,
    ...HYPERPARAMETERS.map(({ key }) => candidate.hyperparameters[key]),
  ]);
  return {
    candidates,
    safest: candidates.findIndex(({ id }) => id === safest.id),
    key: measure + JSON.stringify(values),
  };
}

/** A candidate with its proxy score on the sound's unperturbed descriptors, so that all compare. */
interface ScoredCandidate extends ListeningCandidate {
  readonly score: number;
}

/** A sound with every way to split it, and which of them is selected. */
export interface Selection {
  readonly candidates: readonly ScoredCandidate[];
  readonly selected: ScoredCandidate;
  /** Null where the sound was not judged yet. */
  readonly verdict: Verdict | null;
}

/** What is selected and whether a judge chose it, as a clause. */
export function choiceWords({ selected, verdict }: Selection): string {
  return verdict === null ? `${selected.label}, not judged` : selectionWords(selected, verdict);
}

type Dependencies = Parameters<typeof splitCandidates>[0] &
  Pick<Tools, 'settings'> & { readonly judge: Pick<JudgeStage, 'verdictOf'> };

/** What goes into the preset of a sound that a model answered for: what the user chose, else what is preselected. */
export function selectionOf(deps: Dependencies, { offered, descriptors, chosen }: FilePrediction): Selection {
  return selectionFor(deps, { kind: 'offered', path: offered.path }, descriptors, chosen);
}

/**
 * What goes into a sound's preset.
 *
 * @param chosen the id of the user's choice; null, or one that is gone, leaves it to the one rule.
 * @param imported the preset that was imported for the sound; null for none.
 */
export function selectionFor(
  deps: Dependencies,
  source: ListeningSource,
  descriptors: Descriptors,
  chosen: string | null,
  imported: ReadPluginPreset | null = null,
): Selection {
  const vector = descriptorsToVector(descriptors);
  const candidates = splitCandidates(deps, source, descriptors, imported).map(
    ({ id, label, hyperparameters, isOptimum }): ScoredCandidate => ({
      id,
      label,
      hyperparameters,
      isOptimum: isOptimum === true,
      score: proxyTerms(vector, hyperparameters).score,
    }),
  );
  const verdict = deps.judge.verdictOf(source, comparisonOf(candidates, measureKey(deps)).key);
  const { id } = candidates.find((candidate) => candidate.id === chosen) ?? preselected(candidates, verdict);
  const selected = candidates.find((candidate) => candidate.id === id);
  if (selected === undefined) throw new RangeError('every sound can be split by the plugin’s defaults');
  return { candidates, selected, verdict };
}
