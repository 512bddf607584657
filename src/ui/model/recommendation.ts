import type { TrainedModel } from '../../domain/model.ts';
import { bestModel, competing } from '../../stages/model/modelInUse.ts';
import type { ModelQuality } from '../../domain/regret.ts';
import { KIND_NAMES } from './modelNames.ts';
import { formatFixed } from '../shared/text/format.ts';

type MeasuredModel = TrainedModel & { readonly quality: ModelQuality };

/**
 * Which model to use for what, in words, from their held-out regrets on the same files.
 *
 * @param models newest first.
 * @param isMeasuring whether they are being measured on the files of today.
 */
export function recommendation(models: readonly TrainedModel[], isMeasuring = false): readonly string[] {
  if (isMeasuring) return ['The models are measured on the files of today before they are compared.'];
  const measured = models.filter((model): model is MeasuredModel => model.quality !== null);
  const sentences: string[] = [];
  const best = competing(models).length === 0 ? null : bestModel(models);
  const answering = measured.filter(
    ({ quality, modelId }) =>
      quality.measuredOn === best?.quality?.measuredOn && competing(models).some((other) => other.modelId === modelId),
  );
  if (best === null || best.quality === null) {
    sentences.push('No model here was measured on held-out files yet. Train one to see how far it is to be trusted.');
  } else if (best.quality.verdict === 'fails') {
    sentences.push(
      `No model beats the best single constant; the nearest is ${nameOf(best)}. ` +
        (answering.some(({ kind }) => kind === 'network')
          ? 'One preset suits all of these sounds: add sounds of other kinds, of other recordings.'
          : 'Train a network: it learns from the score itself and needs no trials.'),
    );
  } else {
    sentences.push(
      `For presets here, use ${nameOf(best)}: mean held-out regret ${formatFixed(best.quality.regret.mean, 4)}.`,
    );
  }
  const inPlugin = leastRegret(
    measured.filter(({ kind, quality }) => kind === 'plugin' && quality.verdict !== 'fails'),
  );
  const polynomial = leastRegret(
    answering.filter(({ kind, quality }) => kind !== 'network' && quality.verdict !== 'fails'),
  );
  if (inPlugin !== null) {
    sentences.push(`For the plugin, export ${nameOf(inPlugin)}: it was trained on what the plugin itself measures.`);
  } else if (polynomial !== null) {
    sentences.push(
      `For the plugin, ${nameOf(polynomial)} can be exported, but it was trained on the trainer's descriptors; Train ` +
        "Plugin Model trains on the plugin's own.",
    );
  }
  const failures = measured.filter(({ quality }) => quality.verdict === 'fails');
  if (failures.length > 0) {
    const names = failures.map(({ modelId }) => modelId).join(', ');
    sentences.push(`One preset for every file does at least as well as: ${names}.`);
  }
  return sentences;
}

function leastRegret(models: readonly MeasuredModel[]): MeasuredModel | null {
  const [first, ...others] = models;
  if (first === undefined) return null;
  return others.reduce(
    (least, other) => (other.quality.regret.mean < least.quality.regret.mean ? other : least),
    first,
  );
}

function nameOf({ kind, modelId }: TrainedModel): string {
  return `the ${KIND_NAMES[kind].toLowerCase()} ${modelId}`;
}
