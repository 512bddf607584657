import { isAnswering, type AnsweringModel, type TrainedModel } from '../../domain/model.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { arrived } from '../shell/arrived.ts';
import type { Tools } from '../tools.ts';
import type { LearningRows } from './learningRows.ts';

/** The models that can be measured and were measured on other files than these. */
export function measuredElsewhere({ dataSet }: Pick<Tools, 'dataSet'>, fingerprint: string): readonly AnsweringModel[] {
  return dataSet.models.value.filter(isMeasurable).filter(({ quality }) => quality?.measuredOn !== fingerprint);
}

/** Measures the models that were measured on other files than these, and stores them. Answers how many. */
export async function measureElsewhere(
  deps: Pick<Tools, 'store' | 'pool' | 'dataSet'>,
  rows: LearningRows,
  { signal, onProgress }: JobControl,
): Promise<number> {
  const models = measuredElsewhere(deps, rows.fingerprint);
  for (const [done, model] of models.entries()) {
    onProgress({ done, total: models.length });
    await deps.store.saveModel(await measuredOn(deps, model, rows, signal));
    signal.throwIfAborted();
  }
  return models.length;
}

/** A model as it is measured on these files, as far as there are enough. */
export async function measuredOn(
  deps: Pick<Tools, 'pool' | 'dataSet'>,
  model: TrainedModel,
  rows: LearningRows,
  signal: AbortSignal,
): Promise<TrainedModel> {
  if (!isMeasurable(model)) return model;
  const [{ evaluateOnRows }, { labelsOf }] = await Promise.all([
    arrived(import('./modelEvaluation.ts')),
    arrived(import('./training.ts')),
  ]);
  const quality = await evaluateOnRows(deps.pool, model, rows, await labelsOf(deps, rows), signal);
  return { ...model, quality: quality ?? model.quality };
}

/** Regret is the proxy's: it does not judge what another objective taught, nor what answers for the plugin's descriptors. */
function isMeasurable(model: TrainedModel): model is AnsweringModel {
  return isAnswering(model) && model.objective === 'proxy';
}
