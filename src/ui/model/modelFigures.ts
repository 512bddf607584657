import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TARGETS } from '../../domain/hyperparameters.ts';
import type { TrainedModel } from '../../domain/model.ts';
import { formatCount, formatValue } from '../shared/format.ts';
import type { Metric } from '../shared/metricList.ts';
import '../shared/metricList.ts';
import type { PlotData } from '../shared/plot/plotData.ts';
import '../shared/plot/plotFrame.ts';
import { base } from '../theme/base.ts';
import { cvCurvePlot, cvCurveSummary, outOfFoldPlot, outOfFoldSummary } from './modelPlots.ts';

/** The metrics and plots of one model. */
@customElement('ib-model-figures')
export class ModelFigures extends LitElement {
  static override styles = [
    base,
    css`
      .targets {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr));
        gap: var(--space-5);
      }

      .id {
        overflow-wrap: anywhere;
      }

      .notice {
        color: var(--warning);
      }
    `,
  ];

  @property({ attribute: false }) model: TrainedModel | null = null;

  private curve: PlotData | null = null;
  private targets: readonly PlotData[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { model } = this;
    if (!changed.has('model') || model === null) return;
    this.curve = cvCurvePlot(model);
    this.targets = TARGETS.map((_, target) => outOfFoldPlot(model, target));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { model } = this;
    if (model === null) return nothing;
    return html`<div class="stack">
      <section class="panel stack">
        <div class="heading">
          <h2>Model in use</h2>
          <code class="id">${model.modelId}</code>
        </div>
        <ib-metric-list .metrics=${metricsOf(model)}></ib-metric-list>
        ${
          model.metrics.alphaOnEdge
            ? html`<p class="notice">
                The best alpha lies on the edge of the ${model.alphaGrid} grid, so a better one may lie beyond
                it.${model.alphaGrid === 'desktop' ? ' The extended grid reaches further.' : ''}
              </p>`
            : nothing
        }
      </section>
      <section class="panel">
        <ib-plot
          heading="CV error over alpha"
          xLabel="alpha"
          yLabel="cv_mse"
          xScale="log"
          yScale="log"
          .summary=${cvCurveSummary(model)}
          .data=${this.curve}
        ></ib-plot>
      </section>
      ${model.outOfFold.actual.length === 0 ? nothing : this.renderTargets(model)}
    </div>`;
  }

  private renderTargets(model: TrainedModel): TemplateResult {
    return html`<section class="panel stack">
      <h2>Predicted against actual, out of fold</h2>
      <div class="targets">
        ${TARGETS.map(
          ({ column }, target) =>
            html`<ib-plot
              .heading=${column}
              xLabel="Actual"
              yLabel="Predicted"
              equalAxes
              .summary=${outOfFoldSummary(model, target)}
              .data=${this.targets[target]}
            ></ib-plot>`,
        )}
      </div>
    </section>`;
  }
}

function metricsOf({ metrics, alphaGrid }: TrainedModel): readonly Metric[] {
  return [
    { label: 'rows', value: formatCount(metrics.rows) },
    { label: 'alpha', value: formatValue(metrics.alpha, 4), hint: `${alphaGrid} grid` },
    { label: 'degree', value: String(metrics.degree) },
    { label: 'k_folds', value: String(metrics.kFolds) },
    { label: 'cv_mse', value: formatValue(metrics.cvMse) },
    { label: 'train_mse', value: formatValue(metrics.trainMse) },
    ...TARGETS.map(({ column }, i) => ({ label: `R² ${column}`, value: metrics.targetR2[i]?.toFixed(3) ?? '–' })),
  ];
}
