import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { MeasuredRun } from '../../../domain/measured.ts';
import { formatCount, formatDate, formatScore } from '../../shared/text/format.ts';
import '../../shared/figure/saveButtons.ts';
import { atEnd, renderTable } from '../../shared/text/plainTable.ts';
import { WorkbenchElement } from '../../shared/element/workbenchElement.ts';

/** The measured runs of the selected file: each can be reopened or, where it is its own, deleted. */
@customElement('ib-measured-runs')
export class MeasuredRuns extends WorkbenchElement {
  static override styles = css`
    td {
      white-space: nowrap;
    }
  `;

  protected override render(): TemplateResult | typeof nothing {
    const runs = this.workbench.measured.runs.value;
    if (runs.length === 0) return nothing;
    return html`<section class="panel stack tight">
      <div class="heading">
        <h2>Measured runs of this file</h2>
        <ib-save-buttons name="Measured runs" native></ib-save-buttons>
      </div>
      <div class="scroll">
        ${renderTable(
          'Measured runs',
          ['Started', ...atEnd('Trials', 'λ', 'Clusters', 'Best score'), 'State', ...atEnd('Actions')],
          runs.map((run) => this.renderRun(run)),
        )}
      </div>
    </section>`;
  }

  private renderRun(run: MeasuredRun): TemplateResult {
    const { measured, jobs } = this.workbench;
    const isOpen = measured.openRun.value?.runId === run.runId;
    const isBusy = jobs.running('trials', 'trials-all') !== null;
    return html`<tr>
      <td>
        ${formatDate(run.createdAt)} ${isOpen ? html`<span class="tag on">shown</span>` : nothing}
        ${run.collectionId === null ? nothing : html`<span class="tag">with others</span>`}
      </td>
      <td class="end">${formatCount(run.trialCount)}</td>
      <td class="end">${run.settings.changeWeight}</td>
      <td class="end">${run.settings.clusterCount}</td>
      <td class="end">${formatScore(run.bestScore)}</td>
      <td>${run.isFinished ? 'finished' : 'stopped'}</td>
      <td>
        <div class="actions">
          ${this.action('Open', async () => measured.reopen(run), { look: 'small', disabled: isOpen || isBusy })}
          ${
            run.collectionId === null
              ? this.action('Delete', async () => measured.delete(run), { look: 'small danger', disabled: isBusy })
              : nothing
          }
        </div>
      </td>
    </tr>`;
  }
}
