import { untracked, type Signal } from '@preact/signals-core';
import type { Descriptors } from '../../domain/descriptors.ts';
import { isAbort } from '../../domain/errors.ts';
import type { JobOutcome } from '../../domain/job.ts';
import type { VerdictWords } from '../../domain/verdict.ts';
import { forgetVerdicts, saveVerdict, storedVerdicts } from '../../store/files/storedVerdicts.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { ListeningSource } from '../listening/sound/listeningSound.ts';
import { descriptorsOfSource, splitCandidates } from '../listening/choices/splitCandidates.ts';
import { verdictWords } from './gainWords.ts';
import { judgeSound } from './judgeSound.ts';
import { soundKey } from '../listening/sound/soundKey.ts';
import { measureKey } from './measureKey.ts';
import type { JudgeDependencies, Judged } from './judgeStage.ts';
import { comparisonOf, type Comparison } from './preselected.ts';

/** A sound and what is to be compared on it. */
interface Asked {
  readonly source: ListeningSource;
  readonly descriptors: Descriptors;
  readonly comparison: Comparison;
}

/** How much the latest sound says of how long the next one takes. */
const NEWEST_SHARE = 0.3;

/** The jobs of the judge (J8); loaded when the first one is asked for. */
export class Judging {
  readonly #deps: JudgeDependencies;
  readonly #judged: Signal<ReadonlyMap<string, Judged>>;
  readonly #secondsEach: Signal<number>;
  #hasTimed = false;
  #running: { readonly key: string; readonly outcome: Promise<JobOutcome> } | null = null;

  constructor(deps: JudgeDependencies, judged: Signal<ReadonlyMap<string, Judged>>, secondsEach: Signal<number>) {
    this.#deps = deps;
    this.#judged = judged;
    this.#secondsEach = secondsEach;
  }

  /** As `JudgeStage.restore` says; what is said meanwhile counts. */
  async restore(): Promise<void> {
    const before = this.#judged.peek();
    const stored = [...(await storedVerdicts())].map(
      ([audioId, judged]) => [audioId, { ...judged, words: verdictWords(judged.verdict) }] as const,
    );
    const meanwhile = [...this.#judged.peek()].filter(([key, judged]) => before.get(key) !== judged);
    this.#judged.value = new Map([...before, ...stored, ...meanwhile]);
  }

  /** As `JudgeStage.forget` says. */
  async forget(): Promise<void> {
    this.#judged.value = new Map();
    await forgetVerdicts();
  }

  /** As `JudgeStage.judge` says. */
  async judge(source: ListeningSource, analysed: Descriptors | null): Promise<JobOutcome> {
    const { jobs } = this.#deps;
    const asked = this.#ask(source, analysed);
    if (asked === null) return 'refused';
    if (this.#isJudged(asked)) return 'done';
    const key = `${soundKey(source)} ${asked.comparison.key}`;
    if (this.#running?.key === key) return this.#running.outcome;
    const earlier = jobs.active('judging');
    if (earlier !== null) jobs.stop(earlier.id);
    const title = `Judging ${source.path}`;
    const outcome = jobs.run({ kind: 'judging', stage: 'prediction', title, unit: 'partners' }, async (control) => {
      const { sentence } = await this.#compare(asked, control);
      return `Judging finished: ${source.path}, ${sentence}`;
    });
    this.#running = { key, outcome };
    try {
      return await outcome;
    } finally {
      if (this.#running?.outcome === outcome) this.#running = null;
    }
  }

  /** As `JudgeStage.judgeEach` says. */
  async judgeEach(sources: readonly ListeningSource[], parent: AbortSignal): Promise<JobOutcome> {
    const { jobs, log } = this.#deps;
    const total = sources.length;
    const spec = {
      kind: 'judging-all',
      stage: 'prediction',
      title: `Judging ${total} sounds`,
      unit: 'sounds',
    } as const;
    const work = async ({ signal, onProgress }: JobControl) => {
      let done = 0;
      let judged = 0;
      onProgress({ done, total });
      await forEachLimited(sources, 1, signal, async (source) => {
        const asked = this.#ask(source, null);
        try {
          if (asked !== null && !this.#isJudged(asked)) {
            await this.#compare(asked, { signal, onProgress: () => undefined });
          }
        } catch (error) {
          if (isAbort(error)) return;
          log.thrown(error, 'prediction', source.path);
        }
        if (this.#judged.peek().get(soundKey(source))?.verdict.kind === 'chosen') judged++;
        onProgress({ done: ++done, total });
      });
      return `Judging finished: ${judged} of ${total} sounds judged${signal.aborted ? ' (stopped)' : ''}`;
    };
    return jobs.run(spec, work, parent);
  }

  /** Null where nothing is known of the sound that could be compared. */
  #ask(source: ListeningSource, analysed: Descriptors | null): Asked | null {
    const descriptors = descriptorsOfSource(this.#deps, source) ?? analysed;
    if (descriptors === null) return null;
    const candidates = splitCandidates(this.#deps, source, descriptors, null);
    return {
      source,
      descriptors,
      comparison: comparisonOf(
        candidates,
        untracked(() => measureKey(this.#deps)),
      ),
    };
  }

  #isJudged({ source, comparison }: Asked): boolean {
    const known = this.#judged.peek().get(soundKey(source));
    // What was gone may be there now.
    const isGone = known?.verdict.kind === 'not-judged' && known.verdict.reason === 'gone';
    return known?.key === comparison.key && !isGone;
  }

  async #compare(asked: Asked, control: JobControl): Promise<VerdictWords> {
    const modelId = this.#deps.models.answering.peek()?.modelId ?? null;
    const startedMs = performance.now();
    const verdict = await judgeSound(this.#deps, asked, control);
    if (verdict.kind === 'chosen') this.#time((performance.now() - startedMs) / 1000);
    const words = verdictWords(verdict);
    const judged = { key: asked.comparison.key, modelId, verdict, words };
    this.#judged.value = new Map([...this.#judged.peek(), [soundKey(asked.source), judged]]);
    const { source } = asked;
    if (source.kind === 'data-set' && verdict.kind === 'chosen') {
      await saveVerdict(source.audioId, { key: judged.key, modelId, verdict });
    }
    return words;
  }

  #time(seconds: number): void {
    const share = this.#hasTimed ? NEWEST_SHARE : 1;
    this.#secondsEach.value += share * (seconds - this.#secondsEach.peek());
    this.#hasTimed = true;
  }
}
