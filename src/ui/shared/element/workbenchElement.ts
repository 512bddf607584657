import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import type { JobKind } from '../../../domain/job.ts';
import { icon, type IconName } from '../../theme/icons.ts';
import { ShellContext } from '../../contexts.ts';
import { WatchingElement } from './watch.ts';

/** What a button may have besides its words and its work. */
interface ActionOptions {
  readonly icon?: IconName;
  /** Its classes, such as `primary` or `small danger`. */
  readonly look?: string;
  /** The kinds of job beside which it cannot begin: its own, and those that are in its way. */
  readonly starts?: readonly JobKind[];
  readonly disabled?: boolean;
  readonly title?: string | undefined;
  /** The mark by which the tour finds it. */
  readonly tour?: string;
}

/**
 * A part of the page that works with the stages and follows their signals. It stands on the shell; a subclass consumes the
 * further contexts that it needs, each by its concern (`contexts.ts`).
 */
export class WorkbenchElement extends WatchingElement {
  @consume({ context: ShellContext }) protected readonly shell!: ShellContext;

  /** Whether what the data set holds is known; before that nobody may be told that there is nothing. */
  protected get isOpen(): boolean {
    return this.shell.environment.database.value === 'open';
  }

  /** Whether a button that starts a job of one of these kinds may be pressed; none may while a step is taken back. */
  protected accepts(...kinds: readonly JobKind[]): boolean {
    const { jobs } = this.shell;
    return this.isOpen && jobs.active(...kinds) === null && jobs.running('undo') === null;
  }

  /** Runs what a button asked for; what it throws is told in the log. */
  protected attempt(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.shell.log.thrown(error, 'import'));
  }

  /** A button that does some work, as `attempt` does it. */
  protected action(
    label: unknown,
    work: () => unknown,
    { icon: name, look = '', starts, disabled = false, title, tour }: ActionOptions = {},
  ): TemplateResult {
    return html`<button
      class="button ${look}"
      data-tour=${tour ?? nothing}
      title=${title ?? nothing}
      ?disabled=${disabled || (starts !== undefined && !this.accepts(...starts))}
      @click=${() => this.attempt(async () => work())}
    >
      ${name === undefined ? nothing : icon(name)} ${label}
    </button>`;
  }
}
