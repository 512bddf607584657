import { descriptorsFromVector, descriptorsToVector, isSilent } from '../../domain/descriptors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { AnsweringModel } from '../../domain/model.ts';
import { unpackTrials } from '../../domain/packedTrials.ts';
import { refinementBudget } from '../../ml/optimisation/refinement.ts';
import { bestPlayable, playableAnswer } from '../../ml/prediction/playableAnswer.ts';
import { predict } from '../../ml/prediction/predict.ts';
import type { DescriptorStage } from '../descriptors/descriptorStage.ts';
import { Batcher } from '../jobs/batcher.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { untilResumed } from '../jobs/pauseGate.ts';
import { describedFiles } from '../model/learningRows.ts';
import { arrived } from '../shell/arrived.ts';
import type { Tools } from '../tools.ts';
import type { StoredPrediction } from '../../workers/contracts/store.ts';
import type { FilePrediction, OfferedFile, RefinedAnswer, Refinement } from './predictionStage.ts';

interface Dependencies extends Pick<Tools, 'pool'> {
  readonly descriptors: DescriptorStage;
}

const PREDICTIONS_PER_TURN = 500;

/**
 * Stores what a model answers to the files that have descriptors, until it is stopped. How many answers were stored, and how
 * many files were left out as they are silent (J7).
 */
export async function predictAll(
  { store, dataSet }: Pick<Tools, 'store' | 'dataSet'>,
  model: AnsweringModel,
  { signal: stop, onProgress }: JobControl,
): Promise<{ readonly answered: number; readonly silent: number }> {
  const described = describedFiles(dataSet);
  const heard = described.filter(({ descriptors }) => !isSilent(descriptors));
  let answered = 0;
  const batcher = new Batcher<StoredPrediction>(async (predictions) => {
    await store.savePredictions(predictions);
    answered += predictions.length;
    onProgress({ done: answered, total: heard.length });
  });
  onProgress({ done: 0, total: heard.length });
  for (const [index, { audioId, descriptors }] of heard.entries()) {
    const { hyperparameters, score, confidence } = predict(model, descriptorsToVector(descriptors));
    batcher.add({ audioId, modelId: model.modelId, hyperparameters, score, confidence: confidence.value });
    if (index % PREDICTIONS_PER_TURN === PREDICTIONS_PER_TURN - 1) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      await untilResumed(stop);
      if (stop.aborted) break;
    }
  }
  await batcher.settled();
  return { answered, silent: described.length - heard.length };
}

/** What a model answers to a file, refined as was asked. */
export async function predictFile(
  deps: Dependencies,
  offered: OfferedFile,
  model: AnsweringModel,
  refinement: Refinement | null,
  stop: AbortSignal,
): Promise<FilePrediction> {
  const { descriptors, note } = await deps.descriptors.analyseFile(offered.file, offered.path, stop);
  const answer = predict(model, descriptors);
  const predicted = { ...answer, ...playableAnswer(descriptors, answer.hyperparameters) };
  // Both searches follow the proxy's score, which says nothing of what another objective taught.
  const refined =
    model.objective === 'proxy' ? await refine(deps, descriptors, predicted.hyperparameters, refinement, stop) : null;
  return {
    offered,
    modelId: model.modelId,
    objective: model.objective,
    descriptors: descriptorsFromVector(descriptors),
    note,
    predicted,
    refined,
    // Whoever asks for a local refinement chooses it, where it is better.
    chosen: refinement !== null && refined !== null && refined.score > predicted.score ? 'refined' : null,
  };
}

async function refine(
  { pool }: Dependencies,
  descriptors: Float64Array,
  center: Hyperparameters,
  refinement: Refinement | null,
  stop: AbortSignal,
): Promise<RefinedAnswer | null> {
  if (refinement === null) {
    const { playableBest } = await arrived(import('../../ml/objective/globalSearch.ts'));
    return { ...playableAnswer(descriptors, playableBest(descriptors).hyperparameters), search: null };
  }
  const budget = refinementBudget(refinement.trials, refinement.seed);
  const request = { descriptors, budget, finished: new Float64Array(), refineAround: center };
  const packed = await pool.run(async (worker) => worker.searchToEnd(request), {
    signal: stop,
    interactive: true,
  });
  const best = bestPlayable(descriptors, unpackTrials(packed));
  return best && { ...best, search: refinement };
}
