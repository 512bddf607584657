import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { isPolynomial, type PolynomialModel } from '../../domain/model.ts';
import type { OutputReport, PluginReport } from '../../domain/pluginReport.ts';
import type { HyperparameterKey } from '../../domain/hyperparameters.ts';
import type { ComparedInPlugin } from '../../stages/model/pluginModelStage.ts';
import '../shared/figure/saveButtons.ts';
import { formatFixed, formatShare, plural } from '../shared/text/format.ts';
import '../shared/jobs/jobArea.ts';
import { atEnd, renderSavedCells } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { KIND_NAMES } from './modelNames.ts';
import { LearningContext } from '../contexts.ts';

/** Every model that the plugin can run, as it would behave there, side by side. */
@customElement('ib-plugin-comparison')
export class PluginComparisonTable extends WorkbenchElement {
  static override styles = css`
    td {
      white-space: nowrap;
    }

    th[scope='row'] {
      overflow-wrap: anywhere;
      min-width: 9rem;
    }
  `;

  @consume({ context: LearningContext }) private readonly learning!: LearningContext;

  protected override render(): TemplateResult | typeof nothing {
    const { models, pluginModels } = this.learning;
    const runnable = models.models.value.filter(isPolynomial);
    const compared = pluginModels.compared.value;
    if (runnable.length === 0) return nothing;
    return html`<div class="stack tight">
      <h3>Models in the plugin, side by side</h3>
      <p class="hint">
        ${
          compared === null
            ? 'A model from elsewhere, a ridge or a student can be measured as it would behave in the plugin: on the ' +
              "plugin's own descriptors of every window, limited as the plugin limits answers."
            : `Measured on ${plural(compared.windowCount, 'window')} of ${plural(compared.recordingCount, 'recording')}. ` +
              'Plugin models are shown by their held-out answers.'
        }
      </p>
      <ib-job-area .kinds=${['plugin-comparison']}>
        <div class="toolbar">
          ${this.action('Compare in the Plugin', async () => pluginModels.compare(), {
            starts: ['plugin-comparison', 'plugin-training'],
          })}
        </div>
      </ib-job-area>
      ${renderComparison(runnable, compared)}
    </div>`;
  }
}

function renderComparison(
  models: readonly PolynomialModel[],
  compared: ComparedInPlugin | null,
): TemplateResult | typeof nothing {
  const rows = models.flatMap((model) => {
    const report = model.kind === 'plugin' ? model.report : compared?.byModel.get(model.modelId);
    return report === undefined ? [] : [{ model, report }];
  });
  const constant = compared?.constant ?? models.find((model) => model.kind === 'plugin')?.constantReport;
  if (rows.length === 0) return nothing;
  return renderSavedCells(
    'Side by side in the plugin',
    [
      'Model',
      'Measured on',
      ...atEnd(
        'Regret, mean',
        'Regret, max',
        'Regret of what plays',
        'Confidence',
        'Rank, distance_penalty',
        'Rank, norm_rate',
        'norm_rate at floor',
        'low_penalty at ceiling',
      ),
    ],
    [
      ...rows.map(({ model, report }) =>
        [
          html`<code>${model.modelId}</code> ${KIND_NAMES[model.kind]}`,
          model.kind === 'plugin' ? 'held-out windows' : 'this data set',
          figuresOf(report),
        ].flat(),
      ),
      ...(constant === undefined
        ? []
        : [
            ['Best single constant', 'held-out windows', ...figuresOf(constant)],
            ['Direct search', 'by definition', ...optimaOf(constant)],
          ]),
    ],
  );
}

function outputOf({ outputs }: PluginReport, key: HyperparameterKey): OutputReport | undefined {
  return outputs.find((output) => output.key === key);
}

function figuresOf(report: PluginReport): readonly string[] {
  const { regret, played, meanConfidence } = report;
  const normRate = outputOf(report, 'normRate');
  return [
    formatFixed(regret.mean, 4),
    formatFixed(regret.max, 4),
    formatFixed(played?.mean, 4),
    formatFixed(meanConfidence, 2),
    formatFixed(outputOf(report, 'distancePenalty')?.rankCorrelation, 2),
    formatFixed(normRate?.rankCorrelation, 2),
    shareOrDash(normRate?.atFloor),
    shareOrDash(outputOf(report, 'lowPenalty')?.atCeiling),
  ];
}

/** Direct search of every window: the optima themselves. */
function optimaOf(report: PluginReport): readonly string[] {
  const atFloor = shareOrDash(outputOf(report, 'normRate')?.optimumAtFloor);
  return ['0', '0', '–', '–', '1', '1', atFloor, shareOrDash(outputOf(report, 'lowPenalty')?.optimumAtCeiling)];
}

function shareOrDash(value: number | undefined): string {
  return value === undefined ? '–' : formatShare(value);
}
