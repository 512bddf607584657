import type { DescriptorState } from '../../domain/audioFile.ts';
import type { MeasuredCollection } from '../../domain/collection.ts';
import { DESCRIPTORS, type DescriptorKey, type Descriptors } from '../../domain/descriptors.ts';
import { AppError } from '../../domain/errors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { Objective } from '../../domain/measured.ts';
import type { AnsweringModel } from '../../domain/model.ts';
import { modelFileName } from '../../formats/modelFile.ts';
import type { Preset } from '../../domain/preset.ts';
import type { PreferredOptimum } from '../../workers/contracts/store.ts';
import type { Selection } from '../judging/preselected.ts';
import type { FilePrediction } from '../prediction/predictionStage.ts';
import { arrived } from '../shell/arrived.ts';
import { download } from '../shell/download.ts';
import { formatFixed } from '../../domain/numberText.ts';

/** What a preset is for. */
interface Sound {
  readonly path: string;
  readonly descriptors: Descriptors;
}

/** Where its hyperparameters come from. */
interface Provenance {
  readonly objective: Objective;
  /** Null where no model answered. */
  readonly modelId: string | null;
  /** In the order in which they are written. */
  readonly facts: Readonly<Record<string, string>>;
}

/** What is selected of a sound, and whether that was judged. */
type ScoredChoice = Pick<Selection, 'selected' | 'verdict'>;

function presetFor(sound: Sound, hyperparameters: Hyperparameters, { objective, modelId, facts }: Provenance): Preset {
  return {
    createdAt: new Date(),
    audioPath: sound.path,
    descriptors: sound.descriptors,
    hyperparameters,
    modelPath: modelId === null ? '' : modelFileName(modelId),
    facts: { ...(modelId === null ? {} : { model_id: modelId }), objective, ...facts },
  };
}

/** The preset of a sound that a model answered for, and what it gains where that was judged (J4). */
export function predictedPreset(filePrediction: FilePrediction, { selected, verdict }: Selection): Preset {
  const { offered, descriptors, modelId, objective, predicted, refined, note } = filePrediction;
  const { id, hyperparameters, score } = selected;
  const isRefined = id === 'refined';
  const search = isRefined ? (refined?.search ?? null) : null;
  const { confidence } = predicted;
  const unusual = confidence.unusual.map(({ column, deviations }) => `${column} ${formatFixed(deviations, 1)} sd`);
  const facts = {
    split: id,
    refined: String(isRefined || id === 'direct'),
    score: String(score),
    confidence: String(confidence.value),
    confidence_basis: confidence.basis,
    ...(confidence.expectedRegret === null ? {} : { expected_regret: String(confidence.expectedRegret) }),
    ...(confidence.outOfRange.length === 0 ? {} : { out_of_range: confidence.outOfRange.join(', ') }),
    ...(unusual.length === 0 ? {} : { unusual: unusual.join(', ') }),
    ...(search === null ? {} : { refine_trials: String(search.trials), refine_seed: String(search.seed) }),
    ...gainFacts({ selected, verdict }),
    ...(note === null ? {} : { note }),
  };
  return presetFor({ path: offered.path, descriptors }, hyperparameters, { objective, modelId, facts });
}

/**
 * The preset that is selected of a sound of the data set, and what it gains where that was judged (J4).
 *
 * @param model that answers; null for none
 */
export function selectedPreset(
  sound: Sound,
  { selected, verdict }: ScoredChoice,
  model: AnsweringModel | null,
): Preset {
  const { id, hyperparameters, score } = selected;
  const answering = id === 'predicted' ? model : null;
  const facts = { split: id, score: String(score), ...gainFacts({ selected, verdict }) };
  const provenance = { objective: answering?.objective ?? objectiveOf(id), modelId: answering?.modelId ?? null, facts };
  return presetFor(sound, hyperparameters, provenance);
}

function objectiveOf(candidateId: string): Objective {
  if (candidateId === 'learned') return 'listening';
  return candidateId === 'general' || candidateId.startsWith('collection-') ? 'measured' : 'proxy';
}

function gainFacts({ selected, verdict }: ScoredChoice): Readonly<Record<string, string>> {
  const gain = verdict?.kind === 'chosen' && verdict.candidateId === selected.id ? verdict.gain : null;
  if (gain === null) return {};
  const { share, low, high, mixtures } = gain;
  return { gain: String(share), gain_low: String(low), gain_high: String(high), gain_mixtures: String(mixtures) };
}

/** What blind comparisons found best for a sound (E3). */
export function learnedPreset(sound: Sound, optimum: PreferredOptimum, answers: number): Preset {
  const facts = { answers: String(answers), utility_above_defaults: String(optimum.utility) };
  return presetFor(sound, optimum.hyperparameters, { objective: 'listening', modelId: null, facts });
}

/**
 * The best preset of a collection: in place of one sound's descriptors stand their means over the files.
 *
 * @throws AppError for a collection whose search has not finished.
 */
export function collectionPreset(
  collection: MeasuredCollection,
  descriptorsOf: (audioId: string) => DescriptorState | null,
): Preset {
  const { name, result, settings, audioIds, measure } = collection;
  if (result === null) {
    throw new AppError({
      code: 'bad-input',
      stage: 'export',
      subject: name,
      message: `The search over “${name}” has not finished, so it has no preset yet. Start it again: it goes on.`,
    });
  }
  const states = audioIds.map(descriptorsOf).flatMap((state) => (state?.kind === 'done' ? [state.descriptors] : []));
  const facts = {
    collection: name,
    files: String(result.fileCount),
    settings_tried: String(result.trialCount),
    measure: String(measure),
    score: String(result.terms.score),
    purity: String(result.terms.purity),
    mask_change: String(result.terms.maskChange),
    change_weight: String(settings.changeWeight),
    clusters: String(settings.clusterCount),
    plugin_defaults_score: String(result.defaultsScore),
    ...(result.leaveOneOutScore === null ? {} : { leave_one_out_score: String(result.leaveOneOutScore) }),
    descriptors_are: 'means over the files',
  };
  const sound = { path: name, descriptors: meanDescriptors(states) };
  return presetFor(sound, result.hyperparameters, { objective: 'measured', modelId: null, facts });
}

/** Downloads a preset as JSON and answers the file's name. @param mark behind the sound's name. */
export async function downloadPreset(preset: Preset, mark = ''): Promise<string> {
  const { encodePreset, presetFileName } = await arrived(import('../../formats/presetJson.ts'));
  const name = presetFileName(preset.audioPath, mark);
  download(new Blob([encodePreset(preset)], { type: 'application/json' }), name);
  return name;
}

function meanDescriptors(all: readonly Descriptors[]): Descriptors {
  const means = DESCRIPTORS.map(({ key }): [DescriptorKey, number] => [
    key,
    all.reduce((sum, descriptors) => sum + descriptors[key], 0) / Math.max(all.length, 1),
  ]);
  return Object.fromEntries(means) as Record<DescriptorKey, number>;
}
