import type { PredictionStage } from '../../prediction/predictionStage.ts';
import { sourceOf } from '../../judging/preselected.ts';
import type { Tools } from '../../tools.ts';
import type { ListeningSource } from '../sound/listeningSound.ts';

interface Dependencies extends Pick<Tools, 'dataSet'> {
  readonly prediction: Pick<PredictionStage, 'offered'>;
}

/** Every sound that may be opened. Reads signals. */
export function availableSources({ prediction, dataSet }: Dependencies): readonly ListeningSource[] {
  return [
    ...prediction.offered.value
      .map((offered) => sourceOf({ dataSet }, { offered }))
      .filter(({ kind }) => kind === 'offered'),
    ...dataSet.records.value.flatMap(({ file: { audioId, path }, descriptors }) =>
      descriptors.kind === 'done' ? [{ kind: 'data-set', audioId, path } as const] : [],
    ),
  ];
}
