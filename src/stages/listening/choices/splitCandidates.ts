import { descriptorsToVector, isSilent, type Descriptors } from '../../../domain/descriptors.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../../domain/hyperparameters.ts';
import { otherMeasure } from '../../../domain/measured.ts';
import type { ListeningCandidate } from '../../../domain/listening.ts';
import { playable } from '../../../domain/playable.ts';
import { hyperparametersOfState } from '../../../domain/pluginParameters.ts';
import { decodeCollectionOutcome } from '../../../formats/collectionOutcome.ts';
import type { ReadPluginPreset } from '../../../formats/presets/readPluginPreset.ts';
import { GENERAL_PRESET } from '../../../ml/measured/generalPreset.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../../ml/measured/pluginDefaults.ts';
import { withBaseAndSkew } from '../../../ml/objective/decode.ts';
import { playableBest } from '../../../ml/objective/globalSearch.ts';
import { predict } from '../../../ml/prediction/predict.ts';
import { measureNow } from '../../model/pluginInUse.ts';
import type { ModelStage } from '../../model/modelStage.ts';
import type { FilePrediction, PredictionStage } from '../../prediction/predictionStage.ts';
import type { Tools } from '../../tools.ts';
import type { ListeningSource } from '../sound/listeningSound.ts';
import type { PreferenceStage } from '../comparison/preferenceStage.ts';

interface Dependencies extends Pick<Tools, 'dataSet' | 'settings'> {
  readonly sources: Pick<Tools['sources'], 'presenceOf'>;
  readonly models: ModelStage;
  readonly prediction: PredictionStage;
  readonly preferences: PreferenceStage;
}

export const DEFAULTS: ListeningCandidate = {
  id: 'defaults',
  label: 'Plugin defaults',
  hyperparameters: DEFAULT_HYPERPARAMETERS,
};
export const IMPORTED = 'imported';

/** What was chosen under Hear for a sound: a candidate's id, null for none; and the preset that was imported for it. */
export interface ChosenCandidate {
  readonly id: string | null;
  readonly imported: ReadPluginPreset | null;
}

/** A candidate's id once its sound is of the data set, of which direct search is a candidate in its own right (J6). */
export function ofStored(id: string | null, answered: Pick<FilePrediction, 'refined'> | undefined): string | null {
  return id === 'refined' && (answered?.refined?.search ?? null) === null ? 'direct' : id;
}

const MOST_OPTIMA = 100;
const optima = new Map<string, Hyperparameters>();

/** What is known of a sound's descriptors; null where nothing was computed yet. */
export function descriptorsOfSource(deps: Dependencies, source: ListeningSource): Descriptors | null {
  const stored = source.kind === 'data-set' ? deps.dataSet.descriptorsOf(source.audioId) : null;
  if (stored !== null) return stored;
  return deps.prediction.filePredictions.value.find(({ offered }) => offered.path === source.path)?.descriptors ?? null;
}

/** Every way to split a sound. @param descriptors of the sound; null where it has none. */
export function splitCandidates(
  deps: Dependencies,
  source: ListeningSource | null,
  descriptors: Descriptors | null,
  imported: ReadPluginPreset | null,
): readonly ListeningCandidate[] {
  const candidates: ListeningCandidate[] = [DEFAULTS];
  const add = (id: string, label: string, hyperparameters: Hyperparameters | undefined, isOptimum = false) => {
    if (hyperparameters !== undefined) candidates.push({ id, label, hyperparameters, isOptimum });
  };
  // Of silence nothing is split, and what would be found for it means nothing.
  if (source !== null && (descriptors === null || !isSilent(descriptors))) {
    const vector = descriptors === null ? null : descriptorsToVector(descriptors);
    const audioId = source.kind === 'data-set' ? source.audioId : null;
    const { predicted, refined, isRefined, isDirect } = answers(deps, source, vector);
    add('predicted', 'Predicted', predicted, audioId === null && !isRefined);
    add('refined', 'Refined', refined, isRefined);
    const best = audioId === null ? undefined : deps.dataSet.get(audioId)?.best?.hyperparameters;
    // What direct search found is kept as a sound's best, too: there were no trials then.
    const isOfTrials = best !== undefined && (vector === null || !areEqual(best, directBest(vector)));
    add('best', 'Best of the trials', isOfTrials ? best : undefined);
    if (!isDirect && vector !== null) {
      add('direct', 'Direct search', directBest(vector), audioId !== null || predicted === undefined);
    }
    const collections = collectionPresets(deps, audioId);
    const isGeneralSafest = isHeard(deps, source) && vector !== null && !collections.some(({ isSafest }) => isSafest);
    candidates.push(...collections);
    candidates.push({
      id: 'general',
      label: 'General preset',
      hyperparameters: GENERAL_PRESET,
      isSafest: isGeneralSafest,
    });
    if (audioId !== null) {
      add('learned', 'Learned by listening', deps.preferences.optima.value.get(audioId)?.hyperparameters);
    }
  }
  if (imported !== null) {
    const wanted =
      imported.kind === 'json'
        ? imported.preset.hyperparameters
        : withBaseAndSkew(hyperparametersOfState(imported.parameters));
    add(IMPORTED, `Imported: ${imported.name}`, wanted);
  }
  return candidates;
}

/** Whether a sound is of the data set and at hand, so that it can be judged: where it is not, descriptors are all there is to go by. */
function isHeard({ sources }: Dependencies, source: ListeningSource): boolean {
  return source.kind === 'data-set' && sources.presenceOf(source) === 'here';
}

interface Answers {
  readonly predicted?: Hyperparameters;
  readonly refined?: Hyperparameters;
  /** Whether the refined answer is the better one, and whether it is that of direct search. */
  readonly isRefined: boolean;
  readonly isDirect: boolean;
}

const NO_REFINEMENT = { isRefined: false, isDirect: false } as const;

/** What the model answers to a sound and, for one that is not of the data set, that answer refined (J6). */
function answers({ models, prediction }: Dependencies, source: ListeningSource, vector: Float64Array | null): Answers {
  const isStored = source.kind === 'data-set';
  const answered = prediction.filePredictions.value.find(({ offered }) =>
    isStored ? offered.audioId === source.audioId : source.kind === 'offered' && offered.path === source.path,
  );
  if (answered !== undefined) {
    const { predicted, refined } = answered;
    const answer = { ...NO_REFINEMENT, predicted: predicted.hyperparameters };
    const isDirect = refined?.search === null;
    // Of a sound of the data set, direct search is a candidate in its own right.
    if (refined === null || (isStored && isDirect)) return answer;
    const isRefined = !isStored && refined.score > predicted.score;
    return { ...answer, refined: refined.hyperparameters, isRefined, isDirect };
  }
  const model = models.answering.value;
  if (model === null || vector === null) return NO_REFINEMENT;
  const predicted = playable(predict(model, vector).hyperparameters);
  // Direct search is of the proxy's score, which says nothing of what another objective taught.
  return isStored || model.objective !== 'proxy'
    ? { ...NO_REFINEMENT, predicted }
    : { predicted, refined: directBest(vector), isRefined: true, isDirect: true };
}

/** The playable optimum, which takes some milliseconds: searched once for the sounds that were asked about last. */
function directBest(vector: Float64Array): Hyperparameters {
  const key = vector.join(' ');
  const best = optima.get(key) ?? playableBest(vector).hyperparameters;
  optima.delete(key);
  optima.set(key, best);
  const [oldest] = optima.keys();
  if (optima.size > MOST_OPTIMA && oldest !== undefined) optima.delete(oldest);
  return best;
}

function areEqual(one: Hyperparameters, other: Hyperparameters): boolean {
  return HYPERPARAMETERS.every(({ key }) => Math.abs(one[key] - other[key]) <= 1e-6 * (1 + Math.abs(other[key])));
}

/** The presets of the collections that hold a file; of the newest that there is where none does, or for another sound. */
function collectionPresets(deps: Dependencies, audioId: string | null): readonly ListeningCandidate[] {
  const { dataSet } = deps;
  const now = measureNow(deps);
  const found = dataSet.collections.value.flatMap(({ collectionId, name, audioIds, measure, resultJson }) => {
    const { result } = decodeCollectionOutcome(resultJson);
    const isOwn = audioId !== null && audioIds.includes(audioId);
    if (result === null) return [];
    const { hyperparameters } = result;
    // What an earlier measure found is heard, but the judge does not take it for safe.
    const other = otherMeasure(measure, now);
    const mark = other === 'earlier' ? 'earlier measure' : 'another model in the plugin';
    const candidate =
      other === null
        ? { id: `collection-${collectionId}`, label: `Collection ${name}`, isSafest: isOwn }
        : { id: `earlier-collection-${collectionId}`, label: `Collection ${name} (${mark})` };
    return [{ isOwn, candidate: { ...candidate, hyperparameters } }];
  });
  const own = found.filter(({ isOwn }) => isOwn);
  return (own.length > 0 ? own : found.slice(0, 1)).map(({ candidate }) => candidate);
}
