import type { TrainedModel } from '../../domain/model.ts';
import { formatFixed } from '../../domain/numberText.ts';

interface Decision {
  /** In use before the new model came, and after. */
  readonly before: TrainedModel | null;
  readonly inUse: TrainedModel | null;
  readonly trained: TrainedModel;
  /** Whether the model in use was chosen by hand. */
  readonly isChosen: boolean;
}

/** Why a new model does not take the place of the one in use; nothing where it does, or where there was none. */
export function keptInUse({ before, inUse, trained, isChosen }: Decision): readonly string[] {
  if (before === null || inUse === null || inUse.modelId === trained.modelId) return [];
  return [`${inUse.modelId} kept in use: ${isChosen ? 'it was chosen by hand' : reason(inUse, trained)}`];
}

function reason(inUse: TrainedModel, trained: TrainedModel): string {
  if (trained.objective !== 'proxy') return 'regret does not judge a model of another objective; Use takes it into use';
  if (trained.quality?.basis !== 'held-out' || inUse.quality?.basis !== 'held-out') {
    return 'the other one is not measured on held-out files; Use takes it into use';
  }
  return (
    `its held-out regret on the same files is ${formatFixed(inUse.quality.regret.mean, 4)}, that of ${trained.modelId} ` +
    formatFixed(trained.quality.regret.mean, 4)
  );
}
