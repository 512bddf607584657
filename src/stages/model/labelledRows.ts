import { labelledRows, type TrainingRow } from '../../domain/audioFile.ts';
import type { MeasuredStage } from '../optimisation/measuredStage.ts';
import type { PreferenceStage } from '../listening/comparison/preferenceStage.ts';
import type { Tools } from '../tools.ts';

/** Every file with descriptors and best parameters under the measured objective. */
export function measuredTrainingRows({
  dataSet,
  measured,
}: Pick<Tools, 'dataSet'> & { readonly measured: MeasuredStage }): readonly TrainingRow[] {
  return labelledRows(dataSet.described.value, ({ file }) => measured.best.value.get(file.audioId));
}

/** Every file with descriptors and best parameters that listening taught, scored by their utility (E3). */
export function listeningTrainingRows({
  dataSet,
  preferences,
}: Pick<Tools, 'dataSet'> & { readonly preferences: PreferenceStage }): readonly TrainingRow[] {
  return labelledRows(dataSet.described.value, ({ file }) => {
    const optimum = preferences.optima.value.get(file.audioId);
    return optimum && { score: optimum.utility, hyperparameters: optimum.hyperparameters };
  });
}
