import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { MeasuredRun } from '../../../domain/measured.ts';
import { formatCount, formatDate, formatScore } from '../../shared/text/format.ts';
import '../../shared/figure/saveButtons.ts';
import { atEnd, renderCells } from '../../shared/text/plainTable.ts';
import { WorkbenchElement } from '../../shared/element/workbenchElement.ts';
import { measureNow } from '../../../stages/model/pluginInUse.ts';
import { renderMeasure } from './measureTag.ts';
import { DataContext, SearchingContext } from '../../contexts.ts';

/** The measured runs of the selected file: each can be reopened or, where it is its own, deleted. */
@customElement('ib-measured-runs')
export class MeasuredRuns extends WorkbenchElement {
  static override styles = css`
    tbody > * {
      white-space: nowrap;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SearchingContext }) private readonly searching!: SearchingContext;

  protected override render(): TemplateResult | typeof nothing {
    const runs = this.searching.measured.runs.value;
    if (runs.length === 0) return nothing;
    return html`<section class="panel stack tight">
      <div class="heading">
        <h2>Measured runs of this file</h2>
        <ib-save-buttons name="Measured runs" native></ib-save-buttons>
      </div>
      <div class="scroll">
        ${renderCells(
          'Measured runs',
          ['Started', ...atEnd('Trials', 'λ', 'Clusters', 'Best score'), 'State', ...atEnd('Actions')],
          runs.map((run) => this.cellsOf(run)),
        )}
      </div>
    </section>`;
  }

  private cellsOf(run: MeasuredRun): readonly unknown[] {
    const { measured } = this.searching;
    const { jobs } = this.shell;
    const isOpen = measured.openRun.value?.runId === run.runId;
    const isBusy = jobs.running('trials', 'trials-all') !== null;
    return [
      html`${formatDate(run.createdAt)} ${isOpen ? html`<span class="tag on">shown</span>` : nothing}
      ${run.collectionId === null ? nothing : html`<span class="tag">with others</span>`}
      ${renderMeasure(run.measure, measureNow(this.data))}`,
      formatCount(run.trialCount),
      run.settings.changeWeight,
      run.settings.clusterCount,
      formatScore(run.bestScore),
      run.isFinished ? 'finished' : 'stopped',
      html`<div class="actions">
        ${this.action('Open', async () => measured.reopen(run), { look: 'small', disabled: isOpen || isBusy })}
        ${
          run.collectionId === null
            ? this.action('Delete', async () => measured.delete(run), { look: 'small danger', disabled: isBusy })
            : nothing
        }
      </div>`,
    ];
  }
}
