import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { isDirectSearch, type TrialRun } from '../../domain/trials.ts';
import '../shared/dialogs/confirmDialog.ts';
import type { Question } from '../shared/dialogs/confirmDialog.ts';
import { formatCount, formatDate, formatScore, plural } from '../shared/text/format.ts';
import '../shared/figure/saveButtons.ts';
import { atEnd, renderCells } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { SearchingContext } from '../contexts.ts';

/** The stored runs of the selected file: each can be reopened, chosen for training, or deleted. */
@customElement('ib-run-list')
export class RunList extends WorkbenchElement {
  static override styles = css`
    tbody > * {
      white-space: nowrap;
    }
  `;

  @consume({ context: SearchingContext }) private readonly searching!: SearchingContext;

  @state() private question: Question | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { optimisation } = this.searching;
    const runs = optimisation.runs.value;
    if (runs.length === 0) return nothing;
    return html`<section class="panel stack tight">
      <div class="heading">
        <h2>Runs of this file</h2>
        <p class="hint">The chosen run's best trial is what a model learns from.</p>
        <ib-save-buttons name="Runs" native></ib-save-buttons>
      </div>
      <div class="scroll">
        ${renderCells(
          'Runs',
          ['Compare', 'Started', ...atEnd('Trials', 'Seed', 'Best score'), 'State', ...atEnd('Actions')],
          runs.map((run) => this.cellsOf(run)),
          1,
        )}
      </div>
      <ib-confirm-dialog .question=${this.question} @ib-close=${() => (this.question = null)}></ib-confirm-dialog>
    </section>`;
  }

  private cellsOf(run: TrialRun): readonly unknown[] {
    const { optimisation } = this.searching;
    const { jobs } = this.shell;
    const open = optimisation.openRun.value?.runId === run.runId;
    const running = jobs.running('trials', 'trials-all') !== null;
    const { budget } = run;
    const compared = optimisation.compared.value.some(({ run: other }) => other.runId === run.runId);
    return [
      html`<input
        type="checkbox"
        aria-label="Compare the run of ${formatDate(run.createdAt)}"
        .checked=${compared}
        ?disabled=${open}
        @change=${(event: Event) =>
          this.attempt(async () => optimisation.compare(run, (event.target as HTMLInputElement).checked))}
      />`,
      html`${formatDate(run.createdAt)} ${open ? html`<span class="tag on">shown</span>` : nothing}`,
      isDirectSearch(budget) ? 'direct search' : `${formatCount(run.trialCount)} of ${formatCount(budget.totalTrials)}`,
      isDirectSearch(budget) ? '–' : budget.seed,
      formatScore(run.bestScore),
      html`${run.state} ${run.chosen ? html`<span class="tag on">chosen</span>` : nothing}`,
      html`<div class="actions">
        ${this.action('Open', async () => optimisation.reopen(run), { look: 'small', disabled: open || running })}
        ${this.action('Choose', async () => optimisation.choose(run), {
          icon: 'pin',
          look: 'small',
          disabled: run.chosen || running,
        })}
        ${this.action('Delete', () => (this.question = this.questionOf(run)), {
          look: 'small danger',
          disabled: running,
        })}
      </div>`,
    ];
  }

  private questionOf(run: TrialRun): Question {
    const { optimisation } = this.searching;
    const others = optimisation.runs.value.length - 1;
    const follower =
      others === 0
        ? 'It is the only one: the file has no best parameters then.'
        : 'It is the chosen one: another run of the file takes its place.';
    return {
      heading: 'Delete this run?',
      sentences: [
        `The run of ${formatDate(run.createdAt)} with ${plural(run.trialCount, 'trial')} goes. Undo brings it back.`,
        ...(run.chosen ? [follower] : []),
      ],
      action: 'Delete run',
      work: async () => optimisation.delete(run),
    };
  }
}
