import { zipSync } from 'fflate';
import { BEST_EQUATIONS_FILE_NAME, encodeBestEquations } from '../formats/bestEquations.ts';
import { decodeModelFile, encodeModelFile, modelFileName } from '../formats/modelFile.ts';
import { encodePreset, presetFileName, type Preset } from '../formats/presetJson.ts';
import { encodeTrainingCsv, TRAINING_CSV_FILE_NAME } from '../formats/trainingCsv.ts';
import type { TrainedModel } from '../domain/model.ts';
import type { DatabaseContents, MergePreference } from '../domain/storage.ts';
import type { TrainingStore } from '../workers/contracts/store.ts';
import type { AudioSources } from './audioSources.ts';
import type { DataSet } from './dataSet.ts';
import { download } from './download.ts';
import type { JobBoard } from './jobBoard.ts';
import type { LogBook } from './logBook.ts';
import type { ModelStage } from './modelStage.ts';
import type { Judgement } from './predictionStage.ts';

interface Dependencies {
  readonly store: TrainingStore;
  readonly dataSet: DataSet;
  readonly sources: AudioSources;
  readonly models: ModelStage;
  readonly jobs: JobBoard;
  readonly log: LogBook;
}

/** How an imported database is taken over. */
export type DatabaseImportMode =
  { readonly kind: 'replace' } | { readonly kind: 'merge'; readonly prefer: MergePreference };

/** Stage 6: presets, models, tables and the database out, and databases and models in. */
export class ExportStage {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** One preset as JSON, several as one zip. */
  async exportPresets(judgements: readonly Judgement[]): Promise<boolean> {
    return this.#export('Preset', async () => {
      const [only] = judgements;
      if (only !== undefined && judgements.length === 1) {
        const name = presetFileName(only.offered.path);
        download(new Blob([encodePreset(presetOf(only))], { type: 'application/json' }), name);
        return name;
      }
      const encoder = new TextEncoder();
      const entries = new Map<string, Uint8Array>();
      for (const judgement of judgements) {
        const name = unusedName(presetFileName(judgement.offered.path), entries);
        entries.set(name, encoder.encode(encodePreset(presetOf(judgement))));
      }
      download(new Blob([zipSync(Object.fromEntries(entries))], { type: 'application/zip' }), 'presets.zip');
      return `presets.zip with ${entries.size} presets`;
    });
  }

  async exportTrainingCsv(): Promise<boolean> {
    return this.#export('Training CSV', async () => {
      const rows = await this.#deps.store.trainingRows();
      download(new Blob([encodeTrainingCsv(rows)], { type: 'text/csv' }), TRAINING_CSV_FILE_NAME);
      return `${TRAINING_CSV_FILE_NAME} with ${rows.length} rows`;
    });
  }

  async exportDatabase(): Promise<boolean> {
    return this.#export('DuckDB', async () => {
      download(await this.#deps.store.exportDatabase(), 'training.duckdb');
      return 'training.duckdb';
    });
  }

  /** The desktop's equations file of one model, with the scaler that the desktop leaves out. */
  async exportBestEquations(model: TrainedModel): Promise<boolean> {
    return this.#export('Equations', async () => {
      download(new Blob([encodeBestEquations(model)], { type: 'application/json' }), BEST_EQUATIONS_FILE_NAME);
      return `${BEST_EQUATIONS_FILE_NAME} of ${model.modelId}`;
    });
  }

  async exportModel(model: TrainedModel): Promise<boolean> {
    return this.#export('Model', async () => {
      const name = modelFileName(model.modelId);
      download(new Blob([encodeModelFile(model)], { type: 'application/json' }), name);
      return name;
    });
  }

  /** Takes a model file of ours into the list of models and into use. */
  async importModel(file: File): Promise<void> {
    try {
      await this.#deps.models.adopt(decodeModelFile(await file.text(), file.name));
    } catch (error) {
      this.#deps.log.thrown(error, 'model', file.name);
    }
  }

  /** What a database file holds, before anything is changed. Logs and answers null where it cannot be read. */
  async inspectDatabase(file: File): Promise<DatabaseContents | null> {
    try {
      return await this.#deps.store.inspectDatabase(file);
    } catch (error) {
      this.#deps.log.thrown(error, 'import', file.name);
      return null;
    }
  }

  async importDatabase(file: File, mode: DatabaseImportMode): Promise<boolean> {
    const { store, dataSet, sources, models, jobs } = this.#deps;
    const spec = { kind: 'database-import', stage: 'import', title: 'Database import', unit: 'steps' } as const;
    return jobs.run(spec, async () => {
      const contents =
        mode.kind === 'replace' ? await store.replaceDatabase(file) : await store.mergeDatabase(file, mode.prefer);
      if (mode.kind === 'replace') sources.clear();
      await Promise.all([dataSet.reload(), models.reload()]);
      const how = mode.kind === 'replace' ? 'replaced the data set' : 'merged into the data set';
      return `Database import finished: ${file.name} ${how}, ${contents.audioFiles} files, ${contents.models} models`;
    });
  }

  /** Everything that this app stored: data set, models, backups and copies of files. */
  async deleteAll(): Promise<boolean> {
    const { store, dataSet, sources, models, jobs } = this.#deps;
    const spec = { kind: 'delete-all', stage: 'export', title: 'Deletion', unit: 'steps' } as const;
    return jobs.run(spec, async () => {
      await store.deleteAll();
      sources.clear();
      await Promise.all([dataSet.reload(), models.reload()]);
      return 'Deletion finished: all data is gone';
    });
  }

  async #export(title: string, work: () => Promise<string>): Promise<boolean> {
    const spec = { kind: 'export', stage: 'export', title: `${title} export`, unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async () => `${title} export finished: ${await work()}`);
  }
}

function presetOf(judgement: Judgement): Preset {
  const { offered, descriptors, modelId, predicted, refined, chosen, note } = judgement;
  const isRefined = chosen === 'refined' && refined !== null;
  const answer = isRefined ? refined : predicted;
  return {
    createdAt: new Date(),
    audioPath: offered.path,
    descriptors,
    hyperparameters: answer.hyperparameters,
    modelPath: modelFileName(modelId),
    facts: {
      model_id: modelId,
      refined: String(isRefined),
      score: String(answer.score),
      confidence: String(predicted.confidence.value),
      ...(isRefined ? { refine_trials: String(refined.trials), refine_seed: String(refined.seed) } : {}),
      ...(note === null ? {} : { note }),
    },
  };
}

function unusedName(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name;
  const dot = name.lastIndexOf('.');
  for (let n = 2; ; n++) {
    const candidate = `${name.slice(0, dot)} (${n})${name.slice(dot)}`;
    if (!taken.has(candidate)) return candidate;
  }
}
