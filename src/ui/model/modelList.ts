import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { isAnswering, rowCountOf, type TrainedModel } from '../../domain/model.ts';
import type { ModelQuality } from '../../domain/regret.ts';
import { formatCount, formatDate, formatFixed, formatValue } from '../shared/text/format.ts';
import '../shared/figure/saveButtons.ts';
import { atEnd, renderCells } from '../shared/text/plainTable.ts';
import { measureNow } from '../../stages/model/pluginInUse.ts';
import { renderMeasure } from '../optimise/measured/measureTag.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { KIND_NAMES, OBJECTIVE_NAMES } from './modelNames.ts';
import { recommendation } from './recommendation.ts';

/** Every stored model with its figures; one of them is in use. */
@customElement('ib-model-list')
export class ModelList extends WorkbenchElement {
  static override styles = css`
    th[scope='row'],
    .together {
      white-space: nowrap;
    }

    /* What can be done with a model stays in sight where its figures scroll and there is room for both. */
    @media (min-width: 50rem) {
      td:last-child,
      th:last-child {
        position: sticky;
        right: 0;
        padding-left: var(--space-3);
        background: var(--surface);
      }
    }

    .words {
      display: grid;
      gap: var(--space-1);
    }
  `;

  protected override render(): TemplateResult {
    const models = this.workbench.models.models.value;
    return html`<section class="panel stack tight">
      <div class="heading">
        <h2>Trained models</h2>
        <div class="actions">
          ${
            this.workbench.models.isChosen.value
              ? this.action('Use the Best One', () => this.workbench.models.useBest(), {
                  look: 'small',
                  title: 'The model in use was chosen by hand; this goes back to the best one, whichever that is',
                })
              : nothing
          }
          <ib-save-buttons name="Models" native></ib-save-buttons>
        </div>
      </div>
      <div class="words" role="note" aria-label="Recommendation">
        ${recommendation(models, this.workbench.jobs.active('model-measuring') !== null).map((sentence) => html`<p>${sentence}</p>`)}
      </div>
      <div class="scroll">
        ${renderCells(
          'Models',
          [
            'Model',
            'Kind',
            'Trained',
            ...atEnd('Rows', 'alpha', 'cv_mse', 'Regret, mean', 'Regret, max'),
            'Best constant',
            ...atEnd('Actions'),
          ],
          models.map((model) => this.cellsOf(model)),
        )}
      </div>
    </section>`;
  }

  private cellsOf(model: TrainedModel): readonly unknown[] {
    const { models, exporting } = this.workbench;
    const { modelId, kind, createdAt, quality } = model;
    const rows = rowCountOf(model);
    const inUse = models.inUse.value?.modelId === modelId;
    return [
      html`<code>${modelId}</code>
        ${inUse ? html`<span class="tag on">${models.isChosen.value ? 'in use, by hand' : 'in use'}</span>` : ''}`,
      html`${KIND_NAMES[kind]}
      ${model.objective === 'proxy' ? '' : html`<span class="tag">${OBJECTIVE_NAMES[model.objective]}</span>`}
      ${model.objective === 'measured' ? renderMeasure(model.measure ?? 1, measureNow(this.workbench)) : ''}`,
      html`<span class="together">${formatDate(createdAt)}</span>`,
      rows === null ? '–' : formatCount(rows),
      model.kind === 'ridge' ? formatValue(model.metrics.alpha, 4) : '–',
      formatValue(cvMseOf(model)),
      formatFixed(quality?.regret.mean, 4),
      formatFixed(quality?.regret.max, 4),
      quality === null ? (model.objective === 'proxy' ? 'not measured' : '–') : againstConstant(quality),
      html`<div class="actions">
        ${
          isAnswering(model) && model.objective === 'proxy' && quality?.basis !== 'held-out'
            ? this.action(quality === null ? 'Measure' : 'Measure again', async () => models.measure(modelId), {
                look: 'small',
                starts: ['model-measuring', 'model-import'],
              })
            : nothing
        }
        ${this.action('Use', () => models.use(modelId), { look: 'small', disabled: inUse && models.isChosen.value })}
        ${this.action('Export', async () => exporting.exportModel(model), { look: 'small', starts: ['export'] })}
        ${this.action('Delete', async () => models.delete(modelId), {
          look: 'small danger',
          starts: ['training', 'student-training', 'model-measuring', 'prediction', 'predict-all'],
        })}
      </div>`,
    ];
  }
}

function cvMseOf(model: TrainedModel): number | null {
  if (model.kind === 'imported') return model.claimed?.cvMse ?? null;
  return model.kind === 'plugin' ? null : model.metrics.cvMse;
}

/** What the best constant reaches on the same files, and which of the two is better. */
function againstConstant({ constant, verdict, basis }: ModelQuality): TemplateResult {
  const where = basis === 'held-out' ? '' : ' on this data set';
  const figure = formatFixed(constant.mean, 4);
  return verdict === 'fails'
    ? html`<span class="caution">does not beat ${figure}${where}</span>`
    : html`<span>beats ${figure}${where}</span>`;
}
