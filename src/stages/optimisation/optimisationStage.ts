import { signal, type ReadonlySignal } from '@preact/signals-core';
import { describedFiles, type AudioRecord } from '../../domain/audioFile.ts';
import { descriptorsToVector } from '../../domain/descriptors.ts';
import { PACKED_TRIAL_WIDTH, packTrials, unpackTrials, type PackedTrials } from '../../domain/packedTrials.ts';
import { targetRow } from '../../domain/hyperparameters.ts';
import { playable } from '../../domain/playable.ts';
import { bestTrial, DIRECT_SEARCH_BUDGET, type Trial, type TrialBudget, type TrialRun } from '../../domain/trials.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { deriveHyperparameters } from '../../ml/objective/decode.ts';
import { proxyTerms } from '../../ml/objective/proxy.ts';
import type { RunSnapshot } from '../../workers/contracts/store.ts';
import { proxy } from '../../workers/pool/transfer.ts';
import { Batcher, COLLECT_LONGER_MS } from '../jobs/batcher.ts';
import type { ChangedRuns } from '../data/dataSet.ts';
import { ensureOptima } from './directSearch.ts';
import { withoutDescriptors } from '../import/fileRefusals.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { untilResumed } from '../jobs/pauseGate.ts';
import { randomId } from '../shell/randomId.ts';
import type { Tools } from '../tools.ts';
import { trialsInTurns } from './trialsInTurns.ts';
import { formatFixed } from '../../domain/numberText.ts';

type Dependencies = Pick<Tools, 'store' | 'pool' | 'dataSet' | 'jobs' | 'log' | 'undoing'>;

/** The run that the view shows: live while it runs, reopened otherwise. */
export interface OpenRun {
  readonly runId: string;
  readonly audioId: string;
  readonly path: string;
  readonly budget: TrialBudget;
  readonly state: TrialRun['state'];
  readonly trials: readonly Trial[];
  readonly best: Trial | null;
}

/** An earlier run that is drawn beside the open one. */
export interface ComparedRun {
  readonly run: TrialRun;
  readonly trials: readonly Trial[];
}

const NOTHING: PackedTrials = new Float64Array();
/** How often a run that goes on is stored. */
const STORE_EVERY_MS = 1000;

/** Stage 3: each file's best hyperparameters by Bayesian optimisation (rules T). */
export class OptimisationStage {
  readonly #deps: Dependencies;
  readonly #open = signal<OpenRun | null>(null);
  readonly #runs = signal<readonly TrialRun[]>([]);
  readonly #compared = signal<readonly ComparedRun[]>([]);
  #selected: string | null = null;
  /** Runs whose trials are on their way into the comparison. */
  readonly #comparing = new Set<string>();
  /** How often a run was asked for: the trials of an earlier request may come after those of a later one. */
  #requests = 0;
  /** Whoever changes runs answers when the list shows it. */
  #refreshed: Promise<void> = Promise.resolve();

  readonly openRun: ReadonlySignal<OpenRun | null> = this.#open;
  /** The stored runs of the file that the open run belongs to, newest first. */
  readonly runs: ReadonlySignal<readonly TrialRun[]> = this.#runs;
  /** Earlier runs of the same file that the open one is compared with. */
  readonly compared: ReadonlySignal<readonly ComparedRun[]> = this.#compared;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    deps.dataSet.followRuns((changed) => this.#afterRunsChanged(changed));
  }

  /** Adds a run to the comparison, or takes it out. */
  async compare(run: TrialRun, wanted: boolean): Promise<void> {
    const { runId } = run;
    this.#comparing.delete(runId);
    this.#compared.value = this.#compared.value.filter((other) => other.run.runId !== runId);
    if (!wanted) return;
    this.#comparing.add(runId);
    const trials = await this.#trialsOf(run);
    if (this.#comparing.delete(runId)) this.#compared.value = [...this.#compared.value, { run, trials }];
  }

  #compareNone(): void {
    this.#comparing.clear();
    this.#compared.value = [];
  }

  /** The files with descriptors that lack best parameters. */
  missing(): string[] {
    return this.#missing().map(({ file }) => file.audioId);
  }

  /** How many of them there are. Reads a signal, so that views follow. */
  get missingCount(): number {
    const { described, labelled } = this.#deps.dataSet.counts.value;
    return described - labelled;
  }

  #missing(): readonly AudioRecord[] {
    return this.#deps.dataSet.described.value.filter(({ best }) => best === null);
  }

  /** Shows the file's chosen run, or none where it has none yet. */
  async select(audioId: string): Promise<void> {
    if (this.#selected !== audioId) this.#compareNone();
    this.#selected = audioId;
    await this.#reloadRuns(audioId);
    await this.#showChosen();
  }

  async #showChosen(): Promise<void> {
    const shown = this.#runs.value.find((run) => run.chosen) ?? this.#runs.value[0];
    if (shown === undefined) this.#close();
    else await this.reopen(shown);
  }

  /** Shows an earlier run. */
  async reopen(run: TrialRun): Promise<void> {
    const request = ++this.#requests;
    const trials = await this.#trialsOf(run);
    if (request === this.#requests) this.#show({ ...run, trials });
  }

  async #trialsOf({ runId }: TrialRun): Promise<readonly Trial[]> {
    return trialsInTurns(await this.#deps.store.runTrials(runId));
  }

  async choose(run: TrialRun): Promise<void> {
    this.#deps.undoing.warnIfFinal(await this.#deps.store.chooseRun(run.runId));
    await this.#refreshed;
  }

  async delete(run: TrialRun): Promise<void> {
    this.#deps.undoing.warnIfFinal(await this.#deps.store.deleteRun(run.runId));
    await this.compare(run, false);
    await this.#refreshed;
  }

  /** A new search over one file; the earlier runs stay (S3). */
  async run(audioId: string, budget: TrialBudget): Promise<JobOutcome> {
    return this.#search({ runId: randomId(), audioId, budget, finished: NOTHING });
  }

  /** Goes on with the open run to a larger total, with the same result as an uninterrupted one (T7). */
  async resume(totalTrials: number): Promise<JobOutcome> {
    const run = this.#open.value;
    if (run === null)
      return this.#deps.jobs.refuse(
        { stage: 'optimisation', title: 'BO' },
        'no run is shown that could go on. Choose one.',
      );
    const { runId, audioId, trials } = run;
    const budget = { ...run.budget, totalTrials: Math.max(totalTrials, run.budget.totalTrials) };
    return this.#search({ runId, audioId, budget, finished: packTrials(trials) });
  }

  /** One run of trials for every file that lacks best parameters. */
  async runAll(budget: TrialBudget, parent?: AbortSignal): Promise<JobOutcome> {
    const spec = { kind: 'trials-all', stage: 'optimisation', title: 'BO for all', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => this.#searchAll(this.missing(), budget, control), parent);
  }

  /** A new run of trials for each of some files; the earlier runs stay (S3). */
  async searchAgain(audioIds: readonly string[], budget: TrialBudget): Promise<JobOutcome> {
    const [only] = audioIds;
    if (only !== undefined && audioIds.length === 1) return this.run(only, budget);
    const spec = { kind: 'trials-all', stage: 'optimisation', title: 'BO again', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => this.#searchAll(audioIds, budget, control));
  }

  /**
   * The best preset that the plugin can play of every file that lacks best parameters, each kept as a run of a single trial
   * that was not perturbed; stopped, it keeps those that it has.
   */
  async searchAllDirectly(parent?: AbortSignal): Promise<JobOutcome> {
    const spec = { kind: 'trials-all', stage: 'optimisation', title: 'Direct search for all', unit: 'files' } as const;
    return this.#deps.jobs.run(
      spec,
      async (control) => {
        const { store } = this.#deps;
        const files = describedFiles(this.#missing());
        let done = 0;
        await ensureOptima(this.#deps, files, control, async (rows, { targets }, unkept) => {
          const searched = rows.flatMap((row) => files[row] ?? []);
          // One buffer for all, which a message sends once: one of each would be 100,000, here and in the store.
          const packed = packTrials(
            searched.map(({ descriptors }, i) =>
              directTrial(descriptorsToVector(descriptors), [...targetRow(targets, rows[i] ?? 0)]),
            ),
          );
          const runs = searched.map(({ audioId }, i): RunSnapshot => {
            const trials = packed.subarray(i * PACKED_TRIAL_WIDTH, (i + 1) * PACKED_TRIAL_WIDTH);
            return { runId: randomId(), audioId, budget: DIRECT_SEARCH_BUDGET, state: 'finished', trials };
          });
          await store.saveRuns(runs, unkept);
          done += runs.length;
        });
        return `Direct search for all finished: ${done} of ${files.length} files`;
      },
      parent,
    );
  }

  async #searchAll(audioIds: readonly string[], budget: TrialBudget, control: JobControl): Promise<string> {
    const { signal: stop, onProgress } = control;
    const { store, pool, log } = this.#deps;
    let done = 0;
    const batcher = new Batcher<RunSnapshot>(
      async (runs) => {
        await store.saveRuns(runs);
        done += runs.length;
        onProgress({ done, total: audioIds.length });
      },
      { expected: audioIds.length, collectAtMostMs: COLLECT_LONGER_MS },
    );
    onProgress({ done: 0, total: audioIds.length });
    await forEachLimited(audioIds, pool.size + 1, stop, async (audioId) => {
      const path = this.#pathOf(audioId);
      let trials;
      try {
        const request = { descriptors: this.#descriptorsOf(audioId), budget, finished: NOTHING, refineAround: null };
        trials = await pool.run(async (worker) => worker.searchToEnd(request), { signal: stop });
      } catch (error) {
        if (!stop.aborted) log.thrown(error, 'optimisation', path);
        return;
      }
      batcher.add({ runId: randomId(), audioId, budget, state: 'finished', trials });
    });
    await batcher.settled();
    return `BO for all finished: ${done} of ${audioIds.length} files${stop.aborted ? ' (stopped)' : ''}`;
  }

  async #search(run: {
    runId: string;
    audioId: string;
    budget: TrialBudget;
    finished: PackedTrials;
  }): Promise<JobOutcome> {
    const { runId, audioId, budget, finished } = run;
    const path = this.#pathOf(audioId);
    const spec = { kind: 'trials', stage: 'optimisation', title: `BO for ${path}`, unit: 'trials' } as const;
    return this.#deps.jobs.run(spec, async ({ signal: stop, onProgress }) => {
      const { store, pool } = this.#deps;
      const descriptors = this.#descriptorsOf(audioId);
      const trials = unpackTrials(finished);
      const show = (state: TrialRun['state']) => this.#show({ runId, audioId, budget, state, trials: [...trials] });
      const save = async (state: TrialRun['state']) => {
        const done = trials.length;
        await store.saveRuns([{ runId, audioId, budget, state, trials: packTrials(trials) }]);
        onProgress({ done, total: budget.totalTrials });
      };
      let storedAtMs = performance.now();
      const onTrials = async (more: PackedTrials) => {
        trials.push(...unpackTrials(more));
        show('running');
        if (performance.now() - storedAtMs > STORE_EVERY_MS) {
          await save('running');
          storedAtMs = performance.now();
        }
        await untilResumed(stop);
        return !stop.aborted;
      };
      this.#requests += 1;
      show('running');
      onProgress({ done: trials.length, total: budget.totalTrials });
      const request = { descriptors, budget, finished, refineAround: null };
      // The search stops between two trials, so that what ran is kept; its worker is not torn down.
      try {
        await pool.run(async (worker) => worker.search(request, proxy(onTrials)), {
          signal: new AbortController().signal,
          interactive: true,
        });
      } catch (error) {
        // What ran is kept, so that the run can be resumed.
        await save('stopped').catch(() => undefined);
        show('stopped');
        throw error;
      }
      const state = trials.length < budget.totalTrials ? 'stopped' : 'finished';
      await save(state);
      show(state);
      const best = this.#open.value?.best;
      const score = best === null || best === undefined ? '' : `, best score ${formatFixed(best.terms.score, 5)}`;
      await this.#refreshed;
      return state === 'finished'
        ? `BO finished for ${path}: ${trials.length} trials${score}`
        : `BO stopped for ${path}: ${trials.length} of ${budget.totalTrials} trials kept${score}`;
    });
  }

  /** Shows anew what is selected, unless it runs: this page, an import, Undo or another tab has changed it. */
  #afterRunsChanged(changed: ChangedRuns): void {
    const audioId = this.#selected;
    if (audioId === null || !changed.has(audioId)) return;
    if (this.#deps.dataSet.get(audioId) === undefined) {
      this.#selected = null;
      this.#runs.value = [];
      this.#compareNone();
      this.#close();
      return;
    }
    this.#refreshed = this.#refresh(audioId).catch((error: unknown) => this.#deps.log.thrown(error, 'optimisation'));
  }

  async #refresh(audioId: string): Promise<void> {
    const chosenBefore = this.#runs.value.find(({ chosen }) => chosen)?.runId;
    await this.#reloadRuns(audioId);
    const open = this.#open.value;
    if (open?.state === 'running' || audioId !== this.#selected) return;
    const chosen = this.#runs.value.find((run) => run.chosen)?.runId;
    const stored = this.#runs.value.find(({ runId }) => runId === open?.runId);
    // Trials are never changed, only added.
    const isAsStored = stored !== undefined && stored.trialCount === open?.trials.length;
    if (!isAsStored || (chosen !== chosenBefore && chosen !== open.runId)) await this.#showChosen();
  }

  async #reloadRuns(audioId: string): Promise<void> {
    const runs = await this.#deps.store.listRuns(audioId);
    if (audioId === this.#selected) this.#runs.value = runs;
  }

  #close(): void {
    this.#requests += 1;
    this.#open.value = null;
  }

  #show(run: Pick<OpenRun, 'runId' | 'audioId' | 'budget' | 'state' | 'trials'>): void {
    const { runId, audioId, budget, state, trials } = run;
    const best = bestTrial(trials);
    this.#open.value = { runId, audioId, path: this.#pathOf(audioId), budget, state, trials, best };
  }

  #pathOf(audioId: string): string {
    return this.#deps.dataSet.pathOf(audioId);
  }

  #descriptorsOf(audioId: string): Float64Array {
    const descriptors = this.#deps.dataSet.descriptorsOf(audioId);
    if (descriptors === null) throw withoutDescriptors(this.#pathOf(audioId));
    return descriptorsToVector(descriptors);
  }
}

/** The optimum of a file as the only trial of its run, scored on the unperturbed descriptors. */
function directTrial(descriptors: Float64Array, targets: readonly number[]): Trial {
  const hyperparameters = playable(deriveHyperparameters(targets));
  const terms = proxyTerms(descriptors, hyperparameters);
  return { trialIndex: 0, hyperparameters, minimaxLogit: targets[4] ?? null, terms };
}
