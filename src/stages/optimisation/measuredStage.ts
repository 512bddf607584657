import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import {
  otherMeasure,
  type MeasuredBest,
  type MeasuredRun,
  type MeasuredSettings,
  type MeasuredTrial,
} from '../../domain/measured.ts';
import { bestTrial } from '../../domain/trials.ts';
import { packMeasuredTrials, unpackMeasuredTrials, type PackedMeasuredTrials } from '../../domain/packedMeasured.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { mixtureFrames } from '../../ml/measured/segments.ts';
import { proxy } from '../../workers/pool/transfer.ts';
import { audioIsGone, withoutDescriptors } from '../import/fileRefusals.ts';
import { randomId } from '../shell/randomId.ts';
import type { ChangedRuns } from '../data/dataSet.ts';
import { measureNow, OTHER_MEASURE_WORDS, searchSetup } from '../model/pluginInUse.ts';
import type { SegmentSource } from './segmentSource.ts';
import type { Tools } from '../tools.ts';
import { arrived } from '../shell/arrived.ts';
import { formatFixed } from '../../domain/numberText.ts';

interface Dependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet' | 'jobs' | 'log' | 'undoing' | 'settings'> {
  readonly segments: SegmentSource;
}

/** The measured run that the view shows. */
export interface OpenMeasuredRun extends Pick<
  MeasuredRun,
  'runId' | 'audioId' | 'settings' | 'partnerIds' | 'measure' | 'collectionId' | 'isFinished'
> {
  readonly path: string;
  readonly isRunning: boolean;
  readonly trials: readonly MeasuredTrial[];
  readonly best: MeasuredTrial | null;
}

/** How often a run that goes on is stored. */
const STORE_EVERY_MS = 2000;

/** Stage 3 by ear: each file's best hyperparameters by what the plugin's clustering does to it (rules X). */
export class MeasuredStage {
  readonly #deps: Dependencies;
  readonly #open = signal<OpenMeasuredRun | null>(null);
  readonly #runs = signal<readonly MeasuredRun[]>([]);
  readonly #frameUs = signal<number | null>(null);
  #selected: string | null = null;
  /** The best parameters of each file under this objective, by today's measure with the plugin in use (X9). */
  readonly best: ReadonlySignal<ReadonlyMap<string, MeasuredBest>>;
  /** Files with best parameters under this objective. */
  readonly bestCount: ReadonlySignal<number>;

  readonly openRun: ReadonlySignal<OpenMeasuredRun | null> = this.#open;
  /** The measured runs of the selected file, newest first. */
  readonly runs: ReadonlySignal<readonly MeasuredRun[]> = this.#runs;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.best = computed(() => {
      const now = measureNow(deps);
      return new Map([...deps.dataSet.measuredBest.value].filter(([, { measure }]) => measure === now));
    });
    this.bestCount = computed(() => this.best.value.size);
    deps.dataSet.followRuns((changed) => this.#afterRunsChanged(changed));
  }

  /** Measures how fast this machine is, once a visit, so that the time of a run can be told beforehand. */
  async measureSpeed({ clusterCount }: MeasuredSettings): Promise<void> {
    if (this.#frameUs.value !== null) return;
    const { signal: never } = new AbortController();
    this.#frameUs.value = await this.#deps.pool.run(async (worker) => worker.timeFrame(clusterCount), {
      signal: never,
    });
  }

  /** Seconds that clustering will take, decoding not counted; null before the machine was timed. */
  estimateSec(settings: MeasuredSettings, files: number): number | null {
    const frameUs = this.#frameUs.value;
    if (frameUs === null) return null;
    const { totalTrials, partnerCount } = settings;
    const lanes = Math.min(files, this.#deps.pool.size);
    return (files * totalTrials * mixtureFrames(partnerCount) * frameUs) / 1e6 / Math.max(lanes, 1);
  }

  /** Shows the file's newest run, or none where it has none yet. */
  async select(audioId: string): Promise<void> {
    this.#selected = audioId;
    await this.#reloadRuns(audioId);
    const [newest] = this.#runs.value;
    if (newest === undefined) this.#open.value = null;
    else await this.reopen(newest);
  }

  async reopen(run: MeasuredRun): Promise<void> {
    const trials = unpackMeasuredTrials(await this.#deps.store.measuredTrials(run.runId));
    this.#show(run, trials, false);
  }

  async delete(run: MeasuredRun): Promise<void> {
    this.#deps.undoing.warnIfFinal(await this.#deps.store.deleteMeasured(run.runId));
    await this.select(run.audioId);
  }

  /** A new search over one file, mixed with partners that are drawn anew. */
  async run(audioId: string, settings: MeasuredSettings): Promise<JobOutcome> {
    return this.#search(audioId, settings, null);
  }

  /** Goes on with the open run to a larger total, on the same mixtures. */
  async resume(totalTrials: number): Promise<JobOutcome> {
    const run = this.#open.value;
    if (run === null)
      return this.#deps.jobs.refuse(
        { stage: 'optimisation', title: 'Measured BO' },
        'no run is shown that could go on. Choose one.',
      );
    const other = otherMeasure(run.measure, measureNow(this.#deps));
    if (other !== null) {
      return this.#deps.jobs.refuse(
        { stage: 'optimisation', title: `Measured BO for ${run.path}` },
        `it was measured ${OTHER_MEASURE_WORDS[other]}, whose scores do not compare with today's. Start a new search.`,
      );
    }
    const settings = { ...run.settings, totalTrials: Math.max(totalTrials, run.settings.totalTrials) };
    return this.#search(run.audioId, settings, run);
  }

  async #search(audioId: string, settings: MeasuredSettings, earlier: OpenMeasuredRun | null): Promise<JobOutcome> {
    const { store, pool, segments, dataSet } = this.#deps;
    const path = dataSet.pathOf(audioId);
    const title = `Measured BO for ${path}`;
    const spec = { kind: 'trials', stage: 'optimisation', title, unit: 'trials' } as const;
    return this.#deps.jobs.run(spec, async ({ signal: stop, onProgress }) => {
      const measure = measureNow(this.#deps);
      const setup = searchSetup(this.#deps, settings);
      const partnerIds = earlier?.partnerIds ?? (await this.#drawPartners(audioId, path, settings, stop));
      const trials = [...(earlier?.trials ?? [])];
      const runId = earlier?.runId ?? randomId();
      const measured = { settings, partnerIds, set: 'tuning', measure, collectionId: null } as const;
      const run = { runId, audioId, ...measured };
      const save = async (isFinished: boolean) => {
        const done = trials.length;
        await store.saveMeasured([{ ...run, isFinished, trials: packMeasuredTrials(trials) }]);
        onProgress({ done, total: settings.totalTrials });
      };
      const show = (isRunning: boolean) =>
        this.#show({ ...run, isFinished: trials.length >= settings.totalTrials }, [...trials], isRunning);
      show(true);
      onProgress({ done: trials.length, total: settings.totalTrials });
      const { segments: own, bend } = await segments.of(audioId, 'tuning', setup, stop);
      const partners = await Promise.all(
        partnerIds.map(async (id) => (await segments.of(id, 'tuning', setup, stop)).segments),
      );
      let storedAtMs = performance.now();
      const onTrials = async (more: PackedMeasuredTrials) => {
        trials.push(...unpackMeasuredTrials(more));
        show(true);
        if (performance.now() - storedAtMs > STORE_EVERY_MS) {
          await save(false);
          storedAtMs = performance.now();
        }
        return !stop.aborted;
      };
      const request = { ...setup, own, partners, bend, settings, finished: packMeasuredTrials(trials) };
      // The search stops between two trials, so that what ran is kept; its worker is not torn down.
      await pool.run(async (worker) => worker.searchMeasured(request, proxy(onTrials)), {
        signal: new AbortController().signal,
        interactive: true,
      });
      const isFinished = trials.length >= settings.totalTrials;
      await save(isFinished);
      show(false);
      await this.#keepBest(audioId, trials, measure);
      const best = bestTrial(trials);
      const score = best === null ? '' : `, best measured score ${formatFixed(best.terms.score, 5)}`;
      return isFinished
        ? `Measured BO finished for ${path}: ${trials.length} trials${score}`
        : `Measured BO stopped for ${path}: ${trials.length} of ${settings.totalTrials} trials kept${score}`;
    });
  }

  async #drawPartners(
    audioId: string,
    path: string,
    settings: MeasuredSettings,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const { MixturePlan } = await arrived(import('./mixturePlan.ts'));
    const plan = await MixturePlan.of(this.#deps, signal);
    const own = plan.get(audioId);
    if (own === undefined) throw plan.gone.includes(path) ? audioIsGone(path) : withoutDescriptors(path);
    return plan.partnersOf(own, settings);
  }

  async #keepBest(audioId: string, trials: readonly MeasuredTrial[], measure: number): Promise<void> {
    const best = bestTrial(trials);
    if (best === null) return;
    const { terms } = best;
    const { heardValues } = await arrived(import('../../ml/measured/writtenKnobs.ts'));
    const hyperparameters = heardValues(best.hyperparameters);
    const found = { audioId, measure, source: 'own-trials', score: terms.score, hyperparameters } as const;
    await this.#deps.store.saveMeasuredBest([found]);
  }

  /** Reads anew which runs there are, and shows none of a file that is gone. */
  #afterRunsChanged(changed: ChangedRuns): void {
    const audioId = this.#selected;
    if (audioId === null || !changed.has(audioId)) return;
    if (this.#deps.dataSet.get(audioId) === undefined) {
      this.#selected = null;
      this.#runs.value = [];
      this.#open.value = null;
      return;
    }
    this.#reloadRuns(audioId).catch((error: unknown) => this.#deps.log.thrown(error, 'optimisation'));
  }

  async #reloadRuns(audioId: string): Promise<void> {
    const runs = await this.#deps.store.listMeasured(audioId);
    if (audioId === this.#selected) this.#runs.value = runs;
  }

  #show(
    run: Omit<OpenMeasuredRun, 'path' | 'isRunning' | 'trials' | 'best'>,
    trials: readonly MeasuredTrial[],
    isRunning: boolean,
  ): void {
    const { runId, audioId, settings, partnerIds, measure, collectionId, isFinished } = run;
    const path = this.#deps.dataSet.pathOf(audioId);
    const best = bestTrial(trials);
    const shown = { runId, audioId, settings, partnerIds, measure, collectionId, isFinished };
    this.#open.value = { ...shown, path, isRunning, trials, best };
  }
}
