import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { isAnswering, type TrainedModel } from '../../domain/model.ts';
import { renderSelectField } from '../shared/fields/select.ts';
import { renderDetails } from '../shared/verdictCard.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import '../shared/figure/saveButtons.ts';
import type { Metric } from '../shared/text/metricList.ts';
import { atEnd, renderSavedCells } from '../shared/text/plainTable.ts';
import { metricsOf } from './modelFigures.ts';
import { KIND_NAMES } from './modelNames.ts';
import { titleOf } from './recommendation.ts';
import { DataContext, LearningContext } from '../contexts.ts';

/** Where whether it is unfolded is kept. */
const PLACE = 'model';

/** The figures of the model in use, or of any other, and beside them those of another one on the same axes. */
@customElement('ib-model-comparison')
export class ModelComparison extends WorkbenchElement {
  static override styles = css`
    .choice {
      flex: 0 1 24rem;
      min-width: 0;
    }

    .columns {
      --least: 24rem;
    }

    summary {
      font-weight: 600;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: LearningContext }) private readonly learning!: LearningContext;

  /** Empty for the one in use. */
  @state() private shownId = '';
  /** Empty for none. */
  @state() private otherId = '';

  protected override render(): TemplateResult | typeof nothing {
    if (this.learning.models.models.value.length === 0) return nothing;
    const { settings } = this.shell;
    const isUnfolded = settings.openDetails.value.includes(PLACE);
    return renderDetails(settings, PLACE, isUnfolded ? this.renderFigures() : nothing, {
      summary: 'Details: figures of models, side by side',
      look: 'panel',
    });
  }

  private renderFigures(): TemplateResult {
    const { models } = this.learning;
    const { dataSet } = this.data;
    const all = models.models.value;
    const find = (id: string) => all.find(({ modelId }) => modelId === id) ?? null;
    const shown = find(this.shownId) ?? models.inUse.value;
    const others = all.filter((model) => model !== shown);
    const other = others.find(({ modelId }) => modelId === this.otherId) ?? null;
    const choices = (offered: readonly TrainedModel[]) =>
      offered.map((model) => ({
        value: model.modelId,
        label: `${KIND_NAMES[model.kind]}: ${titleOf(model, dataSet.modelLabels.value)}`,
      }));
    const pair = shown === null || other === null ? null : ([shown, other] as const);
    const isAlike = pair !== null && isAnswering(pair[0]) === isAnswering(pair[1]);
    return html`<div class="stack">
      <div class="toolbar">
        ${renderSelectField(
          'shown',
          'Figures of',
          [{ value: '', label: 'The model in use' }, ...choices(all)],
          find(this.shownId) === null ? '' : this.shownId,
          ({ value }) => (this.shownId = value),
          { look: 'choice' },
        )}
        ${
          others.length === 0
            ? nothing
            : renderSelectField(
                'other',
                'Compare with',
                [{ value: '', label: 'No other model' }, ...choices(others)],
                other?.modelId ?? '',
                ({ value }) => (this.otherId = value),
                { look: 'choice' },
              )
        }
      </div>
      ${pair === null ? nothing : html`<p class="hint">${axesWords(...pair)}</p>`}
      ${isAlike && pair !== null ? renderRows(...pair, dataSet.modelLabels.value) : nothing}
      <div class="columns">
        <ib-model-figures
          .heading=${shown === models.inUse.value ? 'Model in use' : 'Figures'}
          .model=${shown}
          .beside=${isAlike ? other : null}
        ></ib-model-figures>
        ${
          other === null
            ? nothing
            : html`<ib-model-figures
                heading="Compared with"
                .model=${other}
                .beside=${isAlike ? shown : null}
              ></ib-model-figures>`
        }
      </div>
    </div>`;
  }
}

/** The figures of two models, one of each in a row. */
function renderRows(shown: TrainedModel, other: TrainedModel, labels: Parameters<typeof titleOf>[1]): TemplateResult {
  const [own, others] = [metricsOf(shown), metricsOf(other)];
  const rows = [...new Set([...own, ...others].map(({ label }) => label))];
  const figure = (metrics: readonly Metric[], wanted: string) =>
    metrics.find(({ label }) => label === wanted)?.value ?? '–';
  return renderSavedCells(
    'Figures side by side',
    ['Figure', ...atEnd(titleOf(shown, labels), titleOf(other, labels))],
    rows.map((label) => [label, figure(own, label), figure(others, label)]),
  );
}

/** Whether the figures of two models can be compared. */
function axesWords(shown: TrainedModel, other: TrainedModel): string {
  if (isAnswering(shown) !== isAnswering(other)) {
    return 'A plugin model hears windows of sounds and the other one whole sounds, so each has axes of its own.';
  }
  const [a, b] = [shown.quality, other.quality];
  if (a === null || b === null) return 'Both have the same axes. One of them was not measured yet.';
  return a.measuredOn === b.measuredOn && a.basis === b.basis
    ? 'Both have the same axes and were measured on the same sounds.'
    : 'Both have the same axes, but were measured on different sounds, so their regrets do not compare.';
}
