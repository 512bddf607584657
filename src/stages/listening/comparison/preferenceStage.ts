import type { ReadonlySignal } from '@preact/signals-core';
import type { MeasuredSetting } from '../../../domain/measured.ts';
import { preferencesOf, type BlindComparisonAnswer, type PriorKind } from '../../../domain/blindComparison.ts';
import { descriptorsToVector } from '../../../domain/descriptors.ts';
import { AppError } from '../../../domain/errors.ts';
import type { Hyperparameters } from '../../../domain/hyperparameters.ts';
import { unpackMeasuredTrials } from '../../../domain/packedMeasured.ts';
import type { JobOutcome } from '../../../domain/job.ts';
import { isEnoughForPrior } from '../../../ml/preference/measuredPrior.ts';
import type { PreferenceRequest } from '../../../workers/contracts/preference.ts';
import type { PreferredOptimum } from '../../../workers/contracts/store.ts';
import { PooledExpectation } from '../../optimisation/pooledExpectation.ts';
import { measureNow } from '../../model/pluginInUse.ts';
import type { Tools } from '../../tools.ts';
import { arrived } from '../../shell/arrived.ts';

type Dependencies = Pick<Tools, 'store' | 'pool' | 'dataSet' | 'sources' | 'jobs' | 'log' | 'settings'>;

const DRAWS_PER_ANSWER = 100;

/** What listening has taught: every answer ever given, and each file's best preset under the objective "listening" (E3). */
export class PreferenceStage {
  readonly #deps: Dependencies;
  readonly #expectation: PooledExpectation;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#expectation = new PooledExpectation(deps);
  }

  /** In the order of time. */
  get answers(): ReadonlySignal<readonly BlindComparisonAnswer[]> {
    return this.#deps.dataSet.blindComparisonAnswers;
  }

  /** By audio id. */
  get optima(): ReadonlySignal<ReadonlyMap<string, PreferredOptimum>> {
    return this.#deps.dataSet.preferredOptima;
  }

  /** How many answers were given on a file. */
  answersOn(audioId: string): number {
    return this.answers.value.filter((answer) => answer.audioId === audioId).length;
  }

  /** Keeps an answer; resolves when it is on the disk. */
  async keep(answer: BlindComparisonAnswer): Promise<void> {
    await this.#deps.store.saveBlindComparisonAnswer(answer);
  }

  /** Two settings of a file to compare next. @param draw another number leads to other settings. */
  async propose(
    audioId: string,
    known: readonly Hyperparameters[],
    draw: number,
  ): Promise<readonly [Hyperparameters, Hyperparameters]> {
    const { request } = await this.#request(audioId, known);
    const seed = DRAWS_PER_ANSWER * request.seed + draw;
    return this.#deps.pool.run(async (worker) => worker.proposePair({ ...request, seed }), {
      signal: new AbortController().signal,
      interactive: true,
    });
  }

  /** Finds the best preset of a file by all answers and keeps it. */
  async learn(audioId: string, known: readonly Hyperparameters[]): Promise<JobOutcome> {
    const path = this.#deps.dataSet.get(audioId)?.file.path ?? audioId;
    const spec = { kind: 'preferences', stage: 'optimisation', title: 'Learning preferences', unit: 'steps' } as const;
    return this.#deps.jobs.run(spec, async ({ signal: stop, onProgress }) => {
      onProgress({ done: 0, total: 1 });
      const { request, prior } = await this.#request(audioId, known);
      const { hyperparameters, gain } = await this.#deps.pool.run(async (worker) => worker.learnSetting(request), {
        signal: stop,
        interactive: true,
      });
      const optimum = { audioId, hyperparameters, utility: gain, prior };
      await this.#deps.store.savePreferredOptima([optimum]);
      return `Preferences learned: ${path}, from ${this.answersOn(audioId)} answers on it and ${request.preferences.length} comparisons in all, on top of the ${prior} score`;
    });
  }

  /** The preset that listening found best for a file. */
  async exportPreset(audioId: string): Promise<JobOutcome> {
    const spec = { kind: 'export', stage: 'export', title: 'Preset export', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async ({ signal: stop }) => {
      const record = this.#deps.dataSet.get(audioId);
      const optimum = this.optima.value.get(audioId);
      if (record?.descriptors.kind !== 'done' || optimum === undefined)
        throw nothingLearned(record?.file.path ?? audioId);
      const { path } = record.file;
      const sound = { path, descriptors: record.descriptors.descriptors };
      const { downloadPreset, learnedPreset } = await arrived(import('../../data/presets.ts'));
      const preset = learnedPreset(sound, optimum, this.answersOn(audioId));
      const { presetForPlugin, FRESH_STATE } = await arrived(import('../choices/soundPresets.ts'));
      const file = await this.#deps.sources.open(audioId);
      const chosen = file === null ? null : { file, path };
      const name = await downloadPreset((await presetForPlugin(this.#deps, preset, chosen, FRESH_STATE, stop)).preset);
      return `Preset export finished: ${name}`;
    });
  }

  async #request(
    audioId: string,
    known: readonly Hyperparameters[],
  ): Promise<{ readonly request: PreferenceRequest; readonly prior: PriorKind }> {
    const answers = this.answers.value;
    const descriptors = new Map<string, Float64Array>();
    for (const id of new Set([audioId, ...answers.map((answer) => answer.audioId)])) {
      const found = this.#deps.dataSet.descriptorsOf(id);
      if (found !== null) descriptors.set(id, descriptorsToVector(found));
    }
    const preferences = answers.flatMap((answer) => preferencesOf(answer));
    const measured = new Map<string, readonly MeasuredSetting[]>();
    const unmeasured = new Map(descriptors);
    for (const id of descriptors.keys()) {
      const settings = await this.#measuredSettings(id);
      if (!isEnoughForPrior(settings)) continue;
      measured.set(id, settings);
      unmeasured.delete(id);
    }
    for (const [id, settings] of await this.#expectation.of(unmeasured, new AbortController().signal)) {
      if (isEnoughForPrior(settings)) measured.set(id, settings);
    }
    const prior = !measured.has(audioId) ? 'proxy' : unmeasured.has(audioId) ? 'pooled' : 'measured';
    return { request: { preferences, descriptors, measured, audioId, known, seed: answers.length }, prior };
  }

  /** What was tried in the largest run of a file by today's measure (X9): all its trials heard the same mixtures. */
  async #measuredSettings(audioId: string): Promise<readonly MeasuredSetting[]> {
    const { store } = this.#deps;
    const now = measureNow(this.#deps);
    const runs = (await store.listMeasured(audioId)).filter(({ set, measure }) => set === 'tuning' && measure === now);
    const [largest] = runs.toSorted((a, b) => b.trialCount - a.trialCount);
    if (largest === undefined) return [];
    const trials = unpackMeasuredTrials(await store.measuredTrials(largest.runId));
    return trials.map(({ hyperparameters, terms }) => ({ hyperparameters, score: terms.score }));
  }
}

function nothingLearned(path: string): AppError {
  return new AppError({
    code: 'bad-input',
    stage: 'export',
    subject: path,
    message: `Nothing has been learned about ${path} yet. Answer some blind comparisons on it first.`,
  });
}
