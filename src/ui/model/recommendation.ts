import { isAnswering, rowCountOf, type TrainedModel } from '../../domain/model.ts';
import type { ModelLabel } from '../../domain/labels.ts';
import { bestModel, competing } from '../../stages/model/modelInUse.ts';
import type { ModelQuality } from '../../domain/regret.ts';
import { KIND_NAMES } from './modelNames.ts';
import { formatCount, formatFixed, plural } from '../shared/text/format.ts';

type MeasuredModel = TrainedModel & { readonly quality: ModelQuality };

/** What people call models, by model id. */
type Labels = ReadonlyMap<string, Pick<ModelLabel, 'name'>>;

/**
 * Which model to use for what, in words, from their held-out regrets on the same files.
 *
 * @param models newest first.
 * @param isMeasuring whether they are being measured on the files of today.
 * @param inUseId of the model in use, which needs no word where it is the best one.
 */
export function recommendation(
  models: readonly TrainedModel[],
  isMeasuring = false,
  labels: Labels = new Map(),
  inUseId: string | null = null,
): readonly string[] {
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
      `No model beats the best single constant; the nearest is ${nameOf(best, labels)}. ` +
        (answering.some(({ kind }) => kind === 'network')
          ? 'One preset suits all of these sounds: add sounds of other kinds, of other recordings.'
          : 'Train a network: it learns from the score itself and needs no trials.'),
    );
  } else if (best.modelId !== inUseId) {
    sentences.push(
      `For presets here, use ${nameOf(best, labels)}: mean held-out regret ${formatFixed(best.quality.regret.mean, 4)}.`,
    );
  }
  const inPlugin = leastRegret(
    measured.filter(({ kind, quality }) => kind === 'plugin' && quality.verdict !== 'fails'),
  );
  const polynomial = leastRegret(
    answering.filter(({ kind, quality }) => kind !== 'network' && quality.verdict !== 'fails'),
  );
  if (inPlugin !== null) {
    sentences.push(
      `For the plugin, export ${nameOf(inPlugin, labels)}: it was trained on what the plugin itself measures.`,
    );
  } else if (polynomial !== null) {
    sentences.push(
      `For the plugin, ${nameOf(polynomial, labels)} can be exported, but it was trained on the trainer's descriptors; Train ` +
        "Plugin Model trains on the plugin's own.",
    );
  }
  const failures = measured.filter(({ quality }) => quality.verdict === 'fails');
  if (failures.length > 0) {
    const names = failures.map((model) => titleOf(model, labels)).join(', ');
    sentences.push(`One preset for every file does at least as well as: ${names}.`);
  }
  return sentences;
}

/** How well a model answers sounds that it has not heard, in a sentence. */
export function howWellWords({ objective, quality }: TrainedModel): string {
  if (objective === 'listening') {
    return (
      "It learned from presets that blind comparisons taught, which the proxy's regret does not judge; how steady your " +
      'answers are stands under “Hear” on the Inference tab.'
    );
  }
  if (objective === 'measured') {
    return (
      "It learned from the measured score, which the proxy's regret does not judge; whether its like can beat one preset " +
      'for all stands on the Bayesian Opt tab under “Does adapting pay?”.'
    );
  }
  if (quality === null) {
    return (
      'It was not measured yet: it comes from an earlier version, or there were no files to measure it on. Measure, in ' +
      'the list of models, measures it on the data set as it is now.'
    );
  }
  const { basis, regret, constant } = quality;
  const on =
    basis === 'held-out'
      ? `On ${plural(regret.count, 'sound')} that it had not heard`
      : `On the ${plural(regret.count, 'sound')} here, which it may have heard before,`;
  return (
    `${on} its presets stay ${formatFixed(regret.mean, 4)} below the best score on average, and one preset for all ` +
    `${formatFixed(constant.mean, 4)} below it.`
  );
}

/**
 * What would help most, in a sentence; empty where the recommendation says it.
 *
 * @param answering the model that answers
 * @param described how many files have descriptors
 */
export function helpWords(answering: TrainedModel, models: readonly TrainedModel[], described: number): string {
  const { quality, objective } = answering;
  if (objective !== 'proxy' || quality === null || quality.verdict === 'fails') return '';
  const rows = rowCountOf(answering);
  if (quality.basis === 'data-set') return 'Training on your own sounds would help most.';
  if (!models.some(({ kind }) => kind === 'network')) {
    return 'Train Network would help most: it learns from the score itself and needs no trials.';
  }
  // One that learned from a sample knew of all of them [M7].
  if (rows !== null && (answering.sampledFrom ?? rows) < described) {
    return `Training anew would help most: it learned from ${plural(rows, 'sound')}, and ${formatCount(described)} have descriptors now.`;
  }
  return quality.verdict === 'near-perfect'
    ? 'It is close to searching every sound directly, so little is left to gain; adding other kinds of sounds keeps it that way.'
    : `More sounds of other recordings would help most: it learned from ${plural(rows ?? 0, 'sound')}.`;
}

/** Which model answers, in a sentence. */
export function answersWords(inUse: TrainedModel, answering: TrainedModel | null, labels: Labels): string {
  if (answering === null) {
    return `${capital(nameOf(inUse, labels))} is in use, which answers in the plugin alone. Train a model that answers here, too.`;
  }
  return answering.modelId === inUse.modelId
    ? `${capital(nameOf(answering, labels))} answers.`
    : `${capital(nameOf(inUse, labels))} is in use in the plugin; here ${nameOf(answering, labels)} answers.`;
}

/** What a model is called: its name, else its id. */
export function titleOf({ modelId }: Pick<TrainedModel, 'modelId'>, labels: Labels): string {
  const name = labels.get(modelId)?.name ?? null;
  return name === null ? modelId : `“${name}”`;
}

/** The models that a list shows: pinned ones first, those of the plugin's windows behind those of sounds. */
export function listedModels(
  models: readonly TrainedModel[],
  labels: ReadonlyMap<string, ModelLabel>,
): readonly (readonly TrainedModel[])[] {
  const isPinned = ({ modelId }: TrainedModel) => labels.get(modelId)?.pinned === true;
  const ordered = models.toSorted((a, b) => Number(isPinned(b)) - Number(isPinned(a)));
  return [ordered.filter(isAnswering), ordered.filter((model) => !isAnswering(model))];
}

function leastRegret(models: readonly MeasuredModel[]): MeasuredModel | null {
  const [first, ...others] = models;
  if (first === undefined) return null;
  return others.reduce(
    (least, other) => (other.quality.regret.mean < least.quality.regret.mean ? other : least),
    first,
  );
}

function nameOf(model: TrainedModel, labels: Labels): string {
  return `the ${KIND_NAMES[model.kind].toLowerCase()} ${titleOf(model, labels)}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
