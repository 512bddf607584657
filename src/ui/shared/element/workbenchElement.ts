import { consume } from '@lit/context';
import { property } from 'lit/decorators.js';
import type { JobKind } from '../../../domain/job.ts';
import type { Workbench } from '../../../stages/workbench.ts';
import { workbenchContext } from '../../contexts.ts';
import { WatchingElement } from './watch.ts';

/** A part of the page that works with the workbench and follows its signals. */
export class WorkbenchElement extends WatchingElement {
  @consume({ context: workbenchContext })
  @property({ attribute: false })
  workbench!: Workbench;

  /** Whether a button that starts a job of one of these kinds may be pressed; none may while a step is taken back. */
  protected accepts(...kinds: readonly JobKind[]): boolean {
    const { environment, jobs } = this.workbench;
    return environment.database.value === 'open' && jobs.active(...kinds) === null && jobs.running('undo') === null;
  }

  /** Runs what a button asked for; what it throws is told in the log. */
  protected attempt(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.workbench.log.thrown(error, 'import'));
  }
}
