import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { UndoStep } from '../../domain/undo.ts';
import type { JobOutcome } from '../../domain/job.ts';
import type { Tools } from '../tools.ts';
import { Refusal } from '../jobs/jobBoard.ts';
import { undoWords } from './undoWords.ts';

type Dependencies = Pick<Tools, 'store' | 'dataSet' | 'jobs' | 'log'>;

/** Steps that can be taken back, and made again: imports, deletions, choices. */
export class UndoStage {
  readonly #deps: Dependencies;
  /** The step that Undo takes back; null for none. */
  readonly undoable: ReadonlySignal<UndoStep | null> = computed(
    () => this.steps.value.find(({ undone }) => !undone) ?? null,
  );
  /** The step that Redo makes again; null for none. */
  readonly redoable: ReadonlySignal<UndoStep | null> = computed(
    () => this.steps.value.findLast(({ undone }) => undone) ?? null,
  );

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** The newest first. */
  get steps(): ReadonlySignal<readonly UndoStep[]> {
    return this.#deps.dataSet.undoSteps;
  }

  /** Says so where a change cannot be taken back. */
  warnIfFinal(step: UndoStep | null): void {
    if (step !== null) return;
    this.#deps.log.warn(
      'export',
      'There was no room to keep what Undo needs, so this step and those before it cannot be undone. ' +
        'Free some disk space; an exported training.duckdb is the safer copy.',
    );
  }

  async undo(): Promise<JobOutcome> {
    return this.#exchange('Undo', this.undoable.peek());
  }

  async redo(): Promise<JobOutcome> {
    return this.#exchange('Redo', this.redoable.peek());
  }

  /** Waits for the jobs that run, which would write into what changes beneath them. Only the step that was seen is taken. */
  async #exchange(title: 'Undo' | 'Redo', step: UndoStep | null): Promise<JobOutcome> {
    const { store, jobs } = this.#deps;
    if (step === null) return jobs.refuse({ stage: 'import', title }, 'there is no step for it.');
    return jobs.run({ kind: 'undo', stage: 'import', title, unit: 'steps' }, async () => {
      const next = (title === 'Undo' ? this.undoable : this.redoable).peek();
      if (next?.stepId !== step.stepId) throw new Refusal(notNext(title, step, next));
      await (title === 'Undo' ? store.undo(step.stepId) : store.redo(step.stepId));
      return `${title} finished: ${undoWords(step)}`;
    });
  }
}

function notNext(title: string, step: UndoStep, next: UndoStep | null): string {
  const now = next === null ? 'there is none now.' : `that is ${undoWords(next)} now. Press ${title} again for it.`;
  return `${undoWords(step)} is no longer the next step, ${now}`;
}
