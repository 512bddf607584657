import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ModelLabel } from '../../domain/labels.ts';
import { isAnswering, rowCountOf, type TrainedModel } from '../../domain/model.ts';
import type { ModelQuality } from '../../domain/regret.ts';
import { formatCount, formatDate, formatFixed, formatValue } from '../shared/text/format.ts';
import '../shared/figure/saveButtons.ts';
import { atEnd, renderGroupedCells } from '../shared/text/plainTable.ts';
import { measureNow } from '../../stages/model/pluginInUse.ts';
import { renderMeasure } from '../optimise/measured/measureTag.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { icon } from '../theme/icons.ts';
import './labelDialog.ts';
import { KIND_NAMES, OBJECTIVE_NAMES } from './modelNames.ts';
import { listedModels } from './recommendation.ts';
import { DataContext, LearningContext, BrowsingContext } from '../contexts.ts';

/** Every stored model with its figures, those that were pinned first; one of them is in use. */
@customElement('ib-model-list')
export class ModelList extends WorkbenchElement {
  static override styles = css`
    th[scope='row'] {
      min-width: 11rem;
      vertical-align: top;
      overflow-wrap: anywhere;
    }

    .name {
      font-weight: 600;
    }

    .note {
      max-width: 32ch;
      max-height: 4.5em;
      overflow: auto;
      white-space: pre-line;
    }

    .marks {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1);
      margin: var(--space-1) 0 0 calc(-1 * var(--space-2));
    }

    .marks .button {
      min-height: var(--slim-control-height);
      padding-inline: var(--space-2);
      white-space: nowrap;
    }

    .together {
      white-space: nowrap;
    }

    /* Beside the figures where there is room for both, never over them. */
    td > .actions {
      flex-wrap: wrap;
      min-width: 6rem;
    }

    tbody + tbody > tr:first-child > * {
      border-top: 2px solid var(--line-strong);
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: LearningContext }) private readonly learning!: LearningContext;
  @consume({ context: BrowsingContext }) private readonly browsing!: BrowsingContext;

  /** The model whose name and note are asked for. */
  @state() private labelled: ModelLabel | null = null;

  protected override render(): TemplateResult {
    const { models } = this.learning;
    const { dataSet } = this.data;
    const groups = listedModels(models.models.value, dataSet.modelLabels.value);
    return html`<section class="panel stack tight">
      <div class="heading">
        <h2>Trained models</h2>
        <ib-save-buttons name="Models" native></ib-save-buttons>
      </div>
      <div class="scroll">
        ${renderGroupedCells(
          'Models',
          [
            'Model',
            'Kind',
            'Best constant',
            ...atEnd('Regret, mean', 'Regret, max', 'Rows', 'cv_mse'),
            'Trained',
            ...atEnd('Actions'),
          ],
          [
            { name: 'Models of sounds', rows: groups[0]?.map((model) => this.cellsOf(model)) ?? [] },
            { name: 'Plugin models, of windows', rows: groups[1]?.map((model) => this.cellsOf(model)) ?? [] },
          ],
        )}
      </div>
      <ib-label-dialog .label=${this.labelled} @ib-close=${() => (this.labelled = null)}></ib-label-dialog>
    </section>`;
  }

  private cellsOf(model: TrainedModel): readonly unknown[] {
    const { models } = this.learning;
    const { exporting } = this.data;
    const { modelId, kind, createdAt, quality } = model;
    const rows = rowCountOf(model);
    const inUse = models.inUse.value?.modelId === modelId;
    return [
      this.renderName(model, inUse),
      html`${KIND_NAMES[kind]}
      ${model.objective === 'proxy' ? '' : html`<span class="tag">${OBJECTIVE_NAMES[model.objective]}</span>`}
      ${model.objective === 'measured' ? renderMeasure(model.measure ?? 1, measureNow(this.data)) : ''}`,
      quality === null ? (model.objective === 'proxy' ? 'not measured' : '–') : againstConstant(quality),
      formatFixed(quality?.regret.mean, 4),
      formatFixed(quality?.regret.max, 4),
      rows === null
        ? '–'
        : html`${formatCount(rows)}${kind === 'plugin' ? html`<span data-aside> windows</span>` : ''}`,
      formatValue(cvMseOf(model)),
      html`<span class="together">${formatDate(createdAt)}</span>`,
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

  /** The name before the id; what is only to be pressed or read here stays out of the table's file. */
  private renderName({ modelId }: TrainedModel, inUse: boolean): TemplateResult {
    const { models } = this.learning;
    const { tagging } = this.browsing;
    const { dataSet } = this.data;
    const label = dataSet.modelLabels.value.get(modelId) ?? { modelId, name: null, note: null, pinned: false };
    const called = label.name ?? modelId;
    return html`${label.name === null ? nothing : html`<div class="name">${label.name}</div>`}
      <code>${modelId}</code>
      ${inUse ? html`<span class="tag on">${models.isChosen.value ? 'in use, by hand' : 'in use'}</span>` : ''}
      <div data-aside>
        ${label.note === null ? nothing : html`<p class="hint note" tabindex="0">${label.note}</p>`}
        <div class="marks">
          <button
            class="button quiet small"
            aria-pressed=${label.pinned}
            aria-label="Pin ${called}"
            title="Pinned models stand first"
            ?disabled=${!this.accepts()}
            @click=${() => this.attempt(async () => tagging.labelModel({ ...label, pinned: !label.pinned }))}
          >
            ${icon('pin')} ${label.pinned ? 'Pinned' : 'Pin'}
          </button>
          <button
            class="button quiet small"
            aria-label="Name and note of ${called}"
            ?disabled=${!this.accepts()}
            @click=${() => (this.labelled = label)}
          >
            Name, note …
          </button>
        </div>
      </div>`;
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
