import { describedFiles } from '../../domain/audioFile.ts';
import { descriptorsFromVector } from '../../domain/descriptors.ts';
import { isAbort } from '../../domain/errors.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { answererOf, type AnsweringModel } from '../../domain/model.ts';
import { unpackTrials } from '../../domain/packedTrials.ts';
import { portions } from '../../domain/portions.ts';
import { refinementBudget } from '../../ml/optimisation/refinement.ts';
import { bestPlayable, playableAnswer } from '../../ml/prediction/playableAnswer.ts';
import { predict } from '../../ml/prediction/predict.ts';
import type { DescriptorStage } from '../descriptors/descriptorStage.ts';
import { Batcher, COLLECT_LONGER_MS } from '../jobs/batcher.ts';
import { FittingPortions } from '../jobs/fittingPortions.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import { inputsOf } from '../optimisation/directSearch.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { arrived } from '../shell/arrived.ts';
import type { Tools } from '../tools.ts';
import type { Answers } from '../../workers/contracts/learning.ts';
import type { StoredPrediction } from '../../workers/contracts/store.ts';
import type { FilePrediction, OfferedFile, RefinedAnswer, Refinement } from './predictionStage.ts';

interface Dependencies extends Pick<Tools, 'pool'> {
  readonly descriptors: DescriptorStage;
}

/** Files that one call of a worker answers for, so that progress is told, and Stop heard, a few times a second. */
const FILES_PER_CALL = 256;

/**
 * Stores what a model answers to the files that have descriptors, until it is stopped; what is not stored then is answered
 * anew. How many answers were stored, and how many files were left out as they are silent (J7).
 */
export async function predictAll(
  { store, dataSet, pool }: Pick<Tools, 'store' | 'dataSet' | 'pool'>,
  model: AnsweringModel,
  { signal: stop, onProgress }: JobControl,
): Promise<{ readonly answered: number; readonly silent: number }> {
  const { silent } = dataSet.counts.peek();
  const heard = dataSet.filesWhere(({ isDescribed, isSilent }) => isDescribed && !isSilent);
  let answered = 0;
  const stored = new FittingPortions();
  const batcher = new Batcher<StoredPrediction>(
    async (predictions) =>
      stored.each(
        predictions,
        async (part) => {
          await store.savePredictions(part);
          answered += part.length;
          onProgress({ done: answered, total: heard.length });
        },
        async () => Promise.resolve(!stop.aborted),
      ),
    { collectAtMostMs: COLLECT_LONGER_MS },
  );
  onProgress({ done: 0, total: heard.length });
  const answerer = answererOf(model);
  try {
    await forEachLimited(portions(heard, FILES_PER_CALL), pool.size, stop, async (records) => {
      const files = describedFiles(records);
      const inputs = inputsOf(files);
      const answers = await pool.run(async (worker) => worker.answerRows(answerer, inputs), { signal: stop });
      for (const [i, { audioId }] of files.entries()) batcher.add(storedAnswer(audioId, model.modelId, answers, i));
    });
  } catch (error) {
    if (!isAbort(error)) throw error;
  } finally {
    await batcher.settled();
  }
  return { answered, silent };
}

function storedAnswer(audioId: string, modelId: string, answers: Answers, row: number): StoredPrediction {
  const width = HYPERPARAMETERS.length;
  const values = HYPERPARAMETERS.map(({ key }, i) => [key, answers.hyperparameters[row * width + i]] as const);
  return {
    audioId,
    modelId,
    hyperparameters: Object.fromEntries(values) as unknown as Hyperparameters,
    score: answers.scores[row] ?? Number.NaN,
    confidence: answers.confidences[row] ?? null,
  };
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
