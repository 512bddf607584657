import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { UndoStep } from '../../domain/undo.ts';
import type { Tools } from '../tools.ts';
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

  async undo(): Promise<boolean> {
    return this.#exchange('Undo', this.undoable.peek());
  }

  async redo(): Promise<boolean> {
    return this.#exchange('Redo', this.redoable.peek());
  }

  /** A job that runs would write into what changes beneath it, so it is waited for. */
  async #exchange(title: 'Undo' | 'Redo', step: UndoStep | null): Promise<boolean> {
    const { store, dataSet, jobs, log } = this.#deps;
    if (step === null) return false;
    if (jobs.busy) {
      log.info('import', `${title} waits: a job is running. Try again when it has ended.`);
      return false;
    }
    return jobs.run({ kind: 'undo', stage: 'import', title, unit: 'steps' }, async () => {
      await (title === 'Undo' ? store.undo(step.stepId) : store.redo(step.stepId));
      await dataSet.whenCurrent();
      return `${title} finished: ${undoWords(step)}`;
    });
  }
}
