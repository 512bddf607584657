import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { PluginModel, TrainedModel } from '../../domain/model.ts';
import type { PluginReport } from '../../domain/pluginReport.ts';
import '../shared/figure/saveButtons.ts';
import '../shared/jobs/jobArea.ts';
import { formatShare, plural } from '../shared/text/format.ts';
import { atEnd, renderTable } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { icon } from '../theme/icons.ts';
import './handOffButtons.ts';
import './pluginComparison.ts';
import { columnOf, reportSentences } from './pluginWords.ts';

/** The model for the plugin's own descriptors: its training, and how its answers would behave in the plugin. */
@customElement('ib-plugin-training')
export class PluginTraining extends WorkbenchElement {
  static override styles = css`
    .words {
      display: grid;
      gap: var(--space-1);
    }

    .tables {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
      gap: var(--space-5);
      align-items: start;
    }

    h3 {
      overflow-wrap: anywhere;
    }
  `;

  protected override render(): TemplateResult {
    const { models, pluginModels } = this.workbench;
    const inUse = models.inUse.value;
    const shown = shownModel(models.models.value, inUse);
    return html`<section class="panel stack tight" aria-label="Plugin model">
      <h2>Plugin model</h2>
      <p class="hint">
        The plugin measures its twelve descriptors its own way. This model is trained on them, over windows of 256
        frames of every file, to the score that the trainer gives the same samples.
      </p>
      <div class="toolbar">
        <button
          class="button"
          ?disabled=${!this.accepts('plugin-training')}
          @click=${() => this.attempt(async () => pluginModels.train())}
        >
          ${icon('play')} Train Plugin Model
        </button>
      </div>
      <ib-job-area .kinds=${['plugin-training']}>
        <p class="hint">
          ${shown === null ? `Needs ${pluginModels.minimumRecordings} recordings with descriptors. ` : nothing}Training
          takes from seconds to a few minutes.
        </p>
      </ib-job-area>
      ${this.renderHandOff(shown, inUse)} ${shown === null ? nothing : renderReport(shown)}
      <ib-plugin-comparison></ib-plugin-comparison>
    </section>`;
  }

  /** The model is handed to the plugin, and taken into use where it was trained. */
  private renderHandOff(model: PluginModel | null, inUse: TrainedModel | null): TemplateResult {
    return html`<div class="toolbar" role="group" aria-label="Hand-off to the plugin">
        <ib-hand-off-buttons></ib-hand-off-buttons>
        ${model === null ? nothing : this.renderUse(model, model.modelId === inUse?.modelId)}
      </div>
      <p class="hint">
        The header and the kit hold the plugin model of today's recordings, which is trained first where there is none.
        The kit adds a guide for people who have never compiled.
      </p>`;
  }

  private renderUse({ modelId }: PluginModel, isInUse: boolean): TemplateResult {
    return html`<button class="button" ?disabled=${isInUse} @click=${() => this.workbench.models.use(modelId)}>
      ${isInUse ? 'In use' : 'Use'}
    </button>`;
  }
}

/** The plugin model in use, else the newest. */
function shownModel(models: readonly TrainedModel[], inUse: TrainedModel | null): PluginModel | null {
  if (inUse?.kind === 'plugin') return inUse;
  return models.find((model) => model.kind === 'plugin') ?? null;
}

function renderReport(model: PluginModel): TemplateResult {
  const { modelId, report, constantReport, windowCount, recordingCount } = model;
  return html`<h3>How <code>${modelId}</code> would behave in the plugin</h3>
    <p class="hint">
      Held-out answers to ${plural(windowCount, 'window')} of ${plural(recordingCount, 'recording')}, limited as the
      plugin limits them; no recording was both learned from and answered.
    </p>
    <ul class="words">
      ${reportSentences(model).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    <div class="tables">${renderRegret(report, constantReport)} ${renderOutputs(report, constantReport)}</div>`;
}

function renderRegret(own: PluginReport, constant: PluginReport): TemplateResult {
  const rows = [
    ['Mean regret', ({ regret }: PluginReport) => regret.mean.toFixed(4)],
    ['Median regret', ({ regret }: PluginReport) => regret.median.toFixed(4)],
    ['90 % below', ({ regret }: PluginReport) => regret.p90.toFixed(4)],
    ['Largest regret', ({ regret }: PluginReport) => regret.max.toFixed(4)],
    ['Mean regret of what plays over 30 s', ({ played }: PluginReport) => played?.mean.toFixed(4) ?? '–'],
    [
      'Mean confidence',
      ({ meanConfidence }: PluginReport) => (meanConfidence === null ? '–' : meanConfidence.toFixed(3)),
    ],
  ] as const;
  return html`<div class="scroll">
    ${renderTable(
      'Regret in the plugin',
      ['Figure', ...atEnd('This model', 'Best constant')],
      rows.map(
        ([name, figure]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="end">${figure(own)}</td>
            <td class="end">${figure(constant)}</td>
          </tr>`,
      ),
    )}
    <div class="end"><ib-save-buttons name="Regret in the plugin" native></ib-save-buttons></div>
  </div>`;
}

function renderOutputs(own: PluginReport, constant: PluginReport): TemplateResult {
  return html`<div class="scroll">
    ${renderTable(
      'Outputs in the plugin',
      [
        'Output',
        ...atEnd(
          'Rank correlation (constant)',
          'Over recordings (constant)',
          'At floor (constant, optimum)',
          'At ceiling (constant, optimum)',
        ),
      ],
      own.outputs.map((output, i) => {
        const other = constant.outputs[i] ?? output;
        return html`<tr>
          <th scope="row"><code>${columnOf(output.key)}</code></th>
          <td class="end">${output.rankCorrelation.toFixed(2)} (${other.rankCorrelation.toFixed(2)})</td>
          <td class="end">
            ${output.recordingRankCorrelation?.toFixed(2) ?? '–'} (${other.recordingRankCorrelation?.toFixed(2) ?? '–'})
          </td>
          <td class="end">
            ${formatShare(output.atFloor)} (${formatShare(other.atFloor)}, ${formatShare(output.optimumAtFloor)})
          </td>
          <td class="end">
            ${formatShare(output.atCeiling)} (${formatShare(other.atCeiling)}, ${formatShare(output.optimumAtCeiling)})
          </td>
        </tr>`;
      }),
    )}
    <div class="end"><ib-save-buttons name="Outputs in the plugin" native></ib-save-buttons></div>
  </div>`;
}
