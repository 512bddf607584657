import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../shared/element/baseElement.ts';
import { TARGETS } from '../../domain/hyperparameters.ts';
import { isCrossValidated, type CrossValidatedModel, type TrainedModel } from '../../domain/model.ts';
import { formatCount, formatValue } from '../shared/text/format.ts';
import type { Metric } from '../shared/text/metricList.ts';
import '../shared/text/metricList.ts';
import type { PlotData } from '../shared/plot/plotData.ts';
import '../shared/plot/plotFrame.ts';
import {
  cvCurvePlot,
  cvCurveSummary,
  outOfFoldPlot,
  outOfFoldSummary,
  regretPlot,
  regretSummary,
  reliabilityPlot,
  reliabilitySummary,
} from './modelPlots.ts';

const SHARE_RANGE = [0, 1] as const;

/** The metrics and plots of one model. */
@customElement('ib-model-figures')
export class ModelFigures extends BaseElement {
  static override styles = css`
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
  `;

  @property({ attribute: false }) model: TrainedModel | null = null;
  @property() heading = 'Model in use';

  private curve: PlotData | null = null;
  private regret: PlotData | null = null;
  private reliability: PlotData | null = null;
  private targets: readonly PlotData[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { model } = this;
    if (!changed.has('model') || model === null) return;
    this.curve = model.kind === 'ridge' ? cvCurvePlot(model) : null;
    this.regret = model.quality === null ? null : regretPlot(model.quality);
    this.reliability = model.confidence === null ? null : reliabilityPlot(model.confidence);
    this.targets = isCrossValidated(model) ? TARGETS.map((_, target) => outOfFoldPlot(model, target)) : [];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { model } = this;
    if (model === null) return nothing;
    return html`<div class="stack">
      <section class="panel stack">
        <div class="heading">
          <h2>${this.heading}</h2>
          <code class="id">${model.modelId}</code>
        </div>
        ${renderVerdict(model)}
        <ib-metric-list .metrics=${metricsOf(model)}></ib-metric-list>
        ${
          model.kind === 'ridge' && model.metrics.alphaOnEdge
            ? html`<p class="notice">
                The best alpha lies on the edge of the ${model.alphaGrid} grid, so a better one may lie beyond
                it.${model.alphaGrid === 'desktop' ? ' The extended grid reaches further.' : ''}
              </p>`
            : nothing
        }
      </section>
      ${this.renderPlots(model)}
      ${isCrossValidated(model) && model.metrics.rows > 0 ? this.renderTargets(model) : nothing}
    </div>`;
  }

  private renderPlots(model: TrainedModel): TemplateResult {
    const { quality, confidence } = model;
    return html`${
      model.kind === 'ridge'
        ? html`<section class="panel">
            <ib-plot
              heading="CV error over alpha"
              xLabel="alpha"
              yLabel="cv_mse"
              xScale="log"
              yScale="log"
              .summary=${cvCurveSummary(model)}
              .data=${this.curve}
            ></ib-plot>
          </section>`
        : nothing
    }
    ${
      quality === null
        ? nothing
        : html`<section class="panel">
            <ib-plot
              heading="Regret over files"
              xLabel="Files, %"
              yLabel="Regret"
              .summary=${regretSummary(quality)}
              .data=${this.regret}
            ></ib-plot>
          </section>`
    }
    ${
      confidence === null || confidence.reliability.length === 0
        ? nothing
        : html`<section class="panel">
            <ib-plot
              heading="Reliability of the confidence"
              xLabel="Confidence"
              yLabel="Share, regret"
              .xRange=${SHARE_RANGE}
              .yRange=${SHARE_RANGE}
              .summary=${reliabilitySummary(confidence)}
              .data=${this.reliability}
            ></ib-plot>
          </section>`
    }`;
  }

  private renderTargets(model: CrossValidatedModel): TemplateResult {
    const actual = model.kind === 'ridge' ? 'the labels' : 'the optima of direct search';
    return html`<section class="panel stack">
      <h2>Predicted against actual, out of fold</h2>
      <p class="hint">Actual values are ${actual}.</p>
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

function renderVerdict({ quality, objective }: TrainedModel): TemplateResult {
  if (objective === 'listening') {
    return html`<p class="hint">
      It learned from presets that blind comparisons taught. Regret is measured by the proxy's and does not judge it;
      how steady your answers are stands under “Listen through the plugin” on the Inference tab.
    </p>`;
  }
  if (objective === 'measured') {
    return html`<p class="hint">
      It learned from the measured score. Regret is measured by the proxy's and does not judge it; whether its like can
      beat one preset for all stands on the Bayesian Opt tab under “Does adapting pay?”.
    </p>`;
  }
  if (quality === null) {
    return html`<p class="hint">
      Not measured yet: it comes from an earlier version, or there were no files to measure it on. Measure, in the list
      of models, measures it on the data set as it is now.
    </p>`;
  }
  return html`<p class=${quality.verdict === 'fails' ? 'notice' : ''}>${quality.sentence}</p>`;
}

function metricsOf(model: TrainedModel): readonly Metric[] {
  return [...fitMetrics(model), ...qualityMetrics(model)];
}

function fitMetrics(model: TrainedModel): readonly Metric[] {
  if (model.kind === 'ridge') {
    const { rows, alpha, degree, kFolds, cvMse, trainMse, targetR2 } = model.metrics;
    return [
      { label: 'rows', value: formatCount(rows) },
      { label: 'alpha', value: formatValue(alpha, 4), hint: `${model.alphaGrid} grid` },
      { label: 'degree', value: String(degree) },
      { label: 'k_folds', value: String(kFolds) },
      { label: 'cv_mse', value: formatValue(cvMse) },
      { label: 'train_mse', value: formatValue(trainMse) },
      ...r2Metrics(targetR2),
    ];
  }
  if (isCrossValidated(model)) {
    const { rows, kFolds, cvMse, targetR2 } = model.metrics;
    return [
      { label: 'rows', value: formatCount(rows) },
      model.kind === 'network'
        ? { label: 'members', value: String(model.network.members.length), hint: `seed ${model.seed}` }
        : { label: 'degree', value: String(model.parameters.degree), hint: `taught by ${model.teacherId}` },
      { label: 'k_folds', value: String(kFolds), hint: 'grouped by recording' },
      { label: 'cv_mse', value: formatValue(cvMse), hint: 'against the optima' },
      ...r2Metrics(targetR2),
    ];
  }
  if (model.kind === 'plugin') {
    return [
      { label: 'windows', value: formatCount(model.windowCount) },
      { label: 'recordings', value: formatCount(model.recordingCount) },
      { label: 'degree', value: String(model.parameters.degree) },
    ];
  }
  return [
    { label: 'file', value: model.fileName },
    { label: 'degree', value: String(model.parameters.degree) },
    ...(model.claimed === null
      ? []
      : [{ label: 'cv_mse', value: formatValue(model.claimed.cvMse), hint: 'as its file says' }]),
  ];
}

function r2Metrics(targetR2: readonly number[]): readonly Metric[] {
  return TARGETS.map(({ column }, i) => ({ label: `R² ${column}`, value: targetR2[i]?.toFixed(3) ?? '–' }));
}

function qualityMetrics({ quality }: TrainedModel): readonly Metric[] {
  if (quality === null) return [];
  const { regret, constant, basis } = quality;
  const hint = basis === 'held-out' ? 'held-out files' : 'this data set';
  return [
    { label: 'regret, mean', value: regret.mean.toFixed(4), hint },
    { label: 'regret, median', value: regret.median.toFixed(4), hint },
    { label: 'regret, 90 % below', value: regret.p90.toFixed(4), hint },
    { label: 'regret, max', value: regret.max.toFixed(4), hint },
    { label: 'best constant, mean regret', value: constant.mean.toFixed(4), hint },
    { label: 'direct search, regret', value: '0', hint: 'by definition' },
  ];
}
