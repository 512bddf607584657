import { isAnswering, type AnsweringModel, type TrainedModel } from '../../domain/model.ts';

/**
 * The model in use: the one that was chosen by hand, else the best one, else the newest of any kind; null for none.
 *
 * @param models newest first.
 * @param chosenId the model that was chosen by hand; null for none.
 */
export function modelInUse(models: readonly TrainedModel[], chosenId: string | null): TrainedModel | null {
  return models.find(({ modelId }) => modelId === chosenId) ?? bestModel(models) ?? models[0] ?? null;
}

/**
 * The model that answers best for the trainer's descriptors, by held-out regret of the proxy (Q): of those that were measured
 * on the same files as the newest that was. Only where none was measured on held-out files, the newest answers; null for none.
 *
 * @param models newest first.
 */
export function bestModel(models: readonly TrainedModel[]): AnsweringModel | null {
  const [newest, ...others] = competing(models);
  if (newest === undefined) return models.filter(isAnswering).toSorted(byObjective)[0] ?? null;
  const same = others.filter(({ quality }) => quality?.measuredOn === newest.quality?.measuredOn);
  // Of equals the earlier one stays.
  return same.reduce((best, other) => (meanRegret(other) <= meanRegret(best) ? other : best), newest);
}

/** The models whose regret on held-out files says how good they are: what learned from another objective is not judged by it. */
export function competing(models: readonly TrainedModel[]): readonly AnsweringModel[] {
  return models
    .filter(isAnswering)
    .filter(({ objective, quality }) => objective === 'proxy' && quality?.basis === 'held-out');
}

function meanRegret({ quality }: AnsweringModel): number {
  return quality?.regret.mean ?? Infinity;
}

/** Those that learned from the proxy first; else as they stand. */
function byObjective(a: AnsweringModel, b: AnsweringModel): number {
  return Number(a.objective !== 'proxy') - Number(b.objective !== 'proxy');
}
