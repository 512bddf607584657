import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { PluginModel, TrainedModel } from '../../domain/model.ts';
import type { PluginReport } from '../../domain/pluginReport.ts';
import '../shared/figure/saveButtons.ts';
import '../shared/jobs/jobArea.ts';
import { formatShare, plural } from '../shared/text/format.ts';
import { atEnd, renderSavedCells } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
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
        ${this.action('Train Plugin Model', async () => pluginModels.train(), {
          icon: 'play',
          starts: ['plugin-training'],
        })}
      </div>
      <ib-job-area .kinds=${['plugin-training']}>
        <p class="hint">
          ${shown === null ? `Needs ${pluginModels.minimumRecordings} recordings with descriptors. ` : nothing}Training
          takes from seconds to a few minutes.
        </p>
      </ib-job-area>
      ${shown === null ? nothing : html`${this.renderHandOff(shown, inUse)} ${renderReport(shown)}`}
      <ib-plugin-comparison></ib-plugin-comparison>
    </section>`;
  }

  /** What is done with a trained model: it is taken into use, and handed to the plugin. */
  private renderHandOff(model: PluginModel, inUse: TrainedModel | null): TemplateResult {
    const { models, exporting } = this.workbench;
    const isInUse = model.modelId === inUse?.modelId;
    return html`<div class="toolbar" role="group" aria-label="Hand-off to the plugin">
      ${this.action('Export AutoHyperModelData.h', async () => exporting.exportPluginHeader(model), {
        icon: 'download',
        look: 'primary',
        starts: ['export'],
      })}
      ${this.action(isInUse ? 'In use' : 'Use', () => models.use(model.modelId), { disabled: isInUse })}
      <p class="hint">
        ${
          isInUse
            ? html`<code>${model.modelId}</code> is in use: the Data tab exports it too.`
            : html`The header of <code>${model.modelId}</code>. Use makes it the model that the Data tab exports.`
        }
      </p>
    </div>`;
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
    <div class="columns">${renderRegret(report, constantReport)} ${renderOutputs(report, constantReport)}</div>`;
}

function renderRegret(own: PluginReport, constant: PluginReport): TemplateResult {
  const figures: readonly (readonly [string, (report: PluginReport) => string])[] = [
    ['Mean regret', ({ regret }) => regret.mean.toFixed(4)],
    ['Median regret', ({ regret }) => regret.median.toFixed(4)],
    ['90 % below', ({ regret }) => regret.p90.toFixed(4)],
    ['Largest regret', ({ regret }) => regret.max.toFixed(4)],
    ['Mean confidence', ({ meanConfidence }) => meanConfidence?.toFixed(3) ?? '–'],
  ];
  return renderSavedCells(
    'Regret in the plugin',
    ['Figure', ...atEnd('This model', 'Best constant')],
    figures.map(([name, figure]) => [name, figure(own), figure(constant)]),
  );
}

function renderOutputs(own: PluginReport, constant: PluginReport): TemplateResult {
  return renderSavedCells(
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
      const [overRecordings, othersOverRecordings] = [output, other].map(
        ({ recordingRankCorrelation }) => recordingRankCorrelation?.toFixed(2) ?? '–',
      );
      return [
        html`<code>${columnOf(output.key)}</code>`,
        `${output.rankCorrelation.toFixed(2)} (${other.rankCorrelation.toFixed(2)})`,
        `${overRecordings} (${othersOverRecordings})`,
        `${formatShare(output.atFloor)} (${formatShare(other.atFloor)}, ${formatShare(output.optimumAtFloor)})`,
        `${formatShare(output.atCeiling)} (${formatShare(other.atCeiling)}, ${formatShare(output.optimumAtCeiling)})`,
      ];
    }),
  );
}
