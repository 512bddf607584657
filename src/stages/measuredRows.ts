import type { TrainingRow } from '../domain/audioFile.ts';
import { inModelOrder, trainingMatrix } from '../ml/model/trainingMatrix.ts';
import { recordingGroup } from '../ml/quality/recordingGroup.ts';
import type { TrainingStore } from '../workers/contracts/store.ts';
import type { DataSet } from './dataSet.ts';
import type { MeasuredStage } from './measuredStage.ts';
import type { ObjectiveRows } from './scoreTraining.ts';

/** Every file with descriptors and best parameters under the measured objective. */
export function measuredTrainingRows({
  dataSet,
  measured,
}: {
  readonly dataSet: DataSet;
  readonly measured: MeasuredStage;
}): readonly TrainingRow[] {
  return dataSet.records.value.flatMap(({ file: { audioId, path }, descriptors }) => {
    const best = measured.best.value.get(audioId);
    if (descriptors.kind !== 'done' || best === undefined) return [];
    const { score, hyperparameters } = best;
    return [{ audioId, path, descriptors: descriptors.descriptors, score, hyperparameters }];
  });
}

/** The same with the recordings they are from, as a network learns from them. */
export async function measuredRows(
  { store }: { readonly store: TrainingStore },
  rows: readonly TrainingRow[],
): Promise<ObjectiveRows> {
  const ordered = inModelOrder(rows);
  const { inputs, targets } = trainingMatrix(ordered);
  const sourceUrls = new Map((await store.listAttributions()).map(({ path, sourceUrl }) => [path, sourceUrl]));
  const groups = ordered.map(({ path }) => recordingGroup({ path, sourceUrl: sourceUrls.get(path) ?? null }));
  return {
    objective: 'measured',
    count: ordered.length,
    recordingCount: new Set(groups).size,
    inputs,
    groups,
    optima: targets,
    best: Float64Array.from(ordered, ({ score }) => score),
  };
}
