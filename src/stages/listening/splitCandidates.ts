import type { CollectionResult } from '../../domain/collection.ts';
import { descriptorsToVector, type Descriptors } from '../../domain/descriptors.ts';
import { hyperparametersOfState } from '../../domain/pluginParameters.ts';
import { MEASURE } from '../../domain/measured.ts';
import type { ListeningCandidate } from '../../domain/listening.ts';
import type { ReadPluginPreset } from '../../formats/presets/readPluginPreset.ts';
import { PLUGIN_DEFAULTS } from '../../ml/measured/pluginDefaults.ts';
import { withBaseAndSkew } from '../../ml/objective/decode.ts';
import { playableBest } from '../../ml/objective/globalSearch.ts';
import { predict } from '../../ml/prediction/predict.ts';
import type { ModelStage } from '../model/modelStage.ts';
import type { PredictionStage } from '../prediction/predictionStage.ts';
import type { Tools } from '../tools.ts';
import type { ListeningSource } from './listeningStage.ts';
import type { PreferenceStage } from './preferenceStage.ts';

interface Dependencies extends Pick<Tools, 'dataSet'> {
  readonly models: ModelStage;
  readonly prediction: PredictionStage;
  readonly preferences: PreferenceStage;
}

export const DEFAULTS: ListeningCandidate = {
  id: 'defaults',
  label: 'Plugin defaults',
  hyperparameters: PLUGIN_DEFAULTS,
};
export const IMPORTED = 'imported';

/** The first of these that there is splits a sound until the user says otherwise: one of the data set, and any other. */
const PREFERRED = {
  'data-set': [IMPORTED, 'learned', 'direct'],
  new: [IMPORTED, 'refined', 'predicted', 'direct'],
};

export function preferredCandidate(
  candidates: readonly ListeningCandidate[],
  source: ListeningSource | null,
): ListeningCandidate {
  const order = PREFERRED[source?.kind === 'data-set' ? 'data-set' : 'new'];
  return order.flatMap((id) => candidates.filter((candidate) => candidate.id === id))[0] ?? DEFAULTS;
}

/** What is known of a sound's descriptors; null where nothing was computed yet. */
export function descriptorsOfSource(deps: Dependencies, source: ListeningSource): Descriptors | null {
  const state = source.kind === 'data-set' ? deps.dataSet.get(source.audioId)?.descriptors : undefined;
  if (state?.kind === 'done') return state.descriptors;
  return deps.prediction.filePredictions.value.find(({ offered }) => offered.path === source.path)?.descriptors ?? null;
}

/** Every way to split a sound that is at hand. @param descriptors of the sound; null where it has none. */
export function splitCandidates(
  deps: Dependencies,
  source: ListeningSource | null,
  descriptors: Descriptors | null,
  imported: ReadPluginPreset | null,
): readonly ListeningCandidate[] {
  const candidates: ListeningCandidate[] = [DEFAULTS];
  const add = (id: string, label: string, hyperparameters: ListeningCandidate['hyperparameters'] | undefined) => {
    if (hyperparameters !== undefined) candidates.push({ id, label, hyperparameters });
  };
  if (source !== null) {
    const { models, dataSet, prediction, preferences } = deps;
    const audioId = source.kind === 'data-set' ? source.audioId : null;
    const model = models.answering.value;
    const vector = descriptors === null ? null : descriptorsToVector(descriptors);
    if (model !== null && vector !== null) add('predicted', 'Predicted', predict(model, vector).hyperparameters);
    const predicted = prediction.filePredictions.value.find(({ offered }) => offered.path === source.path);
    add('refined', 'Refined', predicted?.refined?.hyperparameters);
    if (audioId !== null) {
      add('best', 'Best of the trials', dataSet.get(audioId)?.best?.hyperparameters);
    }
    if (vector !== null) add('direct', 'Direct search', playableBest(vector).hyperparameters);
    if (audioId !== null) {
      for (const collection of dataSet.collections.value) {
        if (!collection.audioIds.includes(audioId)) continue;
        const { collectionId, name, measure, resultJson } = collection;
        if (resultJson === null) continue;
        const { hyperparameters } = JSON.parse(resultJson) as CollectionResult;
        const earlier = measure === MEASURE ? '' : ' (earlier measure)';
        add(`collection-${collectionId}`, `Collection ${name}${earlier}`, hyperparameters);
      }
      add('learned', 'Learned by listening', preferences.optima.value.get(audioId)?.hyperparameters);
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
