import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { PluginModel, TrainedModel } from '../../domain/model.ts';
import type { PluginReport } from '../../domain/pluginReport.ts';
import '../shared/figure/saveButtons.ts';
import '../shared/jobs/jobArea.ts';
import { formatFixed, formatShare, plural } from '../shared/text/format.ts';
import { atEnd, renderSavedCells } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import './handOffButtons.ts';
import './pluginComparison.ts';
import { columnOf, reportSentences } from './pluginWords.ts';
import { LearningContext } from '../contexts.ts';

/** The model for the plugin's own descriptors: its training, and how its answers would behave in the plugin. */
@customElement('ib-plugin-training')
export class PluginTraining extends WorkbenchElement {
  static override styles = css`
    .words {
      display: grid;
      gap: var(--space-1);
    }
  `;

  @consume({ context: LearningContext }) private readonly learning!: LearningContext;

  protected override render(): TemplateResult {
    const { models, pluginModels } = this.learning;
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
        The header and the kit hold the plugin model of today's recordings, which is trained first if there is none yet.
        The kit adds a guide for people who have never compiled.
      </p>`;
  }

  private renderUse({ modelId }: PluginModel, isInUse: boolean): TemplateResult {
    return html`<button class="button" ?disabled=${isInUse} @click=${() => this.learning.models.use(modelId)}>
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
    <div class="columns">${renderRegret(report, constantReport)} ${renderOutputs(report, constantReport)}</div>`;
}

function renderRegret(own: PluginReport, constant: PluginReport): TemplateResult {
  const figures: readonly (readonly [string, (report: PluginReport) => string])[] = [
    ['Mean regret', ({ regret }) => formatFixed(regret.mean, 4)],
    ['Median regret', ({ regret }) => formatFixed(regret.median, 4)],
    ['90 % below', ({ regret }) => formatFixed(regret.p90, 4)],
    ['Largest regret', ({ regret }) => formatFixed(regret.max, 4)],
    ['Mean regret of what plays over 30 s', ({ played }) => formatFixed(played?.mean, 4)],
    ['Mean confidence', ({ meanConfidence }) => formatFixed(meanConfidence, 3)],
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
      const [overRecordings, othersOverRecordings] = [output, other].map(({ recordingRankCorrelation }) =>
        formatFixed(recordingRankCorrelation, 2),
      );
      return [
        html`<code>${columnOf(output.key)}</code>`,
        `${formatFixed(output.rankCorrelation, 2)} (${formatFixed(other.rankCorrelation, 2)})`,
        `${overRecordings} (${othersOverRecordings})`,
        `${formatShare(output.atFloor)} (${formatShare(other.atFloor)}, ${formatShare(output.optimumAtFloor)})`,
        `${formatShare(output.atCeiling)} (${formatShare(other.atCeiling)}, ${formatShare(output.optimumAtCeiling)})`,
      ];
    }),
  );
}
