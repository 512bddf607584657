import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { Descriptors } from '../../domain/descriptors.ts';
import type { JobOutcome } from '../../domain/job.ts';
import type { Verdict, VerdictWords } from '../../domain/verdict.ts';
import type { ListeningSource } from '../listening/sound/listeningSound.ts';
import { soundKey } from '../listening/sound/soundKey.ts';
import type { PreferenceStage } from '../listening/comparison/preferenceStage.ts';
import type { ModelStage } from '../model/modelStage.ts';
import type { SegmentSource } from '../optimisation/segmentSource.ts';
import type { PredictionStage } from '../prediction/predictionStage.ts';
import { arrived } from '../shell/arrived.ts';
import type { Tools } from '../tools.ts';
import type { Judging } from './judging.ts';
import { measureKey } from './measureKey.ts';

export interface JudgeDependencies extends Pick<
  Tools,
  'store' | 'pool' | 'dataSet' | 'sources' | 'jobs' | 'log' | 'settings'
> {
  readonly segments: SegmentSource;
  readonly models: ModelStage;
  readonly prediction: PredictionStage;
  readonly preferences: PreferenceStage;
}

/** What the judge said, and of what. */
export interface Judged {
  /** Of the candidates and the measure: another one makes what was said a thing of the past. */
  readonly key: string;
  /** The model whose answer was among the candidates; null for none. */
  readonly modelId: string | null;
  readonly verdict: Verdict;
  readonly words: VerdictWords;
}

/** Of one core, with three candidates on an example sound; said until a sound was judged here. */
const USUAL_SEC = 1.2;
/** One for each of the partners that are heard at once. */
const MOST_CORES = 6;
/** A file that stays selected so long is judged. */
const JUDGED_AFTER_MS = 1500;

/** Which preset of a sound is preselected, and what it gains: judged once it is opened or stays selected (J). */
export class JudgeStage {
  readonly #deps: JudgeDependencies;
  readonly #judged = signal<ReadonlyMap<string, Judged>>(new Map());
  readonly #secondsEach: Signal<number>;
  #judging: Judging | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: JudgeDependencies) {
    this.#deps = deps;
    this.#secondsEach = signal(USUAL_SEC / Math.min(MOST_CORES, deps.pool.size));
    this.ofFiles = computed(() => {
      const modelId = deps.models.answering.value?.modelId ?? null;
      const measure = measureKey(deps);
      const current = [...this.#judged.value].filter(
        ([, judged]) => judged.modelId === modelId && judged.key.startsWith(measure),
      );
      return new Map(current.map(([key, { words }]) => [key, words]));
    });
  }

  /** What was said of files of the data set, by their ids, as long as the same model answers and the same is measured. */
  readonly ofFiles: ReadonlySignal<ReadonlyMap<string, VerdictWords>>;

  /** Seconds that a sound takes, by those that were judged last. */
  get secondsEach(): ReadonlySignal<number> {
    return this.#secondsEach;
  }

  /** What was said of a sound by this key of its candidates; null where it was not judged yet. Reads signals. */
  verdictOf(source: ListeningSource, key: string): Verdict | null {
    const judged = this.#judged.value.get(soundKey(source));
    return judged?.key === key ? judged.verdict : null;
  }

  /**
   * Judges a sound, unless that was done. What is judged of another sound meanwhile is stopped: it is looked at no more.
   *
   * @param descriptors of a sound that neither the data set nor a prediction knows; null where there are none.
   */
  async judge(source: ListeningSource, descriptors: Descriptors | null = null): Promise<JobOutcome> {
    clearTimeout(this.#timer);
    return (await this.#loaded()).judge(source, descriptors);
  }

  /**
   * Judges sounds one after the other, those left out that were judged already or have no descriptors, as a step of another job.
   * Stopped, it keeps what was said until then.
   */
  async judgeEach(sources: readonly ListeningSource[], parent: AbortSignal): Promise<JobOutcome> {
    return (await this.#loaded()).judgeEach(sources, parent);
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

  /** Learns what earlier visits and other tabs left. */
  async restore(): Promise<void> {
    // Nobody asked for it; whoever asks is told that this part of the app does not come.
    const judging = await this.#loaded().catch(() => null);
    await judging?.restore();
  }

  /** Forgets all that was said. */
  async forget(): Promise<void> {
    await (await this.#loaded()).forget();
  }

  async #loaded(): Promise<Judging> {
    const { Judging } = await arrived(import('./judging.ts'));
    return (this.#judging ??= new Judging(this.#deps, this.#judged, this.#secondsEach));
  }
}
