import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Descriptors } from '../../domain/descriptors.ts';
import { appError, isAbort } from '../../domain/errors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { Objective } from '../../domain/measured.ts';
import type { AnsweringModel, Prediction } from '../../domain/model.ts';
import type { JobOutcome } from '../../domain/job.ts';
import type { StoredPrediction, StoredPredictions } from '../../workers/contracts/store.ts';
import type { DescriptorStage } from '../descriptors/descriptorStage.ts';
import { noLongerAtHand } from '../import/fileRefusals.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { ChosenFile } from '../../audio/files/fileDrop.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { ModelStage } from '../model/modelStage.ts';
import { arrived } from '../shell/arrived.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet' | 'sources' | 'jobs' | 'log' | 'settings'> {
  readonly descriptors: DescriptorStage;
  readonly models: ModelStage;
}

/** How a local refinement is to be run (T6); null for none. */
export interface Refinement {
  /** 1–60. */
  readonly trials: number;
  readonly seed: number;
}

/** A refined answer that the plugin can play, scored on the unperturbed descriptors so that it compares with the prediction. */
export interface RefinedAnswer {
  readonly hyperparameters: Hyperparameters;
  readonly score: number;
  /** How it was found: by a local search, or by direct search of the proxy objective where this is null (J6). */
  readonly search: Refinement | null;
}

/** A file that waits for an answer. */
export interface OfferedFile extends ChosenFile {
  /** Where it is one of the data set. */
  readonly audioId?: string | undefined;
}

/** What was found for one file. */
export interface FilePrediction {
  readonly offered: OfferedFile;
  readonly modelId: string;
  /** What the model learned from. */
  readonly objective: Objective;
  readonly descriptors: Descriptors;
  /** A remark of the decoder; null for none. */
  readonly note: string | null;
  /** Within the plugin's ranges. */
  readonly predicted: Prediction;
  /** Null where the model learned from another objective than the proxy. */
  readonly refined: RefinedAnswer | null;
  /** The candidate that the user chose for the preset; null leaves it to what was chosen under Hear, else to the one rule (J6). */
  readonly chosen: string | null;
}

/** What a model answered for files of the data set, by their ids. */
export interface StoredAnswers {
  readonly modelId: string;
  readonly ofFiles: Pick<ReadonlyMap<string, Pick<StoredPrediction, 'score' | 'confidence'>>, 'get' | 'has' | 'size'>;
}

const NO_ANSWERS: StoredAnswers['ofFiles'] = new Map();

/** The answers as they were read, without an object for each: there may be 100,000. */
function answersOf({ audioIds, scores, confidences }: StoredPredictions): StoredAnswers['ofFiles'] {
  const rows = new Map(audioIds.map((audioId, row) => [audioId, row]));
  return {
    size: rows.size,
    has: (audioId) => rows.has(audioId),
    get: (audioId) => {
      const row = rows.get(audioId);
      if (row === undefined) return undefined;
      const confidence = confidences[row] ?? Number.NaN;
      return { score: scores[row] ?? Number.NaN, confidence: Number.isNaN(confidence) ? null : confidence };
    },
  };
}

/** Stage 5: a model's answers for files, new ones and those of the data set. */
export class PredictionStage {
  readonly #deps: Dependencies;
  readonly #offered = signal<readonly OfferedFile[]>([]);
  readonly #filePredictions = signal<readonly FilePrediction[]>([]);

  readonly #stored = signal<StoredAnswers | null>(null);
  /** Whether what is stored may be other than what is being read. */
  #isStale = false;
  #reading: Promise<void> | null = null;
  /** The model whose answers Predict All stores, which are read once it has ended: each reading takes all of them. */
  #answeringId: string | null = null;

  /** What the model that answers now was asked for all files (Predict All), by their ids. */
  readonly ofFiles: ReadonlySignal<StoredAnswers['ofFiles']>;

  /** The files that wait to be judged. They do not join the data set unless asked. */
  readonly offered: ReadonlySignal<readonly OfferedFile[]> = this.#offered;
  readonly filePredictions: ReadonlySignal<readonly FilePrediction[]> = this.#filePredictions;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.ofFiles = computed(() => {
      const stored = this.#stored.value;
      return stored?.modelId === deps.models.answering.value?.modelId ? (stored?.ofFiles ?? NO_ANSWERS) : NO_ANSWERS;
    });
    const wanted = computed(() => `${deps.dataSet.predictionRevision.value} ${deps.models.answering.value?.modelId}`);
    wanted.subscribe(() => {
      this.#isStale = true;
      this.#readAgain();
    });
  }

  #readAgain(): void {
    if (this.#wanted() !== null) this.#reading ??= this.#readStored();
  }

  /** The model whose answers are to be read; null for none now. */
  #wanted(): AnsweringModel | null {
    const model = this.#deps.models.answering.peek();
    return this.#isStale && model?.modelId !== this.#answeringId ? model : null;
  }

  offer(files: readonly OfferedFile[]): void {
    this.#offered.value = files;
    this.#filePredictions.value = [];
  }

  /** The same with files of the data set; those that are not at hand are named and left out. */
  async offerStored(audioIds: readonly string[]): Promise<void> {
    const { dataSet, sources, log } = this.#deps;
    const files: OfferedFile[] = [];
    for (const audioId of audioIds) {
      const path = dataSet.get(audioId)?.file.path ?? audioId;
      const file = await sources.open(audioId);
      if (file === null) log.thrown(noLongerAtHand(path, 'prediction'), 'prediction', path);
      else files.push({ file, path, audioId });
    }
    this.offer(files);
  }

  /** What was offered is of the data set from now on. @param joined the ids by path */
  join(joined: ReadonlyMap<string, string>): void {
    const ofDataSet = (one: OfferedFile): OfferedFile => ({ ...one, audioId: one.audioId ?? joined.get(one.path) });
    this.#offered.value = this.#offered.value.map(ofDataSet);
    this.#filePredictions.value = this.#filePredictions.value.map((one) => ({
      ...one,
      offered: ofDataSet(one.offered),
    }));
  }

  /** @param chosen the id of a candidate; null leaves it to what was chosen under Hear, else to the one rule. */
  choose(filePrediction: FilePrediction, chosen: string | null): void {
    this.#filePredictions.value = this.#filePredictions.value.map((other) =>
      other === filePrediction ? { ...filePrediction, chosen } : other,
    );
  }

  /** Judges every offered file by the model in use. */
  async predictOffered(refinement: Refinement | null): Promise<JobOutcome> {
    const spec = { kind: 'prediction', stage: 'prediction', title: 'Prediction', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => this.#predictFiles(refinement, control));
  }

  /** Predicts for every file of the data set that has descriptors, and stores the answers; stopped, it keeps those it has. */
  async predictAll(): Promise<JobOutcome> {
    const spec = { kind: 'predict-all', stage: 'prediction', title: 'Predictions', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const model = this.#modelInUse();
      const { answered, silent } = await this.#answerAll(model, control);
      const { hiddenColumns } = this.#deps.settings;
      hiddenColumns.value = hiddenColumns.peek().filter((key) => key !== 'best');
      const left = silent === 0 ? '' : `, ${silent} silent left out`;
      const stopped = control.signal.aborted ? ' (stopped)' : '';
      return `Predictions finished: ${answered} files by ${model.modelId}${left}${stopped}`;
    });
  }

  async #answerAll(model: AnsweringModel, control: JobControl): Promise<{ answered: number; silent: number }> {
    const { predictAll } = await arrived(import('./answering.ts'));
    this.#answeringId = model.modelId;
    try {
      return await predictAll(this.#deps, model, control);
    } finally {
      this.#answeringId = null;
      // A reading that is just ending has not seen these answers.
      await this.#reading;
      this.#readAgain();
      await this.#reading;
    }
  }

  /** Reads what is stored of the model that answers until that is what is stored now. */
  async #readStored(): Promise<void> {
    const { store, log } = this.#deps;
    try {
      for (let model = this.#wanted(); model !== null; model = this.#wanted()) {
        this.#isStale = false;
        const { modelId } = model;
        this.#stored.value = { modelId, ofFiles: answersOf(await store.listPredictions(modelId)) };
      }
    } catch (error) {
      log.thrown(error, 'prediction');
    } finally {
      this.#reading = null;
    }
  }

  async #predictFiles(refinement: Refinement | null, { signal: stop, onProgress }: JobControl): Promise<string> {
    const { pool, log } = this.#deps;
    const model = this.#modelInUse();
    const offered = this.#offered.value;
    if (refinement !== null && model.objective !== 'proxy') {
      log.warn(
        'prediction',
        `${model.modelId} learned from the objective ${model.objective} and local refinement searches the proxy's, so its answers stay as they are.`,
      );
    }
    const { predictFile } = await arrived(import('./answering.ts'));
    this.#filePredictions.value = [];
    /** By the places of their files, whichever is ready first. */
    const answered: FilePrediction[] = [];
    let failed = 0;
    let handled = 0;
    onProgress({ done: 0, total: offered.length });
    await forEachLimited([...offered.entries()], pool.size, stop, async ([index, file]) => {
      try {
        answered[index] = await predictFile(this.#deps, file, model, refinement, stop);
        this.#filePredictions.value = Object.values(answered);
      } catch (error) {
        if (isAbort(error)) return;
        failed += 1;
        log.thrown(error, 'prediction', file.path);
      }
      onProgress({ done: ++handled, total: offered.length });
    });
    const done = this.#filePredictions.value.length;
    const [only] = this.#filePredictions.value;
    const what = done === 1 && only !== undefined ? only.offered.path : `${done} files`;
    return `Prediction finished: ${what}${failed > 0 ? `, ${failed} failed` : ''}${stop.aborted ? ' (stopped)' : ''}`;
  }

  #modelInUse(): AnsweringModel {
    const model = this.#deps.models.answering.value;
    if (model !== null) return model;
    throw appError(
      'bad-input',
      'prediction',
      'There is no model to predict with. Train one on the Model tab first, or import one.',
    );
  }
}
