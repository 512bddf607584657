import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { TrainedModel } from '../../domain/model.ts';
import { formatCount, formatDate, formatValue } from '../shared/format.ts';
import { plainTable } from '../shared/plainTable.ts';
import { WorkbenchElement } from '../shared/workbenchElement.ts';
import { base } from '../theme/base.ts';

const KIND_NAMES: Record<TrainedModel['kind'], string> = { ridge: 'Degree-3 ridge' };

/** Every stored model with its figures; one of them is in use. */
@customElement('ib-model-list')
export class ModelList extends WorkbenchElement {
  static override styles = [
    base,
    plainTable,
    css`
      .actions {
        display: flex;
        justify-content: flex-end;
        gap: var(--space-2);
      }

      td,
      th {
        white-space: nowrap;
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<section class="panel stack tight">
      <h2>Trained models</h2>
      <div class="scroll">
        <table aria-label="Models">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Kind</th>
              <th scope="col">Trained</th>
              <th scope="col" class="end">Rows</th>
              <th scope="col" class="end">alpha</th>
              <th scope="col" class="end">cv_mse</th>
              <th scope="col" class="end">train_mse</th>
              <th scope="col" class="end">Actions</th>
            </tr>
          </thead>
          <tbody>
            ${this.workbench.models.models.value.map((model) => this.renderModel(model))}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  private renderModel(model: TrainedModel): TemplateResult {
    const { models, exporting } = this.workbench;
    const { modelId, kind, createdAt, metrics } = model;
    const inUse = models.inUse.value?.modelId === modelId;
    return html`<tr>
      <th scope="row"><code>${modelId}</code> ${inUse ? html`<span class="tag on">in use</span>` : ''}</th>
      <td>${KIND_NAMES[kind]}</td>
      <td>${formatDate(createdAt)}</td>
      <td class="end">${formatCount(metrics.rows)}</td>
      <td class="end">${formatValue(metrics.alpha, 4)}</td>
      <td class="end">${formatValue(metrics.cvMse)}</td>
      <td class="end">${formatValue(metrics.trainMse)}</td>
      <td>
        <div class="actions">
          <button class="button small" ?disabled=${inUse} @click=${() => models.use(modelId)}>Use</button>
          <button
            class="button small"
            ?disabled=${!this.accepts('export')}
            @click=${() => this.attempt(async () => exporting.exportModel(model))}
          >
            Export
          </button>
          <button
            class="button small danger"
            ?disabled=${!this.accepts('training', 'prediction', 'predict-all')}
            @click=${() => this.attempt(async () => models.delete(modelId))}
          >
            Delete
          </button>
        </div>
      </td>
    </tr>`;
  }
}
