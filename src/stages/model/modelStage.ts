import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { TrainingRow } from '../../domain/audioFile.ts';
import { appError, AppError } from '../../domain/errors.ts';
import type { Objective } from '../../domain/measured.ts';
import {
  isAnswering,
  isPolynomial,
  type AlphaGrid,
  type AnsweringModel,
  type ImportedModel,
  type NetworkModel,
  type PolynomialModel,
  type TrainedModel,
} from '../../domain/model.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { learnedSample, LEARNED_AT_MOST, type LearnedSample } from '../../ml/model/learnedSample.ts';
import { MIN_TRAINING_ROWS } from '../../ml/model/trainRidge.ts';
import { bestModel, modelInUse } from './modelInUse.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { assertEnoughForNetwork, missingForNetwork, moreSounds, type LearningRows } from './learningRows.ts';
import { modelIdOf } from './modelId.ts';
import { keptInUse } from './keptInUse.ts';
import { measuredElsewhere, measureElsewhere, measuredOn } from './modelMeasuring.ts';
import { recordingsByPath } from '../import/recordings.ts';
import { listeningTrainingRows, measuredTrainingRows } from './labelledRows.ts';
import { measureNow } from './pluginInUse.ts';
import type { MeasuredStage } from '../optimisation/measuredStage.ts';
import type { PreferenceStage } from '../listening/comparison/preferenceStage.ts';
import type { ObjectiveRows } from './scoreTraining.ts';
import { arrived } from '../shell/arrived.ts';
import type { Tools } from '../tools.ts';
import { formatCount, formatFixed, formatValue, plural } from '../../domain/numberText.ts';

interface Dependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet' | 'jobs' | 'log' | 'settings' | 'undoing'> {
  readonly measured: MeasuredStage;
  readonly preferences: PreferenceStage;
}

const SEED = 1337;

/** How many files there were that rows were drawn from [M7]. */
type Drawn = Pick<LearnedSample<unknown>, 'of'>;

/** Stage 4: from descriptors to hyperparameters, by models of several kinds that compare by held-out regret (M, Q). */
export class ModelStage {
  readonly #deps: Dependencies;
  /** The fewest rows that a model is trained on (M1). */
  readonly minimumRows = MIN_TRAINING_ROWS;
  /** The model that answers if it can: the one chosen by hand, else the best one. */
  readonly inUse: ReadonlySignal<TrainedModel | null>;
  /** The model that answers on the Inference tab: the one in use, else the best that answers for sounds. */
  readonly answering: ReadonlySignal<AnsweringModel | null>;
  /** The model whose equations are exported: the one in use if it has some, else the best that has; null for none. */
  readonly withEquations: ReadonlySignal<PolynomialModel | null>;
  /** Whether the model in use was chosen by hand. */
  readonly isChosen: ReadonlySignal<boolean>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.inUse = computed(() => modelInUse(this.models.value, deps.settings.chosenModel.value));
    this.answering = computed(() => {
      const inUse = this.inUse.value;
      return inUse !== null && isAnswering(inUse) ? inUse : bestModel(this.models.value);
    });
    this.withEquations = computed(() => {
      const inUse = this.inUse.value;
      const model = inUse !== null && isPolynomial(inUse) ? inUse : bestModel(this.models.value.filter(isPolynomial));
      return model !== null && isPolynomial(model) ? model : null;
    });
    this.isChosen = computed(() => {
      const chosenId = deps.settings.chosenModel.value;
      return chosenId !== null && this.inUse.value?.modelId === chosenId;
    });
  }

  /** Newest first. */
  get models(): ReadonlySignal<readonly TrainedModel[]> {
    return this.#deps.dataSet.models;
  }

  /** Chooses a model by hand: it stays in use until another one, or the best one, is chosen. */
  use(modelId: string): void {
    this.#deps.settings.chosenModel.value = modelId;
    this.#deps.log.info('model', `Model in use: ${modelId}`);
  }

  /** Goes back to the best model, whichever that is. */
  useBest(): void {
    this.#deps.settings.chosenModel.value = null;
    this.#deps.log.info('model', `Model in use: ${this.inUse.value?.modelId ?? 'none'}, the best one`);
  }

  /** Takes the newest model into use. */
  useLatest(): void {
    const [latest] = this.models.value;
    if (latest === undefined) this.#deps.log.warn('model', 'There is no model yet. Train one first.');
    else this.use(latest.modelId);
  }

  /** Says which plugin model the plugin in use was built with; null for none, as it is shipped (B). */
  async buildIn(modelId: string | null): Promise<void> {
    await this.#deps.store.saveBuiltInModel(modelId);
    this.#deps.log.info('model', `Plugin in use: ${modelId === null ? 'as it is shipped' : `built with ${modelId}`}`);
  }

  async delete(modelId: string): Promise<void> {
    const step = await this.#deps.store.deleteModel(modelId);
    this.#deps.undoing.warnIfFinal(step);
    this.#deps.log.info('model', `Model deleted: ${modelId}`);
  }

  /** The polynomial ridge of the labels that trials or direct search found. */
  async train(grid: AlphaGrid): Promise<JobOutcome> {
    const { jobs, settings } = this.#deps;
    const objective = settings.modelObjective.value;
    const spec = { kind: 'training', stage: 'model', title: 'Training', unit: 'steps' } as const;
    return jobs.run(spec, async (control) => {
      const sample = objective === 'proxy' ? await this.#labelledRows() : this.#taughtRows(objective);
      return this.#trainRidge(sample, grid, control, objective);
    });
  }

  /** Fetches what trains ridges, so that Run All, the desktop's way, need not. Whoever trains is told where it does not come. */
  async prepareRidge(): Promise<void> {
    await training().catch(() => undefined);
  }

  /** The desktop's step of Run All: its ridge, unless there is one of the same rows. Too few rows are said, and are no failure. */
  async ensureRidge(grid: AlphaGrid, parent: AbortSignal): Promise<JobOutcome> {
    const spec = { kind: 'training', stage: 'model', title: 'Training', unit: 'steps' } as const;
    return this.#deps.jobs.run(
      spec,
      async (control) => {
        const sample = await this.#labelledRows();
        const { rows } = sample;
        const missing = MIN_TRAINING_ROWS - rows.length;
        if (missing > 0) return `Training skipped: add at least ${moreSounds(missing)}`;
        const dataFingerprint = await (await training()).fingerprintOfRows(rows);
        const known = this.models.value.find(
          (model) => model.kind === 'ridge' && model.alphaGrid === grid && model.dataFingerprint === dataFingerprint,
        );
        if (known !== undefined) return `Training: ${known.modelId} has learned from the same rows`;
        return this.#trainRidge(sample, grid, control, 'proxy');
      },
      parent,
    );
  }

  /** The model whose equations are exported: where there is none, the desktop's ridge is trained for it. */
  async ensureEquations(control: JobControl): Promise<PolynomialModel> {
    const known = this.withEquations.value;
    if (known !== null) return known;
    const { settings, log } = this.#deps;
    const lines = await this.#trainRidge(await this.#labelledRows(), settings.alphaGrid.value, control, 'proxy');
    for (const line of lines) log.info('model', line);
    control.signal.throwIfAborted();
    const trained = this.withEquations.value;
    if (trained === null) throw new RangeError('the ridge that was trained is gone');
    return trained;
  }

  /** The network's step of Run All: trained unless there is one of today's files. Too few files are said, and are no failure. */
  async ensureNetwork(parent: AbortSignal): Promise<JobOutcome> {
    const spec = { kind: 'network-training', stage: 'model', title: 'Network', unit: 'steps' } as const;
    return this.#deps.jobs.run(
      spec,
      async (control) => {
        const rows = { ...(await this.#rows(control)), objective: 'proxy' } as const;
        const missing = missingForNetwork(rows);
        if (missing > 0) return `Network skipped: add at least ${moreSounds(missing)}`;
        const known = await this.#teacherOf(rows);
        if (known !== null) return `Network: ${known.modelId} has learned from the same files`;
        return this.#trainNetwork(rows, control);
      },
      parent,
    );
  }

  /** The ensemble that learns from the score itself: needs descriptors only. */
  async trainNetwork(parent?: AbortSignal): Promise<JobOutcome> {
    const spec = { kind: 'network-training', stage: 'model', title: 'Network', unit: 'steps' } as const;
    return this.#deps.jobs.run(
      spec,
      async (control) => {
        const rows = await this.#objectiveRows(control);
        assertEnoughForNetwork(rows);
        return this.#trainNetwork(rows, control);
      },
      parent,
    );
  }

  /** The polynomial that a network teaches: by the newest one of the same data, or by one that is trained first. */
  async trainStudent(): Promise<JobOutcome> {
    const spec = { kind: 'student-training', stage: 'model', title: 'Student', unit: 'fits' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const rows = await this.#objectiveRows(control);
      assertEnoughForNetwork(rows);
      const teacher = (await this.#teacherOf(rows)) ?? (await this.#trainTeacher(rows, control.signal));
      if (teacher === null) return 'Student training ended early: its network was not trained, see above';
      const { trainStudentModel } = await arrived(import('./scoreTraining.ts'));
      const model = await trainStudentModel(this.#deps.pool, rows, teacher, control);
      const line = `Student trained: ${rowsOf(rows.count, rows.of)}${regretOf(model)}, taught by ${teacher.modelId}, ${model.modelId}`;
      return [line, ...(await this.#keep(sampled(model, rows), rows, control.signal))];
    });
  }

  /** Takes a model of any file into the list, measured on the data set. */
  async importModel(file: File): Promise<JobOutcome> {
    const spec = { kind: 'model-import', stage: 'model', title: 'Model import', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const { decodeAnyModel } = await arrived(import('../../formats/foreignModel.ts'));
      const read = decodeAnyModel(await file.text(), file.name);
      const rows = await this.#rows(control);
      const given = read.kind === 'own' ? read.model : imported(read, file.name);
      const model = await measuredOn(this.#deps, given, rows, control.signal);
      const line = `Model imported: ${file.name}${regretOf(model)}, ${model.modelId}`;
      return [line, ...(await this.#keep(model, rows, control.signal))];
    });
  }

  /** Measures a model on the files of today. */
  async measure(modelId: string): Promise<JobOutcome> {
    const spec = { kind: 'model-measuring', stage: 'model', title: 'Measuring', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const model = this.models.value.find((other) => other.modelId === modelId);
      if (model === undefined) return `Measuring ended: ${modelId} is gone`;
      const rows = await this.#rows(control);
      if (rows.recordingCount < 2) throw nothingToMeasureOn(modelId, rows.recordingCount);
      const measured = await measuredOn(this.#deps, model, rows, control.signal);
      await this.#deps.store.saveModel(measured);
      return `Model measured: ${modelId}${regretOf(measured)}`;
    });
  }

  /** How many sounds of other recordings must come before a network can be trained; 0 where there are enough. */
  async missingSounds(): Promise<number> {
    const count = this.#deps.dataSet.described.value.length;
    return missingForNetwork({ count, recordingCount: await this.#recordingCount() });
  }

  /** Measures anew every model that was measured on other files than today's: a step of Run All, or a job where there are such. */
  async measureOutdated(parent?: AbortSignal): Promise<JobOutcome> {
    const { jobs, dataSet } = this.#deps;
    const isBusy =
      jobs.active('run-all', 'training', 'network-training', 'student-training', 'model-measuring') !== null;
    if ((parent === undefined && isBusy) || this.models.value.length === 0) return 'done';
    const fingerprint = await (await training()).fingerprintOfFiles(dataSet);
    // Of one recording nothing can be held out.
    if (measuredElsewhere(this.#deps, fingerprint).length === 0 || (await this.#recordingCount()) < 2) return 'done';
    const spec = { kind: 'model-measuring', stage: 'model', title: 'Measuring', unit: 'models' } as const;
    return jobs.run(
      spec,
      async (control) => {
        const rows = await this.#rows(control);
        const count = await measureElsewhere(this.#deps, rows, control);
        return `Models measured: ${count} on ${rows.count} files`;
      },
      parent,
    );
  }

  async #trainRidge(
    { rows, of }: LearnedSample<TrainingRow>,
    grid: AlphaGrid,
    control: JobControl,
    objective: Objective,
  ): Promise<readonly string[]> {
    const { trainRidgeModel } = await training();
    const { model, rows: judgedOn } = await trainRidgeModel(this.#deps, rows, grid, control, objective);
    const { rows: rowCount, alpha, cvMse } = model.metrics;
    const line = `Model trained: ${rowsOf(rowCount, of)}, alpha ${formatValue(alpha, 4)}, cv_mse ${formatValue(cvMse)}${regretOf(model)}, ${model.modelId}`;
    // A ridge may lack files that have no best parameters, and is then drawn from others.
    const described = this.#deps.dataSet.described.value.length;
    const isOfAll = of === described && judgedOn?.count === Math.min(described, LEARNED_AT_MOST);
    const known = isOfAll ? judgedOn : null;
    return [line, ...(await this.#keep(sampled(model, { count: rowCount, of }), known, control.signal))];
  }

  async #trainNetwork(rows: ObjectiveRows & Drawn, control: JobControl): Promise<readonly string[]> {
    const { trainNetworkModel } = await arrived(import('./scoreTraining.ts'));
    const model = await trainNetworkModel(this.#deps.pool, rows, SEED, control);
    const line = `Network trained: ${rowsOf(rows.count, rows.of)}${regretOf(model)}, ${model.modelId}`;
    return [line, ...(await this.#keep(sampled(model, rows), rows, control.signal))];
  }

  /** What a network learns from, by the objective that the settings say. */
  async #objectiveRows(control: JobControl): Promise<ObjectiveRows & Drawn> {
    const objective = this.#deps.settings.modelObjective.value;
    if (objective === 'proxy') return { ...(await this.#rows(control)), objective };
    const { rows, of } = this.#taughtRows(objective);
    return { ...(await (await training()).objectiveRows(this.#deps, rows, objective)), of };
  }

  /** Files with best parameters under an objective of ours; refuses too few of them. */
  #taughtRows(objective: Exclude<Objective, 'proxy'>): LearnedSample<TrainingRow> {
    const rows = objective === 'measured' ? measuredTrainingRows(this.#deps) : listeningTrainingRows(this.#deps);
    if (objective === 'listening' && rows.length < MIN_TRAINING_ROWS) throw tooFewListening(rows.length);
    return learnedSample(rows, ({ audioId }) => audioId);
  }

  /** What the desktop's ridge learns from. */
  async #labelledRows(): Promise<LearnedSample<TrainingRow>> {
    return (await training()).trainingRows(this.#deps);
  }

  async #recordingCount(): Promise<number> {
    const recordingOf = await recordingsByPath(this.#deps);
    return new Set(this.#deps.dataSet.described.value.map(({ file }) => recordingOf(file.path))).size;
  }

  async #rows(control: JobControl): Promise<LearningRows & Drawn> {
    const { learnedFiles, learningRows } = await training();
    const { rows, of } = await learnedFiles(this.#deps.dataSet);
    return { ...(await learningRows(this.#deps, rows, control)), of };
  }

  async #teacherOf(rows: ObjectiveRows): Promise<NetworkModel | null> {
    const { scoreFingerprint } = await arrived(import('./scoreTraining.ts'));
    const fingerprint = await scoreFingerprint(rows);
    const isTeacher = (model: TrainedModel) =>
      model.kind === 'network' && model.objective === rows.objective && model.dataFingerprint === fingerprint;
    return this.models.value.find((model): model is NetworkModel => isTeacher(model)) ?? null;
  }

  async #trainTeacher(rows: ObjectiveRows, signal: AbortSignal): Promise<NetworkModel | null> {
    if ((await this.trainNetwork(signal)) !== 'done') signal.throwIfAborted();
    return this.#teacherOf(rows);
  }

  /**
   * Stores a model; whether it comes into use is decided on the files of today. Answers what is to be said where it does not.
   *
   * @param known the rows of today's files where they are at hand.
   */
  async #keep(learned: TrainedModel, known: LearningRows | null, signal: AbortSignal): Promise<readonly string[]> {
    const before = this.inUse.value;
    const model = learned.objective === 'measured' ? { ...learned, measure: measureNow(this.#deps) } : learned;
    await this.#deps.store.saveModel(model);
    const control = { signal, onProgress: () => undefined };
    if (model.objective === 'proxy') await measureElsewhere(this.#deps, known ?? (await this.#rows(control)), control);
    const trained = this.models.value.find(({ modelId }) => modelId === model.modelId) ?? model;
    return keptInUse({ before, inUse: this.inUse.value, trained, isChosen: this.isChosen.value });
  }
}

/** A model that learned from some of the files, with how many there were [M7]. */
function sampled<M extends TrainedModel>(model: M, { count, of }: Drawn & { readonly count: number }): M {
  return of > count ? { ...model, sampledFrom: of } : model;
}

function rowsOf(count: number, of: number): string {
  return `${count} rows${of > count ? `, chosen at random from ${formatCount(of)} sounds` : ''}`;
}

async function training() {
  return arrived(import('./training.ts'));
}

function nothingToMeasureOn(modelId: string, recordingCount: number): AppError {
  return new AppError({
    code: 'too-few-rows',
    stage: 'model',
    subject: modelId,
    message:
      `“${modelId}” is measured on files with descriptors, of at least 2 recordings; there ` +
      `${recordingCount === 1 ? 'is' : 'are'} ${recordingCount}. Import sounds and extract their descriptors.`,
  });
}

function tooFewListening(fileCount: number): AppError {
  const missing = MIN_TRAINING_ROWS - fileCount;
  return appError(
    'too-few-rows',
    'model',
    `Listening has taught presets for ${plural(fileCount, 'file')} and a model needs at least ` +
      `${MIN_TRAINING_ROWS}. Answer blind comparisons on ${missing} more under “Hear” on the Inference tab.`,
  );
}

function regretOf({ quality }: TrainedModel): string {
  if (quality === null) return '';
  const what = quality.basis === 'held-out' ? 'held-out regret' : 'regret on this data set';
  return `, ${what} ${formatFixed(quality.regret.mean, 4)}`;
}

function imported(
  { origin, parameters, claimed }: Pick<ImportedModel, 'origin' | 'parameters' | 'claimed'>,
  fileName: string,
): ImportedModel {
  const createdAt = new Date();
  return {
    modelId: modelIdOf('imported', createdAt, ''),
    createdAt,
    kind: 'imported',
    objective: 'proxy',
    origin,
    fileName,
    parameters,
    claimed,
    dataFingerprint: '',
    inputRange: null,
    quality: null,
    confidence: null,
  };
}
