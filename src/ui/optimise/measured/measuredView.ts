import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { MEASURED_LIMITS, otherMeasure, type MeasuredSettings, type MeasuredTrial } from '../../../domain/measured.ts';
import type { OpenMeasuredRun } from '../../../stages/optimisation/measuredStage.ts';
import { formatDuration, formatValue, plural } from '../../shared/text/format.ts';
import '../../shared/soundGap.ts';
import '../../shared/text/metricList.ts';
import { remembered } from '../../shared/element/remembered.ts';
import { convergencePlot, convergenceSummary } from '../convergence.ts';
import { searchStyles, SearchView } from '../searchView.ts';
import './collectionPanel.ts';
import { MEASURED_TRIAL_TABLE } from './measuredTrials.ts';
import './measuredRuns.ts';
import { measureNow } from '../../../stages/model/pluginInUse.ts';
import { SearchingContext } from '../../contexts.ts';

const FIELDS: readonly (readonly [Exclude<keyof MeasuredSettings, 'changeWeight'>, string])[] = [
  ['startupTrials', 'Startup'],
  ['totalTrials', 'Total'],
  ['partnerCount', 'Partners'],
  ['clusterCount', 'Clusters'],
  ['seed', 'Seed'],
];

const NO_TRIALS: readonly MeasuredTrial[] = [];
const NEEDS =
  'The measured score mixes each sound with at least three others, so it needs four files with descriptors.';

/** Why a run's scores do not compare with today's, as a sentence. */
const OTHER_MEASURE = {
  earlier: "An earlier version measured this: its scores do not compare with today's, and nothing learns from them.",
  'other-plugin':
    'This was measured with another model in the plugin than is in use: its scores do not compare, and nothing learns from them until that plugin is in use again.',
} as const;

/** Bayesian Opt by ear: presets are searched by what the plugin's clustering does to mixtures of the files. */
@customElement('ib-measured-view')
export class MeasuredView extends SearchView<OpenMeasuredRun, MeasuredSettings> {
  static override styles = [
    searchStyles,
    css`
      .weight {
        width: 8.5rem;
      }
    `,
  ];

  @consume({ context: SearchingContext }) private readonly searching!: SearchingContext;

  private readonly plotOf = remembered((trials: readonly MeasuredTrial[]) =>
    convergencePlot(trials, [], 'Measured score'),
  );

  protected override get search() {
    return this.searching.measured;
  }

  protected override get numbers() {
    return this.shell.settings.measured;
  }

  protected override readonly stops = ['trials', 'trials-all', 'adaptation'] as const;

  protected override totalOf({ collectionId, settings }: OpenMeasuredRun): number | null {
    return collectionId === null ? settings.totalTrials : null;
  }

  protected override async runAll(): Promise<unknown> {
    const { collections } = this.searching;
    const { dataSet } = this.data;
    const { settings } = this.shell;
    const everyFile = dataSet.described.value.map(({ file }) => file.audioId);
    return collections.find('All files', everyFile, settings.measured.value);
  }

  protected override isRunning(run: OpenMeasuredRun): boolean {
    return run.isRunning;
  }

  protected override searchedAll(): void {
    this.select(this.audioId);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.attempt(async () => this.searching.measured.measureSpeed(this.shell.settings.measured.value));
  }

  protected override render(): TemplateResult {
    const { described } = this.data.dataSet.counts.value;
    return html`<div class="stack">
      ${this.renderCard(
        this.verdict(described - this.searching.measured.bestCount.value, NEEDS),
        described > 0 ? this.hint(described) : nothing,
      )}
      <slot></slot>
      <ib-sound-gap></ib-sound-gap>
      ${this.renderSetup()} ${described > 0 ? this.renderResults() : nothing}
    </div>`;
  }

  private renderSetup(): TemplateResult {
    return html`<div class="panel stack tight">
      ${this.renderPicker()}
      <div class="budget">
        ${this.renderNumbers(FIELDS, MEASURED_LIMITS)}
        <div class="field weight">
          <label for="weight">λ (mask change)</label>
          <input
            id="weight"
            type="number"
            inputmode="decimal"
            step="0.05"
            min=${MEASURED_LIMITS.changeWeight.min}
            max=${MEASURED_LIMITS.changeWeight.max}
            .value=${String(this.numbers.value.changeWeight)}
            @change=${this.onWeight}
          />
        </div>
      </div>
      <p class="hint">
        Each file is mixed with others at equal level, 2 segments of 6 s with each partner, and the plugin's clustering
        runs on the mixture. Score = purity − λ · mask change: purity is 1 where every cluster belongs to one of the two
        sounds, 0 where all carry both alike.
      </p>
    </div>`;
  }

  private renderResults(): TemplateResult {
    const run = this.shownRun();
    const trials = run?.trials ?? NO_TRIALS;
    const best = run?.best ?? null;
    const weight = run?.settings.changeWeight ?? this.shell.settings.measured.value.changeWeight;
    return html`<section class="panel stack tight" aria-label="Convergence and best score">
        ${this.renderBest(run, 'The score says how purely the clusters separate this sound from others, less what their masks move: more is better.')}
        <ib-metric-list
          .metrics=${[
            { label: 'Purity', value: formatValue(best?.terms.purity, 4), hint: '0 mixed … 1 one owner per cluster' },
            { label: 'Mask change', value: formatValue(best?.terms.maskChange, 4), hint: `per frame, λ ${weight}` },
            { label: 'Spread', value: formatValue(best?.terms.spread, 4), hint: 'over partners and segments' },
          ]}
        ></ib-metric-list>
        ${this.renderConvergence(this.plotOf(trials), convergenceSummary(trials, best))}
        ${run === null ? nothing : html`<p class="hint long">${this.mixtureWords(run)}</p>`}
      </section>
      ${this.renderTrials(html`<h3>Trials</h3>`, MEASURED_TRIAL_TABLE, trials, best)}
      <ib-measured-runs></ib-measured-runs>
      <ib-collection-panel></ib-collection-panel>`;
  }

  private mixtureWords({ partnerIds, measure }: OpenMeasuredRun): string {
    const { dataSet } = this.data;
    const names = partnerIds.map((id) => dataSet.get(id)?.file.path ?? `a file that was removed (${id})`);
    const mixed = `Mixed with ${names.join(', ')}.`;
    const other = otherMeasure(measure, measureNow(this.data));
    return other === null ? mixed : `${mixed} ${OTHER_MEASURE[other]}`;
  }

  private hint(described: number): string {
    const { measured } = this.searching;
    const { settings } = this.shell;
    const [one, all] = [1, described].map((files) => measured.estimateSec(settings.measured.value, files));
    const have = `${plural(measured.bestCount.value, 'file')} of ${described} with best parameters under this score.`;
    if (one === null || one === undefined || all === null || all === undefined) return have;
    return (
      `${have} Clustering will take ${aboutDuration(one)} for one file and ${aboutDuration(all)} for all, by the ` +
      'speed of this machine; decoding comes on top.'
    );
  }

  private readonly onWeight = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const { min, max } = MEASURED_LIMITS.changeWeight;
    const { measured } = this.shell.settings;
    if (Number.isFinite(target.valueAsNumber)) {
      this.set('changeWeight', Math.min(Math.max(target.valueAsNumber, min), max));
    }
    target.value = String(measured.value.changeWeight);
  };
}

function aboutDuration(seconds: number): string {
  return seconds < 1 ? 'less than a second' : `about ${formatDuration(seconds)}`;
}
