import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { isPolynomial, type PolynomialModel } from '../../domain/model.ts';
import type { PluginReport } from '../../domain/pluginReport.ts';
import type { HyperparameterKey } from '../../domain/hyperparameters.ts';
import type { ComparedInPlugin } from '../../stages/model/pluginModelStage.ts';
import '../shared/figure/saveButtons.ts';
import { formatShare, plural } from '../shared/text/format.ts';
import '../shared/jobs/jobArea.ts';
import { atEnd, renderTable } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { KIND_NAMES } from './modelNames.ts';

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

  protected override render(): TemplateResult | typeof nothing {
    const { models, pluginModels } = this.workbench;
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
          <button
            class="button"
            ?disabled=${!this.accepts('plugin-comparison', 'plugin-training')}
            @click=${() => this.attempt(async () => pluginModels.compare())}
          >
            Compare in the Plugin
          </button>
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
  return html`<div class="scroll">
    ${renderTable(
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
      html`${rows.map(({ model, report }) =>
        renderRow(
          html`<code>${model.modelId}</code> ${KIND_NAMES[model.kind]}`,
          model.kind === 'plugin' ? 'held-out windows' : 'this data set',
          report,
        ),
      )}
      ${constant === undefined ? nothing : renderRow('Best single constant', 'held-out windows', constant)}
      ${constant === undefined ? nothing : renderSearch(constant)}`,
    )}
    <div class="end"><ib-save-buttons name="Side by side in the plugin" native></ib-save-buttons></div>
  </div>`;
}

function renderRow(name: TemplateResult | string, basis: string, report: PluginReport): TemplateResult {
  const { regret, played, meanConfidence } = report;
  const output = (key: HyperparameterKey) => report.outputs.find((other) => other.key === key);
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${basis}</td>
    <td class="end">${regret.mean.toFixed(4)}</td>
    <td class="end">${regret.max.toFixed(4)}</td>
    <td class="end">${played?.mean.toFixed(4) ?? '–'}</td>
    <td class="end">${meanConfidence?.toFixed(2) ?? '–'}</td>
    <td class="end">${output('distancePenalty')?.rankCorrelation.toFixed(2) ?? '–'}</td>
    <td class="end">${output('normRate')?.rankCorrelation.toFixed(2) ?? '–'}</td>
    <td class="end">${shareOrDash(output('normRate')?.atFloor)}</td>
    <td class="end">${shareOrDash(output('lowPenalty')?.atCeiling)}</td>
  </tr>`;
}

/** Direct search of every window: the optima themselves. */
function renderSearch({ outputs }: PluginReport): TemplateResult {
  return html`<tr>
    <th scope="row">Direct search</th>
    <td>by definition</td>
    <td class="end">0</td>
    <td class="end">0</td>
    <td class="end">–</td>
    <td class="end">–</td>
    <td class="end">1</td>
    <td class="end">1</td>
    <td class="end">${shareOrDash(outputs.find(({ key }) => key === 'normRate')?.optimumAtFloor)}</td>
    <td class="end">${shareOrDash(outputs.find(({ key }) => key === 'lowPenalty')?.optimumAtCeiling)}</td>
  </tr>`;
}

function shareOrDash(value: number | undefined): string {
  return value === undefined ? '–' : formatShare(value);
}
