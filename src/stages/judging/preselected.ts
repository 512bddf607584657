import { descriptorsToVector, type Descriptors } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import type { ListeningCandidate } from '../../domain/listening.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { proxyTerms } from '../../ml/objective/proxy.ts';
import type { ListeningSource } from '../listening/sound/listeningSound.ts';
import { soundKey } from '../listening/sound/soundKey.ts';
import {
  DEFAULTS,
  descriptorsOfSource,
  splitCandidates,
  type ChosenCandidate,
} from '../listening/choices/splitCandidates.ts';
import { selectionWords } from './gainWords.ts';
import { measureKey } from './measureKey.ts';
import type { FilePrediction } from '../prediction/predictionStage.ts';
import type { Tools } from '../tools.ts';
import type { JudgeStage } from './judgeStage.ts';

/** What is compared on a sound (J1). */
export interface Comparison {
  readonly candidates: readonly ListeningCandidate[];
  /** The place of the safest (J3); null where none is safe. */
  readonly safest: number | null;
  readonly key: string;
}

/** The one rule for what is preselected among the candidates of a sound (J6). @param verdict null where there is none. */
export function preselected(candidates: readonly ListeningCandidate[], verdict: Verdict | null): ListeningCandidate {
  const judged = verdict?.kind === 'chosen' ? verdict.candidateId : null;
  return (
    candidates.find(({ id }) => id === judged) ??
    candidates.find(({ isSafest }) => isSafest) ??
    candidates.find(({ isOptimum }) => isOptimum) ??
    DEFAULTS
  );
}

/** Which of a sound's candidates are judged. @param measure of `measureKey`. */
export function comparisonOf(all: readonly ListeningCandidate[], measure: string): Comparison {
  const collection = all.find(({ id }) => id.startsWith('collection-'));
  const judged = new Set(['defaults', 'predicted', 'learned', ...(collection === undefined ? ['general'] : [])]);
  const candidates = all.filter(
    (candidate) => candidate === collection || candidate.isOptimum || judged.has(candidate.id),
  );
  const values = candidates.map((candidate) => [
    candidate.id,
    ...HYPERPARAMETERS.map(({ key }) => candidate.hyperparameters[key]),
  ]);
  return {
    candidates,
    safest: collection === undefined ? null : candidates.indexOf(collection),
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

/** What was offered for an answer: a sound of the data set as long as it is there, with all that is known and was chosen of it. */
export function sourceOf(
  { dataSet }: Pick<Tools, 'dataSet'>,
  { offered: { audioId, path } }: Pick<FilePrediction, 'offered'>,
): ListeningSource {
  return audioId === undefined || dataSet.get(audioId) === undefined
    ? { kind: 'offered', path }
    : { kind: 'data-set', audioId, path };
}

/**
 * What goes into the preset of a sound that a model answered for: what the user chose, else what is preselected.
 *
 * @param candidateOf what was chosen under Hear for a sound, by its key.
 */
export function selectionOf(
  deps: Dependencies,
  filePrediction: FilePrediction,
  candidateOf: (key: string) => ChosenCandidate,
): Selection {
  const source = sourceOf(deps, filePrediction);
  const descriptors = descriptorsOfSource(deps, source) ?? filePrediction.descriptors;
  const { id, imported } = candidateOf(soundKey(source));
  return selectionFor(deps, source, descriptors, { id: filePrediction.chosen ?? id, imported });
}

/**
 * What goes into a sound's preset.
 *
 * @param chosen no id, or one that is gone, leaves it to the one rule.
 */
export function selectionFor(
  deps: Dependencies,
  source: ListeningSource,
  descriptors: Descriptors,
  chosen: ChosenCandidate,
): Selection {
  const vector = descriptorsToVector(descriptors);
  const candidates = splitCandidates(deps, source, descriptors, chosen.imported).map(
    ({ id, label, hyperparameters, isOptimum = false, isSafest = false }): ScoredCandidate => ({
      id,
      label,
      hyperparameters,
      isOptimum,
      isSafest,
      score: proxyTerms(vector, hyperparameters).score,
    }),
  );
  const verdict = deps.judge.verdictOf(source, comparisonOf(candidates, measureKey(deps)).key);
  const { id } = candidates.find((candidate) => candidate.id === chosen.id) ?? preselected(candidates, verdict);
  const selected = candidates.find((candidate) => candidate.id === id);
  if (selected === undefined) throw new RangeError("every sound can be split by the plugin's defaults");
  return { candidates, selected, verdict };
}
