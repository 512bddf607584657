import { labelledRows, type TrainingRow } from '../../domain/audioFile.ts';
import { TARGET_COUNT, targetRow } from '../../domain/hyperparameters.ts';
import type { Objective } from '../../domain/measured.ts';
import { portions } from '../../domain/portions.ts';
import { learnedSample, type LearnedSample } from '../../ml/model/learnedSample.ts';
import { inModelOrder, trainingMatrix } from '../../ml/model/trainingMatrix.ts';
import type { MeasuredStage } from '../optimisation/measuredStage.ts';
import type { PreferenceStage } from '../listening/comparison/preferenceStage.ts';
import { PageTurns } from '../jobs/pageTurns.ts';
import { recordingsByPath } from '../import/recordings.ts';
import { FILES_AT_ONCE, rowsFingerprint, type LearningRows } from './learningRows.ts';
import type { ObjectiveRows } from './scoreTraining.ts';
import type { Tools } from '../tools.ts';

/** Files with descriptors and best parameters, all or a sample of them (M7), ordered by audio id (M1). */
export async function trainingRows({ dataSet }: Pick<Tools, 'dataSet'>): Promise<LearnedSample<TrainingRow>> {
  const searched = dataSet.filesWhere(({ isDescribed, isSearched }) => isDescribed && isSearched);
  const { rows, of } = learnedSample(searched, ({ file }) => file.audioId);
  const turns = new PageTurns();
  const labelled: TrainingRow[] = [];
  for (const some of portions(rows, FILES_AT_ONCE)) {
    labelled.push(...labelledRows(some, ({ best }) => best ?? undefined));
    await turns.next();
  }
  return { rows: inModelOrder(labelled), of };
}

/** The best parameters of those of these rows that have some, rows × 5; NaN for the others. */
export async function labelsOf(
  deps: Pick<Tools, 'dataSet'>,
  { audioIds, count }: Pick<LearningRows, 'audioIds' | 'count'>,
): Promise<Float64Array> {
  const turns = new PageTurns();
  const { rows: labelled } = await trainingRows(deps);
  await turns.pause();
  const { targets } = trainingMatrix(labelled);
  await turns.pause();
  const rowOf = new Map(labelled.map(({ audioId }, row) => [audioId, row]));
  const labels = new Float64Array(count * TARGET_COUNT).fill(Number.NaN);
  for (const [row, audioId] of audioIds.entries()) {
    const from = rowOf.get(audioId);
    if (from !== undefined) labels.set(targetRow(targets, from), row * TARGET_COUNT);
  }
  return labels;
}

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

/** Such rows with the recordings they are from, as a network learns from them. */
export async function objectiveRows(
  deps: Pick<Tools, 'store'>,
  rows: readonly TrainingRow[],
  objective: Exclude<Objective, 'proxy'>,
): Promise<ObjectiveRows> {
  const ordered = inModelOrder(rows);
  const { inputs, targets } = trainingMatrix(ordered);
  const recordingOf = await recordingsByPath(deps);
  const groups = ordered.map(({ path }) => recordingOf(path));
  return {
    objective,
    count: ordered.length,
    audioIds: ordered.map(({ audioId }) => audioId),
    fingerprint: await rowsFingerprint(inputs),
    recordingCount: new Set(groups).size,
    inputs,
    groups,
    optima: targets,
    best: Float64Array.from(ordered, ({ score }) => score),
  };
}
