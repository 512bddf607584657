import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import { descriptorsToVector, type Descriptors } from '../../domain/descriptors.ts';
import type { JobOutcome } from '../../domain/job.ts';
import type { ListeningCandidate } from '../../domain/listening.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { proxyTerms } from '../../ml/objective/proxy.ts';
import { descriptorsOfSource, splitCandidates } from '../listening/splitCandidates.ts';
import type { ListeningSource } from '../listening/listeningStage.ts';
import type { PreferenceStage } from '../listening/preferenceStage.ts';
import type { ModelStage } from '../model/modelStage.ts';
import type { SegmentSource } from '../optimisation/segmentSource.ts';
import type { FilePrediction, PredictionStage } from '../prediction/predictionStage.ts';
import { arrived } from '../shell/arrived.ts';
import type { Tools } from '../tools.ts';
import { verdictWords } from './gainWords.ts';
import { comparisonOf, preselected, type Judged } from './preselected.ts';

interface Dependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet' | 'sources' | 'jobs' | 'log' | 'settings'> {
  readonly segments: SegmentSource;
  readonly models: ModelStage;
  readonly prediction: PredictionStage;
  readonly preferences: PreferenceStage;
}

/** A candidate with its proxy score on the sound's unperturbed descriptors, so that all compare. */
interface ScoredCandidate extends ListeningCandidate {
  readonly score: number;
}

/** A sound with every way to split it, and which of them is selected. */
export interface Selection {
  readonly candidates: readonly ScoredCandidate[];
  readonly selected: ScoredCandidate;
  /** Null where the sound was not judged yet. */
  readonly verdict: Verdict | null;
}

/** A file that stays selected so long is judged. */
const JUDGED_AFTER_MS = 1500;

/** Which preset of a sound is preselected, and what it gains: judged once it is opened, selected or exported (J). */
export class JudgeStage {
  readonly #deps: Dependencies;
  readonly #judged = signal<ReadonlyMap<string, Judged>>(new Map());
  #running: { readonly key: string; readonly outcome: Promise<JobOutcome> } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.ofFiles = computed(() => {
      const modelId = deps.models.answering.value?.modelId ?? null;
      const current = [...this.#judged.value].filter(([, judged]) => judged.modelId === modelId);
      return new Map(current.map(([key, { verdict }]) => [key, verdict]));
    });
  }

  /** What was said of files of the data set, by their ids, as long as the same model answers. */
  readonly ofFiles: ReadonlySignal<ReadonlyMap<string, Verdict>>;

  /** What the judge said of a sound with such candidates; null where it was not judged yet. Reads signals. */
  verdictOf(source: ListeningSource, candidates: readonly ListeningCandidate[]): Verdict | null {
    const judged = this.#judged.value.get(soundKey(source));
    if (judged === undefined) return null;
    return judged.key === comparisonOf(candidates, this.#deps.settings.measured.value).key ? judged.verdict : null;
  }

  /** What goes into the preset of a sound that a model answered for: what the user chose, else what is preselected. */
  selectionOf({ offered, descriptors, chosen }: FilePrediction): Selection {
    const source = { kind: 'offered', path: offered.path } as const;
    const vector = descriptorsToVector(descriptors);
    const scored = (candidate: ListeningCandidate): ScoredCandidate => ({
      ...candidate,
      score: proxyTerms(vector, candidate.hyperparameters).score,
    });
    const candidates = splitCandidates(this.#deps, source, descriptors, null);
    const verdict = this.verdictOf(source, candidates);
    const selected = candidates.find(({ id }) => id === chosen) ?? preselected(candidates, verdict);
    return { candidates: candidates.map(scored), selected: scored(selected), verdict };
  }

  /**
   * Judges a sound, unless that was done. What is judged of another sound meanwhile is stopped: it is looked at no more.
   *
   * @param descriptors of a sound that neither the data set nor a prediction knows; null where there are none.
   */
  async judge(source: ListeningSource, descriptors: Descriptors | null = null): Promise<JobOutcome> {
    const { jobs, settings, models } = this.#deps;
    clearTimeout(this.#timer);
    const known = descriptorsOfSource(this.#deps, source) ?? descriptors;
    if (known === null) return 'refused';
    const candidates = splitCandidates(this.#deps, source, known, null);
    const comparison = comparisonOf(candidates, settings.measured.peek());
    if (this.#judged.peek().get(soundKey(source))?.key === comparison.key) return 'done';
    const key = `${soundKey(source)} ${comparison.key}`;
    if (this.#running?.key === key) return this.#running.outcome;
    const earlier = jobs.active('judging');
    if (earlier !== null) jobs.stop(earlier.id);
    const modelId = models.answering.peek()?.modelId ?? null;
    const title = `Judging ${source.path}`;
    const outcome = jobs.run({ kind: 'judging', stage: 'prediction', title, unit: 'partners' }, async (control) => {
      const { judgeSound } = await arrived(import('./judgeSound.ts'));
      const verdict = await judgeSound(this.#deps, { source, descriptors: known }, comparison, control);
      const judged = { key: comparison.key, modelId, verdict };
      this.#judged.value = new Map([...this.#judged.peek(), [soundKey(source), judged]]);
      return `Judging finished: ${source.path}, ${verdictWords(verdict)}`;
    });
    this.#running = { key, outcome };
    try {
      return await outcome;
    } finally {
      if (this.#running?.outcome === outcome) this.#running = null;
    }
  }

  /** Judges a sound once it has stayed selected for a moment, when there is a model to compare with; null for none. */
  judgeSelected(source: ListeningSource | null): void {
    clearTimeout(this.#timer);
    if (source === null || this.#deps.models.answering.peek() === null) return;
    this.#timer = setTimeout(() => {
      if (this.#deps.jobs.active('run-all') !== null) return;
      this.judge(source).catch((error: unknown) => this.#deps.log.thrown(error, 'prediction'));
    }, JUDGED_AFTER_MS);
  }
}

/** One sound's own, also after its candidates have changed. */
function soundKey(source: ListeningSource): string {
  return source.kind === 'data-set' ? source.audioId : `${source.kind} ${source.path}`;
}
