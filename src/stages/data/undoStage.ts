import { computed, type ReadonlySignal } from '@preact/signals-core';
import { UNDO_LIMIT, type UndoStep } from '../../domain/undo.ts';
import type { JobOutcome } from '../../domain/job.ts';
import type { Tools } from '../tools.ts';
import { Refusal } from '../jobs/jobBoard.ts';
import { whenChanged } from '../shell/whenChanged.ts';
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

  /** From now on says so where earlier steps are given up for the room that they take [S18]. */
  tellOfLostSteps(): void {
    let known = this.steps.peek();
    whenChanged(this.steps, () => {
      const now = this.steps.peek();
      const lost = givenUp(known, now);
      known = now;
      const [only] = lost;
      if (only === undefined) return;
      const [which, whom] = lost.length === 1 ? [undoWords(only), 'it'] : [`${lost.length} earlier steps`, 'them'];
      const message = `${which} can no longer be undone: what Undo keeps for ${whom} takes more room than the data set.`;
      this.#deps.log.info('import', message);
    });
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

/** The steps that a new one has pushed out, but for those that are beyond the number that is kept. */
function givenUp(before: readonly UndoStep[], now: readonly UndoStep[]): readonly UndoStep[] {
  const known = new Set(before.map(({ stepId }) => stepId));
  // A backup brings the steps of its own time.
  if (now[0]?.kind === 'restore-backup' || now.every(({ stepId }) => known.has(stepId))) return [];
  const left = new Set(now.map(({ stepId }) => stepId));
  return before.filter(({ undone }) => !undone).filter(({ stepId }, n) => !left.has(stepId) && n < UNDO_LIMIT - 1);
}

function notNext(title: string, step: UndoStep, next: UndoStep | null): string {
  const now = next === null ? 'there is none now.' : `that is ${undoWords(next)} now. Press ${title} again for it.`;
  return `${undoWords(step)} is no longer the next step, ${now}`;
}
