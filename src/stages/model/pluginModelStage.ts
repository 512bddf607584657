import { unpackPluginWindows } from '../../domain/pluginWindow.ts';
import type { PluginModelTraining, PluginWindows } from '../../domain/training.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import { appError, AppError, isAbort } from '../../domain/errors.ts';
import { isPolynomial, type PluginModel, type TrainedModel } from '../../domain/model.ts';
import type { PluginReport } from '../../domain/pluginReport.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { inputRange } from '../../ml/model/inputRange.ts';
import { hasSteadyBlend } from '../../ml/pluginModel/steadyBlend.ts';
import { trainingWindows } from '../../ml/pluginModel/trainingWindows.ts';
import { verdictOf, verdictSentence } from '../../ml/quality/verdict.ts';
import { MIN_HISTORY_FRAMES } from '../../ml/plugin/runtimeHistory.ts';
import { storedWindows, type DescriptorStage } from '../descriptors/descriptorStage.ts';
import { fingerprintOf } from './fingerprint.ts';
import { noLongerAtHand } from '../import/fileRefusals.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { moreSounds } from './learningRows.ts';
import { modelIdOf } from './modelId.ts';
import type { ModelStage } from './modelStage.ts';
import { recordingsByPath } from '../import/recordings.ts';
import { APP_VERSION } from '../../domain/appVersion.ts';
import { arrived } from '../shell/arrived.ts';
import { download } from '../shell/download.ts';
import type { Tools } from '../tools.ts';
import { trainingSteps } from './trainingSteps.ts';
import { formatCount, formatFixed, plural } from '../../domain/numberText.ts';

interface Dependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet' | 'sources' | 'jobs' | 'log' | 'settings'> {
  readonly descriptors: DescriptorStage;
  readonly models: ModelStage;
}

/** Recordings that a plugin model needs: as many as a ridge needs rows (M1). */
const MIN_RECORDINGS = 12;
const SEED = 1337;

/** What the plugin's ears have heard of the data set. */
interface Heard {
  readonly windows: PluginWindows;
  readonly recordingCount: number;
  /** Files that have no windows and whose sound is not at hand. */
  readonly notAtHand: number;
}

/** How the models that were not trained for the plugin behave in it, on the windows of the data set. */
export interface ComparedInPlugin {
  readonly windowCount: number;
  readonly recordingCount: number;
  readonly byModel: ReadonlyMap<string, PluginReport>;
  readonly constant: PluginReport;
}

/** Stage 4 for the plugin: a polynomial of the plugin's own descriptors, trained on windows of the files (rules P). */
export class PluginModelStage {
  readonly #deps: Dependencies;
  readonly #compared = signal<ComparedInPlugin | null>(null);
  /** The last comparison of this session; null before the first. */
  readonly compared: ReadonlySignal<ComparedInPlugin | null> = this.#compared;
  readonly minimumRecordings = MIN_RECORDINGS;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async train(): Promise<JobOutcome> {
    const spec = { kind: 'plugin-training', stage: 'model', title: 'Plugin model', unit: 'steps' } as const;
    return this.#deps.jobs.run(spec, async (control) => this.#train(control));
  }

  /**
   * The plugin model's step of Run All: trained unless there is one of today's recordings. Where these are too few, or not at
   * hand, that is said and is no failure.
   */
  async ensure(parent: AbortSignal): Promise<JobOutcome> {
    const spec = { kind: 'plugin-training', stage: 'model', title: 'Plugin model', unit: 'steps' } as const;
    return this.#deps.jobs.run(
      spec,
      async (control) => {
        const { windows, recordingCount } = await this.#heard(control);
        const missing = MIN_RECORDINGS - recordingCount;
        if (missing > 0) return `Plugin model skipped: add at least ${moreSounds(missing)}, of half a second or more`;
        const known = await this.#currentOf(windows);
        if (known !== null) return `Plugin model: ${known.modelId} has learned from the same recordings`;
        return trainedLine(await this.#trainOn(windows, control));
      },
      parent,
    );
  }

  /** Measures every polynomial that was not trained on windows as it would behave in the plugin. */
  async compare(): Promise<JobOutcome> {
    const spec = { kind: 'plugin-comparison', stage: 'model', title: 'Comparison', unit: 'steps' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const { pool, models } = this.#deps;
      const { windows, recordingCount } = await this.#heard(control);
      if (recordingCount < 2) throw nothingToCompareOn(recordingCount);
      // Regret is the proxy's: it does not judge what another objective taught.
      const measured = models.models.value
        .filter(isPolynomial)
        .filter(({ kind, objective }) => kind !== 'plugin' && objective === 'proxy');
      const polynomials = measured.map(({ parameters }) => parameters);
      const { reports, constant } = await pool.run(async (worker) => worker.compareInPlugin(windows, polynomials), {
        signal: control.signal,
      });
      const byModel = new Map<string, PluginReport>();
      for (const [i, { modelId }] of measured.entries()) {
        const report = reports[i];
        if (report !== undefined) byModel.set(modelId, report);
      }
      this.#compared.value = { windowCount: windows.groups.length, recordingCount, byModel, constant };
      return (
        `Comparison finished: ${measured.length} models in the plugin, on ${windows.groups.length} windows of ` +
        `${recordingCount} recordings`
      );
    });
  }

  /** The header that the plugin compiles in, of the model of today's recordings. */
  async exportHeader(): Promise<JobOutcome> {
    return this.#handOver('Header export', async (model) => {
      const { encodePluginHeader, PLUGIN_HEADER_FILE_NAME } = await arrived(import('../../formats/pluginHeader.ts'));
      const text = encodePluginHeader(model.parameters, model.modelId, [
        ...remarksOn(model),
        await this.#methods(model),
      ]);
      download(new Blob([text], { type: 'text/x-c++hdr' }), PLUGIN_HEADER_FILE_NAME);
      return PLUGIN_HEADER_FILE_NAME;
    });
  }

  /** The header with a guide for a person who has never compiled, as a zip. */
  async exportKit(): Promise<JobOutcome> {
    return this.#handOver('Plugin kit', async (model) => {
      const { pluginKit, PLUGIN_KIT_FILE_NAME } = await arrived(import('../../formats/pluginKit.ts'));
      const { zipSync } = await arrived(import('fflate'));
      const zip = zipSync(pluginKit(model.parameters, model.modelId, remarksOn(model), await this.#methods(model)));
      download(new Blob([zip], { type: 'application/zip' }), PLUGIN_KIT_FILE_NAME);
      return PLUGIN_KIT_FILE_NAME;
    });
  }

  async #methods(model: PluginModel): Promise<string> {
    return (await arrived(import('../data/methods.ts'))).methodsText(this.#deps, APP_VERSION, model);
  }

  /**
   * Hands over the plugin model of today's recordings, which is trained where there is none, or only one from before
   * answers were blended in steadily and aimed at what plays, of which worse plays [B2].
   *
   * @param write downloads the file and answers its name.
   */
  async #handOver(title: string, write: (model: PluginModel) => Promise<string>): Promise<JobOutcome> {
    const spec = { kind: 'plugin-training', stage: 'export', title, unit: 'steps' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const windows = await this.#enoughWindows(control);
      const known = await this.#currentOf(windows);
      const model = known ?? (await this.#trainOn(windows, control));
      if (known === null) this.#deps.log.info('model', trainedLine(model));
      control.signal.throwIfAborted();
      const { regret, constant } = playedRegretsOf(model);
      if (!(regret.mean < constant.mean)) throw worseThanConstant(model);
      return `${title} finished: ${await write(model)} of ${model.modelId}`;
    });
  }

  async #train(control: JobControl): Promise<string> {
    return trainedLine(await this.#trainOn(await this.#enoughWindows(control), control));
  }

  /** Trains a model and stores it. */
  async #trainOn(windows: PluginWindows, control: JobControl): Promise<PluginModel> {
    const { store, pool, models } = this.#deps;
    const network = models.models.value.find((model) => model.kind === 'network');
    const request = { windows, teacher: network?.network ?? null, seed: SEED };
    const onStep = trainingSteps(control);
    const training = await pool.run(async (worker) => worker.trainPluginModel(request, onStep), {
      signal: control.signal,
      // The heap of its worker grows to 40 – 75 MB and stays so.
      isLast: true,
    });
    const model = await pluginModelOf(windows, training);
    await store.saveModel(model);
    return model;
  }

  /** @throws AppError where there are too few recordings. */
  async #enoughWindows(control: JobControl): Promise<PluginWindows> {
    const { windows, recordingCount, notAtHand } = await this.#heard(control);
    if (recordingCount < MIN_RECORDINGS) throw tooFewRecordings(recordingCount, notAtHand);
    return windows;
  }

  /** The windows of all files that have some, or get them now. */
  async #heard(control: JobControl): Promise<Heard> {
    const notAtHand = await this.#describeMissing(control);
    const windows = await this.#windows();
    return { windows, recordingCount: new Set(windows.groups).size, notAtHand };
  }

  /** The model that has learned from these windows; null for none. */
  async #currentOf(windows: PluginWindows): Promise<PluginModel | null> {
    const fingerprint = await windowsFingerprint(windows);
    const isCurrent = (model: TrainedModel): model is PluginModel =>
      model.kind === 'plugin' &&
      model.dataFingerprint === fingerprint &&
      hasSteadyBlend(model.parameters) &&
      // Those from before training aimed at what plays do not know what the constant plays.
      model.constantReport.played !== null;
    return this.#deps.models.models.value.find(isCurrent) ?? null;
  }

  /** The windows of all files, each with its recording. */
  async #windows(): Promise<PluginWindows> {
    const { store, dataSet } = this.#deps;
    const recordingOf = await recordingsByPath(this.#deps);
    return trainingWindows(
      unpackPluginWindows(await store.pluginWindows()).map(({ audioId, plugin, trainer }) => {
        const path = dataSet.pathOf(audioId);
        return { plugin, trainer, group: recordingOf(path) };
      }),
    );
  }

  /**
   * Files whose descriptors are older than the windows, or came with a database without them, get theirs if at hand.
   * Answers how many are not.
   */
  async #describeMissing({ signal, onProgress }: JobControl): Promise<number> {
    const { store, pool, dataSet, log } = this.#deps;
    const present = new Set((await store.pluginWindows()).audioIds);
    const missing = dataSet.records.value.filter(
      ({ file, descriptors }) =>
        descriptors.kind === 'done' && descriptors.frameCount >= MIN_HISTORY_FRAMES && !present.has(file.audioId),
    );
    const { sources } = this.#deps;
    const found = await sources.atHand(
      missing.map(({ file }) => file),
      signal,
    );
    const atHand = missing.filter(({ file }) => found.has(file.audioId));
    const notAtHand = missing.length - atHand.length;
    if (notAtHand > 0) {
      log.warn(
        'model',
        `${formatCount(notAtHand)} of ${plural(dataSet.records.value.length, 'file')} were described by an earlier version and have no sound at ` +
          'hand, so the plugin model learns without them. Reconnect them and train again to include them.',
      );
    }
    let done = 0;
    onProgress({ done, total: atHand.length === 0 ? null : atHand.length });
    await forEachLimited(atHand, pool.size, signal, async ({ file: { audioId, path } }) => {
      try {
        const file = await sources.open(audioId);
        if (file === null) throw noLongerAtHand(path, 'model');
        const { windows } = await this.#deps.descriptors.analyseFile(file, path, signal);
        await store.savePluginWindows(storedWindows(audioId, windows));
      } catch (error) {
        if (isAbort(error)) return;
        log.thrown(error, 'model', path);
      }
      onProgress({ done: ++done, total: atHand.length });
    });
    signal.throwIfAborted();
    return notAtHand;
  }
}

/** What the header and the guide say of a model. */
function remarksOn(model: PluginModel): readonly string[] {
  const { modelId, parameters, windowCount, recordingCount, report, constantReport } = model;
  const { regret, constant } = playedRegretsOf(model);
  return [
    `InertiaBands Trainer, model ${modelId}, of ${windowCount} windows of ${recordingCount} recordings.`,
    `Mean regret of what plays over 30 s with the knobs at their defaults, on recordings that it did not learn from: ` +
      `${formatFixed(regret.mean, 4)}; of the best single constant in its place ${formatFixed(constant.mean, 4)}.`,
    `Of the raw answers: ${formatFixed(report.regret.mean, 4)}; of the constant ${formatFixed(constantReport.regret.mean, 4)}.`,
    ...(hasSteadyBlend(parameters)
      ? [
          'Scales are wider than the standard deviations, and mean and scale of the log energy, which no term uses, serve only ' +
            'to leave the knobs a small say: the confidence is nearly constant and hardly tells how near a sound is.',
        ]
      : []),
  ];
}

async function windowsFingerprint({ inputs, scored }: PluginWindows): Promise<string> {
  return fingerprintOf({ inputs, targets: scored });
}

/** Of what the plugin plays, the model or the constant built in; of the answers where an earlier version stored only that. */
function playedRegretsOf({ report, constantReport }: Pick<PluginModel, 'report' | 'constantReport'>) {
  return constantReport.played === null || report.played === null
    ? { regret: report.regret, constant: constantReport.regret }
    : { regret: report.played, constant: constantReport.played };
}

function trainedLine(model: PluginModel): string {
  const { windowCount, recordingCount, report, constantReport, modelId } = model;
  const { regret, constant } = playedRegretsOf(model);
  return (
    `Plugin model trained: ${windowCount} windows of ${recordingCount} recordings, mean regret of what plays ` +
    `${formatFixed(regret.mean, 4)} against ${formatFixed(constant.mean, 4)} for the best constant (of the answers ` +
    `${formatFixed(report.regret.mean, 4)} against ${formatFixed(constantReport.regret.mean, 4)}), ${modelId}`
  );
}

function worseThanConstant(model: PluginModel): AppError {
  const { modelId } = model;
  const { regret, constant } = playedRegretsOf(model);
  return new AppError({
    code: 'bad-input',
    stage: 'export',
    subject: modelId,
    message:
      `With “${modelId}” the plugin would play no better than with one preset for all sounds (mean regret of what plays ` +
      `${formatFixed(regret.mean, 4)} against ${formatFixed(constant.mean, 4)}), so it is not handed over. ` +
      'Add more and more varied sounds, extract their descriptors and export again.',
  });
}

async function pluginModelOf(windows: PluginWindows, training: PluginModelTraining): Promise<PluginModel> {
  const { parameters, report, constantReport, regrets } = training;
  const createdAt = new Date();
  const dataFingerprint = await windowsFingerprint(windows);
  const { regret, constant } = playedRegretsOf(training);
  return {
    kind: 'plugin',
    objective: 'proxy',
    modelId: modelIdOf('plugin', createdAt, dataFingerprint),
    createdAt,
    dataFingerprint,
    seed: SEED,
    parameters,
    windowCount: windows.groups.length,
    recordingCount: new Set(windows.groups).size,
    inputRange: inputRange({ inputs: windows.inputs }),
    confidence: null,
    quality: {
      basis: 'held-out',
      regret,
      constant,
      verdict: verdictOf(regret, constant),
      sentence: verdictSentence('What plays of the plugin model', regret, constant),
      regrets: regrets.toSorted(),
      // Windows, not files: it is measured on its own.
      measuredOn: null,
    },
    report,
    constantReport,
  };
}

function tooFewRecordings(count: number, notAtHand: number): AppError {
  const rest =
    notAtHand === 0
      ? 'Add more sounds and extract their descriptors.'
      : `${formatCount(notAtHand)} more were described by an earlier version and are no longer at hand: add them again, or other sounds, and extract their descriptors.`;
  return appError(
    'bad-input',
    'model',
    `A plugin model learns from at least ${MIN_RECORDINGS} recordings of half a second or more, and there ` +
      `${count === 1 ? 'is' : 'are'} ${count} with descriptors. ${rest}`,
  );
}

function nothingToCompareOn(count: number): AppError {
  return appError(
    'bad-input',
    'model',
    `Models are compared in the plugin on windows of at least 2 recordings, and there ${count === 1 ? 'is' : 'are'} ` +
      `${count} with descriptors. Add more sounds and extract their descriptors.`,
  );
}
