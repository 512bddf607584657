import type { PredictionStage } from '../../prediction/predictionStage.ts';
import { sourceOf } from '../../judging/preselected.ts';
import type { Tools } from '../../tools.ts';
import type { ListeningSource } from '../sound/listeningSound.ts';

interface Dependencies extends Pick<Tools, 'dataSet'> {
  readonly prediction: Pick<PredictionStage, 'offered'>;
}

/** Every sound that may be opened. Reads signals. */
export function availableSources({ prediction, dataSet }: Dependencies): readonly ListeningSource[] {
  const offered = prediction.offered.value
    .map((file) => sourceOf({ dataSet }, { offered: file }))
    .filter(({ kind }) => kind === 'offered');
  const stored = dataSet.described.value.map(({ file: { audioId, path } }): ListeningSource => ({
    kind: 'data-set',
    audioId,
    path,
  }));
  return offered.length === 0 ? stored : [...offered, ...stored];
}
