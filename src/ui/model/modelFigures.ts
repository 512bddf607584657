import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../shared/element/baseElement.ts';
import { TARGETS } from '../../domain/hyperparameters.ts';
import { isCrossValidated, sampleWords, type CrossValidatedModel, type TrainedModel } from '../../domain/model.ts';
import { formatCount, formatFixed, formatValue } from '../shared/text/format.ts';
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
import { howWellWords } from './recommendation.ts';

const REGRET_MEANING =
  'Regret is what the presets that this model answers fall short of the best score that each file can reach: 0 is perfect.';

/** The metrics and plots of one model. */
@customElement('ib-model-figures')
export class ModelFigures extends BaseElement {
  static override styles = css`
    .targets {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr));
      gap: var(--space-5);
    }
  `;

  @property({ attribute: false }) model: TrainedModel | null = null;
  /** The model that is shown beside it on the same axes, its figures in a table that both share; null for none. */
  @property({ attribute: false }) beside: TrainedModel | null = null;
  @property() heading = 'Model in use';

  protected override render(): TemplateResult | typeof nothing {
    const { model, beside } = this;
    if (model === null) return nothing;
    const { quality, confidence } = model;
    return html`<div class="stack">
      <section class="panel stack">
        <div class="heading">
          <h2>${this.heading}</h2>
          <code class="long">${model.modelId}</code>
        </div>
        ${renderVerdict(model)} ${renderSample(model)}
        ${beside === null ? html`<ib-metric-list .metrics=${metricsOf(model)}></ib-metric-list>` : nothing}
        ${quality === null ? nothing : html`<p class="hint">${REGRET_MEANING}</p>`}
        ${
          model.kind === 'ridge' && model.metrics.alphaOnEdge
            ? html`<p class="caution">
                The best alpha lies on the edge of the ${model.alphaGrid} grid, so a better one may lie beyond
                it.${model.alphaGrid === 'desktop' ? ' The extended grid reaches further.' : ''}
              </p>`
            : nothing
        }
      </section>
      ${quality === null ? nothing : renderPlot('Regret over files', regretSummary(quality), regretPlot(quality, beside?.quality ?? null))}
      ${
        confidence === null || confidence.reliability.length === 0
          ? nothing
          : renderPlot('Reliability of the confidence', reliabilitySummary(confidence), reliabilityPlot(confidence))
      }
      ${model.kind === 'ridge' ? renderPlot('CV error over alpha', cvCurveSummary(model), cvCurvePlot(model, beside?.kind === 'ridge' ? beside : null)) : nothing}
      ${isCrossValidated(model) && model.metrics.rows > 0 ? renderTargets(model, beside) : nothing}
    </div>`;
  }
}

function renderPlot(heading: string, summary: string, data: PlotData): TemplateResult {
  return html`<section class="panel">
    <ib-plot .heading=${heading} .summary=${summary} .data=${data}></ib-plot>
  </section>`;
}

function renderTargets(model: CrossValidatedModel, beside: TrainedModel | null): TemplateResult {
  const other = beside !== null && isCrossValidated(beside) ? beside : null;
  const actual = model.kind === 'ridge' ? 'the labels' : 'the optima of direct search';
  return html`<section class="panel stack">
    <h2>Predicted against actual, out of fold</h2>
    <p class="hint">Actual values are ${actual}.</p>
    <div class="targets">
      ${TARGETS.map(
        ({ column }, target) =>
          html`<ib-plot
            .heading=${column}
            .summary=${outOfFoldSummary(model, target)}
            .data=${outOfFoldPlot(model, target, other)}
          ></ib-plot>`,
      )}
    </div>
  </section>`;
}

function renderVerdict(model: TrainedModel): TemplateResult {
  const { quality, objective } = model;
  if (objective !== 'proxy' || quality === null) return html`<p class="hint">${howWellWords(model)}</p>`;
  return html`<p class=${quality.verdict === 'fails' ? 'caution' : ''}>${quality.sentence}</p>`;
}

function renderSample(model: TrainedModel): TemplateResult | typeof nothing {
  const words = sampleWords(model);
  return words === null ? nothing : html`<p class="hint">Learned from ${words}.</p>`;
}

/** The figures of a model, those by which models compare first. */
export function metricsOf(model: TrainedModel): readonly Metric[] {
  return [...qualityMetrics(model), ...fitMetrics(model)];
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
  return TARGETS.map(({ column }, i) => ({ label: `R² ${column}`, value: formatFixed(targetR2[i], 3) }));
}

function qualityMetrics({ quality }: TrainedModel): readonly Metric[] {
  if (quality === null) return [];
  const { regret, constant, basis } = quality;
  const hint = basis === 'held-out' ? 'held-out files' : 'this data set';
  return [
    { label: 'regret, mean', value: formatFixed(regret.mean, 4), hint },
    { label: 'regret, median', value: formatFixed(regret.median, 4), hint },
    { label: 'regret, 90 % below', value: formatFixed(regret.p90, 4), hint },
    { label: 'regret, max', value: formatFixed(regret.max, 4), hint },
    { label: 'best constant, mean regret', value: formatFixed(constant.mean, 4), hint },
    { label: 'direct search, regret', value: '0', hint: 'by definition' },
  ];
}
