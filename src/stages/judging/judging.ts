import type { Signal } from '@preact/signals-core';
import type { Descriptors } from '../../domain/descriptors.ts';
import type { JobOutcome } from '../../domain/job.ts';
import type { ListeningSource } from '../listening/listeningSound.ts';
import { descriptorsOfSource, splitCandidates } from '../listening/splitCandidates.ts';
import { verdictWords } from './gainWords.ts';
import { judgeSound } from './judgeSound.ts';
import { soundKey, type JudgeDependencies, type Judged } from './judgeStage.ts';
import { comparisonOf } from './preselected.ts';

/** The jobs of the judge, one sound at a time (J8); loaded when the first one is asked for. */
export class Judging {
  readonly #deps: JudgeDependencies;
  readonly #judged: Signal<ReadonlyMap<string, Judged>>;
  #running: { readonly key: string; readonly outcome: Promise<JobOutcome> } | null = null;

  constructor(deps: JudgeDependencies, judged: Signal<ReadonlyMap<string, Judged>>) {
    this.#deps = deps;
    this.#judged = judged;
  }

  /** As `JudgeStage.judge` says. */
  async judge(source: ListeningSource, analysed: Descriptors | null): Promise<JobOutcome> {
    const { jobs, models, settings } = this.#deps;
    const descriptors = descriptorsOfSource(this.#deps, source) ?? analysed;
    if (descriptors === null) return 'refused';
    const comparison = comparisonOf(splitCandidates(this.#deps, source, descriptors, null), settings.measured.peek());
    const known = this.#judged.peek().get(soundKey(source));
    // What was gone may be there now.
    const isGone = known?.verdict.kind === 'not-judged' && known.verdict.reason === 'gone';
    if (known?.key === comparison.key && !isGone) return 'done';
    const key = `${soundKey(source)} ${comparison.key}`;
    if (this.#running?.key === key) return this.#running.outcome;
    const earlier = jobs.active('judging');
    if (earlier !== null) jobs.stop(earlier.id);
    const modelId = models.answering.peek()?.modelId ?? null;
    const title = `Judging ${source.path}`;
    const outcome = jobs.run({ kind: 'judging', stage: 'prediction', title, unit: 'partners' }, async (control) => {
      const verdict = await judgeSound(this.#deps, { source, descriptors, comparison }, control);
      const words = verdictWords(verdict);
      const judged = { key: comparison.key, modelId, verdict, words };
      this.#judged.value = new Map([...this.#judged.peek(), [soundKey(source), judged]]);
      return `Judging finished: ${source.path}, ${words.sentence}`;
    });
    this.#running = { key, outcome };
    try {
      return await outcome;
    } finally {
      if (this.#running?.outcome === outcome) this.#running = null;
    }
  }
}
