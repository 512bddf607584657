import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { TrainingRow } from '../../domain/audioFile.ts';
import { appError, AppError } from '../../domain/errors.ts';
import type { Objective } from '../../domain/measured.ts';
import {
  isAnswering,
  type AlphaGrid,
  type AnsweringModel,
  type ImportedModel,
  type NetworkModel,
  type TrainedModel,
} from '../../domain/model.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { MIN_TRAINING_ROWS } from '../../ml/model/trainRidge.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { assertEnoughRecordings, describedFiles, learningRows, type LearningRows } from './learningRows.ts';
import { modelIdOf } from './modelId.ts';
import { evaluateOnDataSet } from './modelEvaluation.ts';
import { trainRidgeModel } from './ridgeTraining.ts';
import { preferredTrainingRows, measuredTrainingRows, objectiveRows, trainingRows } from './labelledRows.ts';
import type { MeasuredStage } from '../optimisation/measuredStage.ts';
import type { PreferenceStage } from '../listening/preferenceStage.ts';
import { scoreFingerprint, trainNetworkModel, trainStudentModel, type ObjectiveRows } from './scoreTraining.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet' | 'jobs' | 'log' | 'settings' | 'undoing'> {
  readonly measured: MeasuredStage;
  readonly preferences: PreferenceStage;
}

/** Recordings that an ensemble needs: each member is held out from some and stopped early by others. */
const MIN_RECORDINGS = 3;
const SEED = 1337;

/** Stage 4: from descriptors to hyperparameters, by models of several kinds that compare by held-out regret (M, Q). */
export class ModelStage {
  readonly #deps: Dependencies;
  /** The fewest rows that a model is trained on (M1). */
  readonly minimumRows = MIN_TRAINING_ROWS;
  /** The model that is exported, and answers if it can; the newest where the user chose none. */
  readonly inUse: ReadonlySignal<TrainedModel | null>;
  /** The model that answers on the Inference tab: the one in use, else the newest that answers for sounds. */
  readonly answering: ReadonlySignal<AnsweringModel | null>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.inUse = computed(() => {
      const models = this.models.value;
      return models.find((model) => model.modelId === deps.settings.modelInUse.value) ?? models[0] ?? null;
    });
    this.answering = computed(() => {
      const inUse = this.inUse.value;
      if (inUse !== null && isAnswering(inUse)) return inUse;
      return this.models.value.find(isAnswering) ?? null;
    });
  }

  /** Newest first. */
  get models(): ReadonlySignal<readonly TrainedModel[]> {
    return this.#deps.dataSet.models;
  }

  use(modelId: string): void {
    this.#deps.settings.modelInUse.value = modelId;
    this.#deps.log.info('model', `Model in use: ${modelId}`);
  }

  /** Takes the newest model into use. */
  useLatest(): void {
    const [latest] = this.models.value;
    if (latest === undefined) this.#deps.log.warn('model', 'There is no model yet. Train one first.');
    else this.use(latest.modelId);
  }

  async delete(modelId: string): Promise<void> {
    const step = await this.#deps.store.deleteModel(modelId);
    this.#deps.undoing.warnIfFinal(step);
    this.#deps.log.info('model', `Model deleted: ${modelId}`);
  }

  /** The polynomial ridge of the labels that trials or direct search found. */
  async train(
    grid: AlphaGrid,
    parent?: AbortSignal,
    objective = this.#deps.settings.modelObjective.value,
  ): Promise<JobOutcome> {
    const spec = { kind: 'training', stage: 'model', title: 'Training', unit: 'steps' } as const;
    return this.#deps.jobs.run(
      spec,
      async (control) => {
        const rows = objective === 'proxy' ? trainingRows(this.#deps) : this.#taughtRows(objective);
        const model = await trainRidgeModel(this.#deps, rows, grid, control, objective);
        await this.#keep(model);
        const { rows: rowCount, alpha, cvMse } = model.metrics;
        return `Model trained: ${rowCount} rows, alpha ${alpha.toPrecision(4)}, cv_mse ${cvMse.toPrecision(5)}${regretOf(model)}, ${model.modelId}`;
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
        assertEnoughRecordings(rows, MIN_TRAINING_ROWS, MIN_RECORDINGS);
        const model = await trainNetworkModel(this.#deps.pool, rows, SEED, control);
        await this.#keep(model);
        return `Network trained: ${rows.count} rows${regretOf(model)}, ${model.modelId}`;
      },
      parent,
    );
  }

  /** The polynomial that a network teaches: by the newest one of the same data, or by one that is trained first. */
  async trainStudent(): Promise<JobOutcome> {
    const spec = { kind: 'student-training', stage: 'model', title: 'Student', unit: 'fits' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const rows = await this.#objectiveRows(control);
      assertEnoughRecordings(rows, MIN_TRAINING_ROWS, MIN_RECORDINGS);
      const teacher = (await this.#teacherOf(rows)) ?? (await this.#trainTeacher(rows, control.signal));
      if (teacher === null) return 'Student training ended early: its network was not trained, see above';
      const model = await trainStudentModel(this.#deps.pool, rows, teacher, control);
      await this.#keep(model);
      return `Student trained: ${rows.count} rows${regretOf(model)}, taught by ${teacher.modelId}, ${model.modelId}`;
    });
  }

  /** Takes a model of any file into the list and into use, measured on the data set. */
  async importModel(file: File): Promise<JobOutcome> {
    const spec = { kind: 'model-import', stage: 'model', title: 'Model import', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const { decodeAnyModel } = await import('../../formats/foreignModel.ts');
      const read = decodeAnyModel(await file.text(), file.name);
      const model = await this.#measured(
        read.kind === 'own' ? read.model : imported(read, file.name),
        await this.#rows(control),
        control.signal,
      );
      await this.#keep(model);
      return `Model imported: ${file.name}${regretOf(model)}, ${model.modelId}`;
    });
  }

  /** Measures a model on the data set anew: one that was never judged on held-out files, or on other files than now. */
  async measure(modelId: string): Promise<JobOutcome> {
    const spec = { kind: 'model-measuring', stage: 'model', title: 'Measuring', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const model = this.models.value.find((other) => other.modelId === modelId);
      if (model === undefined) return `Measuring ended: ${modelId} is gone`;
      const rows = await this.#rows(control);
      if (rows.recordingCount < 2) throw nothingToMeasureOn(modelId, rows.recordingCount);
      const measured = await this.#measured(model, rows, control.signal);
      await this.#deps.store.saveModel(measured);
      return `Model measured: ${modelId}${regretOf(measured)}`;
    });
  }

  /** What a network learns from, by the objective that the settings say. */
  async #objectiveRows(control: JobControl): Promise<ObjectiveRows> {
    const objective = this.#deps.settings.modelObjective.value;
    if (objective === 'proxy') return { ...(await this.#rows(control)), objective };
    return objectiveRows(this.#deps, this.#taughtRows(objective), objective);
  }

  /** Files with best parameters under an objective of ours; refuses too few of them. */
  #taughtRows(objective: Exclude<Objective, 'proxy'>): readonly TrainingRow[] {
    if (objective === 'measured') return measuredTrainingRows(this.#deps);
    const rows = preferredTrainingRows(this.#deps);
    if (rows.length < MIN_TRAINING_ROWS) throw tooFewPreferred(rows.length);
    return rows;
  }

  async #rows(control: JobControl): Promise<LearningRows> {
    return learningRows(this.#deps, describedFiles(this.#deps.dataSet), control);
  }

  /** A model that was not judged on held-out files is judged on the data set, as far as there is one. */
  async #measured(model: TrainedModel, rows: LearningRows, signal: AbortSignal): Promise<TrainedModel> {
    // Regret is the proxy's: it does not judge what another objective taught.
    if (!isAnswering(model) || model.objective !== 'proxy' || model.quality?.basis === 'held-out') return model;
    const quality = await evaluateOnDataSet(this.#deps.pool, model, rows, signal);
    return { ...model, quality };
  }

  async #teacherOf(rows: ObjectiveRows): Promise<NetworkModel | null> {
    const fingerprint = await scoreFingerprint(rows);
    const isTeacher = (model: TrainedModel) =>
      model.kind === 'network' && model.objective === rows.objective && model.dataFingerprint === fingerprint;
    return this.models.value.find((model): model is NetworkModel => isTeacher(model)) ?? null;
  }

  async #trainTeacher(rows: ObjectiveRows, signal: AbortSignal): Promise<NetworkModel | null> {
    if ((await this.trainNetwork(signal)) !== 'done') signal.throwIfAborted();
    return this.#teacherOf(rows);
  }

  /** Stores a model and takes it into use. */
  async #keep(model: TrainedModel): Promise<void> {
    await this.#deps.store.saveModel(model);
    this.#deps.settings.modelInUse.value = model.modelId;
  }
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

function tooFewPreferred(fileCount: number): AppError {
  const missing = MIN_TRAINING_ROWS - fileCount;
  return appError(
    'too-few-rows',
    'model',
    `Listening has taught presets for ${fileCount} ${fileCount === 1 ? 'file' : 'files'} and a model needs at least ` +
      `${MIN_TRAINING_ROWS}. Answer blind comparisons on ${missing} more under “Hear” on the Inference tab.`,
  );
}

function regretOf({ quality }: TrainedModel): string {
  if (quality === null) return '';
  const what = quality.basis === 'held-out' ? 'held-out regret' : 'regret on this data set';
  return `, ${what} ${quality.regret.mean.toFixed(4)}`;
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
