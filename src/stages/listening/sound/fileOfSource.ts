import type { ChosenFile } from '../../import/chosenFiles.ts';
import { noLongerAtHand } from '../../import/fileRefusals.ts';
import type { PredictionStage } from '../../prediction/predictionStage.ts';
import type { Tools } from '../../tools.ts';
import type { ListeningSource } from './listeningSound.ts';

/** The bytes of a sound. Rejects with `file-gone` where they have to be asked for again. */
export async function fileOfSource(
  { prediction, sources }: Pick<Tools, 'sources'> & { readonly prediction: PredictionStage },
  source: ListeningSource,
): Promise<ChosenFile> {
  const { path } = source;
  if (source.kind === 'file') return source;
  const file =
    source.kind === 'data-set'
      ? await sources.open(source.audioId)
      : prediction.offered.value.find((offered) => offered.path === path)?.file;
  if (file === null || file === undefined) throw noLongerAtHand(path, 'prediction');
  return { file, path };
}
