import { encodeTrainingCsv, MEASURED_CSV_FILE_NAME, TRAINING_CSV_FILE_NAME } from '../../formats/trainingCsv.ts';
import { isSilent } from '../../domain/descriptors.ts';
import { DOWNLOAD_BEGUN_MS } from '../../domain/downloads.ts';
import type { MeasuredCollection } from '../../domain/collection.ts';
import type { TrainedModel } from '../../domain/model.ts';
import type { MergePlan, MergePreview } from '../../domain/databaseMerge.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { refusedCount } from '../../domain/storage.ts';
import type { CollectionStage } from '../optimisation/collectionStage.ts';
import { APP_VERSION } from '../../domain/appVersion.ts';
import { arrived } from '../shell/arrived.ts';
import { download } from '../shell/download.ts';
import { measuredTrainingRows } from '../model/labelledRows.ts';
import type { JudgeStage } from '../judging/judgeStage.ts';
import type { MeasuredStage } from '../optimisation/measuredStage.ts';
import type { ModelStage } from '../model/modelStage.ts';
import type { FilePrediction, PredictionStage } from '../prediction/predictionStage.ts';
import type { HubImportStage } from '../hubImport/hubImportStage.ts';
import type { ProjectsStage } from '../projects/projectsStage.ts';
import type { Hearing } from '../listening/hear/hearing.ts';
import type { PreferenceStage } from '../listening/comparison/preferenceStage.ts';
import type { PackedTable } from '../../workers/contracts/packing.ts';
import { proxy } from '../../workers/pool/transfer.ts';
import { soundKey } from '../listening/sound/soundKey.ts';
import type { WantedTreatment } from '../listening/choices/soundPresets.ts';
import type { WantedSound } from './presetZip.ts';
import { formatCount } from '../../domain/numberText.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<
  Tools,
  'store' | 'pool' | 'dataSet' | 'sources' | 'jobs' | 'log' | 'settings' | 'undoing'
> {
  readonly hubImport: HubImportStage;
  readonly models: ModelStage;
  readonly measured: MeasuredStage;
  readonly collections: CollectionStage;
  readonly preferences: PreferenceStage;
  readonly judge: JudgeStage;
  readonly prediction: PredictionStage;
  readonly openHearing: () => Promise<Hearing>;
  readonly openProjects: () => Promise<ProjectsStage>;
}

const METHODS_FILE_NAME = 'methods.txt';
const DATA_SET_PARQUET_FILE_NAME = 'training_dataset.parquet';

/** Of 100,000 files the worker keeps a quarter of a gigabyte. */
const TABLE_RUN = { interactive: true, isLast: true };

/** How an imported database is taken over. */
export type DatabaseImportMode = { readonly kind: 'replace' } | { readonly kind: 'merge'; readonly plan: MergePlan };

/** Stage 6: presets, models, tables and the database out, and databases and models in. */
export class ExportStage {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * One preset as JSON; several as one zip of what the plugin opens, with other formats beside it if wished (V7). A sound has
   * the treatment and the split that were chosen for it under Hear.
   *
   * @param compared whether the judge compares the candidates of each first, as far as it comes until it is stopped (J8)
   */
  async exportPresets(filePredictions: readonly FilePrediction[], compared = false): Promise<JobOutcome> {
    const [only] = filePredictions;
    const isOne = filePredictions.length === 1;
    return this.#presetExport(isOne ? 'Preset' : 'Presets', async (control) => {
      const [
        { selectionOf, sourceOf, choiceWords },
        { downloadPreset, predictedPreset },
        { presetForPlugin },
        { listening },
      ] = await Promise.all([
        arrived(import('../judging/preselected.ts')),
        arrived(import('./presets.ts')),
        arrived(import('../listening/choices/soundPresets.ts')),
        this.#deps.openHearing(),
      ]);
      const { choices } = listening;
      await choices.loaded;
      if (compared) {
        const sources = filePredictions.map((one) => sourceOf(this.#deps, one));
        await this.#deps.judge.judgeEach(sources, control.signal);
        control.signal.throwIfAborted();
      }
      const stateOf = (one: FilePrediction) => choices.wantedFor(soundKey(sourceOf(this.#deps, one)));
      const candidateOf = (key: string) => choices.candidateFor(key);
      if (only !== undefined && isOne) {
        const preset = predictedPreset(only, selectionOf(this.#deps, only, candidateOf));
        const { signal: stop } = control;
        return downloadPreset((await presetForPlugin(this.#deps, preset, only.offered, stateOf(only), stop)).preset);
      }
      const sounds = filePredictions.map((filePrediction) => ({
        durationSec: null,
        want: async () => {
          const selection = selectionOf(this.#deps, filePrediction, candidateOf);
          const preset = predictedPreset(filePrediction, selection);
          return {
            preset,
            choice: choiceWords(selection),
            state: stateOf(filePrediction),
            file: filePrediction.offered,
          };
        },
      }));
      return this.#downloadPresets(sounds, control);
    });
  }

  /**
   * One zip of what was chosen, else is preselected (J6), of sounds of the data set that have descriptors and are not silent, in
   * their order in the list (V7).
   *
   * @param treatment of all of them; null for what was chosen for each under Hear, else what it begins with there
   * @param compared whether the judge compares the candidates of each first, as far as it comes until it is stopped (J8)
   */
  async exportSoundPresets(
    audioIds: readonly string[],
    treatment: WantedTreatment,
    compared = false,
  ): Promise<JobOutcome> {
    return this.#presetExport('Presets', async (control) => {
      const { dataSet, models, sources, openHearing } = this.#deps;
      if (compared) {
        const each = audioIds.map((audioId) => ({ kind: 'data-set', audioId, path: dataSet.pathOf(audioId) }) as const);
        await this.#deps.judge.judgeEach(each, control.signal);
      }
      control.signal.throwIfAborted();
      const [{ selectionFor, choiceWords }, { selectedPreset }, { listening }] = await Promise.all([
        arrived(import('../judging/preselected.ts')),
        arrived(import('./presets.ts')),
        openHearing(),
      ]);
      await listening.choices.loaded;
      const wanted = new Set(audioIds);
      const sounds = dataSet.described.peek().flatMap(({ file: { audioId, path, durationSec }, descriptors }) => {
        if (!wanted.has(audioId) || descriptors.kind !== 'done' || isSilent(descriptors.descriptors)) return [];
        const sound = { path, descriptors: descriptors.descriptors };
        const want = async () => {
          const source = { kind: 'data-set', audioId, path } as const;
          const chosen = listening.choices.wantedFor(audioId);
          const candidate = listening.choices.candidateFor(audioId);
          const selection = selectionFor(this.#deps, source, sound.descriptors, candidate);
          const file = await sources.open(audioId);
          return {
            preset: selectedPreset(sound, selection, models.answering.peek()),
            choice: choiceWords(selection),
            state: { ...chosen, treatment: treatment ?? chosen.treatment },
            file: file === null ? null : { file, path },
          };
        };
        return [{ durationSec, want }];
      });
      return this.#downloadPresets(sounds, control);
    });
  }

  async #downloadPresets(sounds: readonly WantedSound[], control: JobControl): Promise<string> {
    const { presetZip } = await arrived(import('./presetZip.ts'));
    const { zip, plain } = await presetZip(this.#deps, sounds, control, await this.methods());
    download(zip, 'presets.zip');
    const marked = plain === 0 ? '' : `, ${plain} of them not compensated: their sounds are not at hand or too short`;
    return `presets.zip with ${sounds.length} ${sounds.length === 1 ? 'preset' : 'presets'}${marked}`;
  }

  /** The best preset of a collection under the measured objective (X8a), compensated over its sounds that are at hand. */
  async exportCollectionPreset(collection: MeasuredCollection): Promise<JobOutcome> {
    return this.#export('Collection preset', async (control) => {
      const { dataSet, sources } = this.#deps;
      const { collectionPreset, downloadPreset } = await arrived(import('./presets.ts'));
      const preset = collectionPreset(collection, (audioId) => dataSet.get(audioId)?.descriptors ?? null);
      const { presetForSounds } = await arrived(import('../listening/choices/soundPresets.ts'));
      const files = await Promise.all(
        collection.audioIds.map(async (audioId) => ({
          file: await sources.open(audioId),
          path: dataSet.pathOf(audioId),
        })),
      );
      const atHand = files.flatMap(({ file, path }) => (file === null ? [] : [{ file, path }]));
      return downloadPreset((await presetForSounds(this.#deps, preset, atHand, control)).preset);
    });
  }

  /** The same table as the training CSV, with the best parameters under the measured score; its name says so. */
  async exportMeasuredCsv(): Promise<JobOutcome> {
    return this.#export('Measured training CSV', async () => {
      const rows = measuredTrainingRows(this.#deps);
      download(new Blob([encodeTrainingCsv(rows)], { type: 'text/csv' }), MEASURED_CSV_FILE_NAME);
      return `${MEASURED_CSV_FILE_NAME} with ${rows.length} rows`;
    });
  }

  /** How today's presets and models come about, as a text beside tables and databases, which have no room for it. */
  async exportMethods(): Promise<JobOutcome> {
    return this.#export('Methods', async () => {
      download(new Blob([`${await this.methods()}\n`], { type: 'text/plain' }), METHODS_FILE_NAME);
      return METHODS_FILE_NAME;
    });
  }

  /** The text of {@link exportMethods}. */
  async methods(exported: TrainedModel | null = null): Promise<string> {
    return (await arrived(import('./methods.ts'))).methodsText(this.#deps, APP_VERSION, exported);
  }

  async exportTrainingCsv(): Promise<JobOutcome> {
    return this.#export('Training CSV', async ({ signal }) => {
      const { dataSet, pool } = this.#deps;
      const files = proxy(dataSet.byPlace(({ isDescribed, isSearched }) => isDescribed && isSearched));
      const packed = await pool.run(async (worker) => worker.encodeTrainingCsv(files), { signal, ...TABLE_RUN });
      this.#downloadTable(packed, TRAINING_CSV_FILE_NAME);
      return `${TRAINING_CSV_FILE_NAME} with ${packed.rows} rows`;
    });
  }

  /** Every file with what is known of it as one table, for pandas, Polars, DuckDB and the like. */
  async exportParquet(): Promise<JobOutcome> {
    return this.#export('Parquet', async ({ signal }) => {
      const { dataSet, pool } = this.#deps;
      const count = dataSet.records.value.length;
      const pages = proxy(dataSet.pages());
      const methods = await this.methods();
      const packed = await pool.run(async (worker) => worker.encodeParquet(pages, count, methods), {
        signal,
        ...TABLE_RUN,
      });
      this.#downloadTable(packed, DATA_SET_PARQUET_FILE_NAME);
      return `${DATA_SET_PARQUET_FILE_NAME} with ${count} rows`;
    });
  }

  /** Title, author, source and licence of everything that came from public data sets (L4). */
  async exportAttributions(format: 'csv' | 'markdown'): Promise<JobOutcome> {
    return this.#export('Attributions', async () => {
      const [attributions, formats] = await Promise.all([
        this.#deps.store.listAttributions(),
        arrived(import('../../formats/attributions.ts')),
      ]);
      const [name, text] =
        format === 'csv'
          ? [formats.ATTRIBUTIONS_CSV_FILE_NAME, formats.encodeAttributionsCsv(attributions)]
          : [formats.ATTRIBUTIONS_MARKDOWN_FILE_NAME, formats.encodeAttributionsMarkdown(attributions)];
      download(new Blob([text], { type: format === 'csv' ? 'text/csv' : 'text/markdown' }), name);
      return `${name} with ${attributions.length} files`;
    });
  }

  async exportDatabase(): Promise<JobOutcome> {
    return this.#export('DuckDB', async () => {
      const { store, settings, dataSet, models } = this.#deps;
      const atMs = Date.now();
      const holds = {
        files: dataSet.records.value.map(({ file }) => file.audioId),
        models: models.models.value.map(({ modelId }) => modelId),
      };
      download(await store.exportDatabase(await this.methods(), true), 'training.duckdb');
      settings.lastExportHolds.value = holds;
      settings.lastExportAtMs.value = atMs;
      return 'training.duckdb';
    });
  }

  /**
   * The desktop's equations file, with the scaler that the desktop leaves out: of the model in use, else, as a network has no
   * equations, of the best that has some, else of a ridge that is trained for it.
   */
  async exportBestEquations(): Promise<JobOutcome> {
    const spec = { kind: 'training', stage: 'export', title: 'Equations export', unit: 'steps' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const model = await this.#deps.models.ensureEquations(control);
      const { BEST_EQUATIONS_FILE_NAME, encodeBestEquations } = await arrived(import('../../formats/bestEquations.ts'));
      const text = encodeBestEquations(model, await this.methods(model));
      download(new Blob([text], { type: 'application/json' }), BEST_EQUATIONS_FILE_NAME);
      return `Equations export finished: ${BEST_EQUATIONS_FILE_NAME} of ${model.modelId}`;
    });
  }

  async exportModel(model: TrainedModel): Promise<JobOutcome> {
    return this.#export('Model', async () => {
      const { encodeModelFile, modelFileName } = await arrived(import('../../formats/modelFile.ts'));
      const name = modelFileName(model.modelId);
      download(new Blob([encodeModelFile(model, await this.methods(model))], { type: 'application/json' }), name);
      return name;
    });
  }

  /** What a database file would bring, before anything is changed. Logs and answers null where it cannot be read. */
  async previewDatabase(file: File): Promise<MergePreview | null> {
    try {
      return await this.#deps.store.previewMerge(file);
    } catch (error) {
      this.#deps.log.thrown(error, 'import', file.name);
      return null;
    }
  }

  async importDatabase(file: File, mode: DatabaseImportMode): Promise<JobOutcome> {
    const { store, undoing, jobs } = this.#deps;
    const spec = { kind: 'database-import', stage: 'import', title: 'Database import', unit: 'steps' } as const;
    return jobs.run(spec, async () => {
      const { contents, step } =
        mode.kind === 'replace' ? await store.replaceDatabase(file) : await store.mergeDatabase(file, mode.plan);
      undoing.warnIfFinal(step);
      const how = mode.kind === 'replace' ? 'replaced the data set' : 'merged into the data set';
      const leftOut = refusedCount(contents.refused);
      return (
        `Database import finished: ${file.name} ${how}, ${formatCount(contents.audioFiles)} files, ${formatCount(contents.models)} models` +
        (leftOut === 0 ? '' : `, ${leftOut} ${leftOut === 1 ? 'row' : 'rows'} left out`)
      );
    });
  }

  /**
   * Everything that this app stored, of all projects: the rows, models, backups, copies of files, what the judge said and what was
   * chosen for its sounds, and the place of a dataset import. Settings and treatments that were saved by name are the user's and
   * stay. Jobs are ended first.
   */
  async deleteAll(): Promise<JobOutcome> {
    const { store, sources, settings, jobs, judge, hubImport, openHearing } = this.#deps;
    await jobs.stopAll();
    const spec = { kind: 'delete-all', stage: 'export', title: 'Deletion', unit: 'steps' } as const;
    return jobs.run(spec, async () => {
      // First: gone on with after a kill in between, it would lack what it had imported.
      hubImport.cancel();
      await store.deleteAll();
      sources.clear();
      await judge.forget();
      const { listening } = await openHearing();
      await listening.choices.loaded;
      await listening.choices.forget();
      settings.lastExportAtMs.value = null;
      settings.lastExportHolds.value = null;
      const held = await (await this.#deps.openProjects()).eraseOthers();
      return held === 0
        ? 'Deletion finished: all data is gone'
        : `Deletion finished: all data is gone but that of ${held} ${held === 1 ? 'project' : 'projects'}, open in other tabs`;
    });
  }

  /** One that this visit does not live to drop is swept by the next. */
  #downloadTable({ table, stagedName }: PackedTable, name: string): void {
    const { pool } = this.#deps;
    download(table, name);
    if (stagedName === null) return;
    const { signal } = new AbortController();
    const drop = async () => pool.run(async (worker) => worker.dropTable(stagedName), { signal });
    setTimeout(() => void drop().catch(() => undefined), DOWNLOAD_BEGUN_MS);
  }

  /** Of its own kind, as it can take long beside other exports. */
  async #presetExport(title: string, work: (control: JobControl) => Promise<string>): Promise<JobOutcome> {
    const spec = { kind: 'preset-export', stage: 'export', title: `${title} export`, unit: 'presets' } as const;
    return this.#deps.jobs.run(spec, async (control) => `Preset export finished: ${await work(control)}`);
  }

  async #export(title: string, work: (control: JobControl) => Promise<string>): Promise<JobOutcome> {
    const spec = { kind: 'export', stage: 'export', title: `${title} export`, unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => `${title} export finished: ${await work(control)}`);
  }
}
