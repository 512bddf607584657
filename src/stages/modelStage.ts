import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { AlphaGrid, TrainedModel } from '../domain/model.ts';
import { alphaGrid } from '../ml/model/alphaGrid.ts';
import { combineFolds, type FoldResult } from '../ml/model/crossValidation.ts';
import { inputRange } from '../ml/model/inputRange.ts';
import {
  assertEnoughRows,
  DEFAULT_FOLD_SEED,
  DEFAULT_K_FOLDS,
  MIN_TRAINING_ROWS,
  ridgeMetrics,
} from '../ml/model/trainRidge.ts';
import { trainingMatrix } from '../ml/model/trainingMatrix.ts';
import type { ComputePool } from '../workers/computePool.ts';
import type { TrainingStore } from '../workers/contracts/store.ts';
import { fingerprintOf } from './fingerprint.ts';
import { forEachLimited } from './forEachLimited.ts';
import type { JobBoard, JobControl } from './jobBoard.ts';
import type { LogBook } from './logBook.ts';
import type { Settings } from './settings.ts';

interface Dependencies {
  readonly store: TrainingStore;
  readonly pool: ComputePool;
  readonly jobs: JobBoard;
  readonly log: LogBook;
  readonly settings: Settings;
}

/** Stage 4: from descriptors to hyperparameters, a degree-3 polynomial ridge (rules M), its folds spread over the cores. */
export class ModelStage {
  readonly #deps: Dependencies;
  readonly #models = signal<readonly TrainedModel[]>([]);
  /** The fewest rows that a model is trained on (M1). */
  readonly minimumRows = MIN_TRAINING_ROWS;
  /** The model that answers on the Inference tab; the newest where the user chose none. */
  readonly inUse: ReadonlySignal<TrainedModel | null>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.inUse = computed(() => {
      const models = this.#models.value;
      return models.find((model) => model.modelId === deps.settings.modelInUse.value) ?? models[0] ?? null;
    });
  }

  /** Newest first. */
  get models(): ReadonlySignal<readonly TrainedModel[]> {
    return this.#models;
  }

  async reload(): Promise<void> {
    this.#models.value = await this.#deps.store.listModels();
  }

  use(modelId: string): void {
    this.#deps.settings.modelInUse.value = modelId;
    this.#deps.log.info('model', `Model in use: ${modelId}`);
  }

  /** Reads the stored models anew and takes the newest into use. */
  async useLatest(): Promise<void> {
    await this.reload();
    const [latest] = this.#models.value;
    if (latest === undefined) this.#deps.log.warn('model', 'There is no model yet. Train one first.');
    else this.use(latest.modelId);
  }

  async delete(modelId: string): Promise<void> {
    await this.#deps.store.deleteModel(modelId);
    await this.reload();
    this.#deps.log.info('model', `Model deleted: ${modelId}`);
  }

  /** Stores a model that came from a file and takes it into use. */
  async adopt(model: TrainedModel): Promise<void> {
    await this.#deps.store.saveModel(model);
    await this.reload();
    this.#deps.log.info('model', `Model imported: ${model.modelId}`);
    this.use(model.modelId);
  }

  async train(grid: AlphaGrid, parent?: AbortSignal): Promise<boolean> {
    const spec = { kind: 'training', stage: 'model', title: 'Training', unit: 'folds' } as const;
    return this.#deps.jobs.run(spec, async (control) => this.#train(grid, control), parent);
  }

  async #train(grid: AlphaGrid, { signal: stop, onProgress }: JobControl): Promise<string> {
    const { store, pool } = this.#deps;
    const rows = await store.trainingRows();
    assertEnoughRows(rows.length);
    const matrix = trainingMatrix(rows);
    const folds: FoldResult[] = [];
    const total = DEFAULT_K_FOLDS + 1;
    let done = 0;
    onProgress({ done, total });
    const indices = Array.from({ length: DEFAULT_K_FOLDS }, (_, index) => index);
    await forEachLimited(indices, pool.size, stop, async (foldIndex) => {
      const request = { matrix, grid, kFolds: DEFAULT_K_FOLDS, foldSeed: DEFAULT_FOLD_SEED, foldIndex };
      folds[foldIndex] = await pool.run(async (worker) => worker.evaluateFold(request), { signal: stop });
      onProgress({ done: ++done, total });
    });
    stop.throwIfAborted();
    const crossValidation = combineFolds(matrix, alphaGrid(grid), folds);
    const fit = await pool.run(async (worker) => worker.fit(matrix, crossValidation.alpha), { signal: stop });
    const createdAt = new Date();
    const dataFingerprint = await fingerprintOf(matrix);
    const model: TrainedModel = {
      modelId: modelIdOf(createdAt, dataFingerprint),
      createdAt,
      kind: 'ridge',
      alphaGrid: grid,
      foldSeed: DEFAULT_FOLD_SEED,
      dataFingerprint,
      parameters: fit.parameters,
      metrics: ridgeMetrics(rows.length, DEFAULT_K_FOLDS, crossValidation, fit),
      inputRange: inputRange(matrix),
      outOfFold: crossValidation.outOfFold,
    };
    await store.saveModel(model);
    await this.reload();
    this.#deps.settings.modelInUse.value = model.modelId;
    const { alpha, cvMse } = model.metrics;
    return `Model trained: ${rows.length} rows, alpha ${alpha.toPrecision(4)}, cv_mse ${cvMse.toPrecision(5)}, ${model.modelId}`;
  }
}

/** `ridge-20260131-120000-1a2b3c`: sorts by time and tells two trainings of one second apart by their data. */
function modelIdOf(createdAt: Date, dataFingerprint: string): string {
  const stamp = createdAt.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `ridge-${stamp}-${crypto.randomUUID().slice(0, 4)}${dataFingerprint.slice(0, 2)}`;
}
