import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { MEASURED_LIMITS, type MeasuredSettings, type MeasuredTrial } from '../../../domain/measured.ts';
import type { OpenMeasuredRun } from '../../../stages/measuredStage.ts';
import '../../shared/emptyState.ts';
import '../../shared/figure/saveButtons.ts';
import { formatDuration, formatScore, formatValue, plural } from '../../shared/format.ts';
import '../../shared/jobArea.ts';
import '../../shared/metricList.ts';
import '../../shared/numberField.ts';
import { EMPTY_PLOT, type PlotData } from '../../shared/plot/plotData.ts';
import '../../shared/plot/plotFrame.ts';
import { pointedKey } from '../../shared/table/dataTable.ts';
import { throttled } from '../../shared/throttled.ts';
import { WorkbenchElement } from '../../shared/workbenchElement.ts';
import { base } from '../../theme/base.ts';
import { icon } from '../../theme/icons.ts';
import '../audioPicker.ts';
import './collectionPanel.ts';
import { measuredConvergence, MEASURED_TRIAL_COLUMNS } from './measuredTrials.ts';
import './measuredRuns.ts';

const FIELDS: readonly (readonly [Exclude<keyof MeasuredSettings, 'changeWeight'>, string])[] = [
  ['startupTrials', 'Startup'],
  ['totalTrials', 'Total'],
  ['partnerCount', 'Partners'],
  ['clusterCount', 'Clusters'],
  ['seed', 'Seed'],
];

const REDRAWN_EVERY_MS = 200;

/** Bayesian Opt by ear: presets are searched by what the plugin's clustering does to mixtures of the files. */
@customElement('ib-measured-view')
export class MeasuredView extends WorkbenchElement {
  static override styles = [
    base,
    css`
      .fields {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3);
      }

      .weight {
        width: 8.5rem;
      }

      .best {
        font-size: var(--text-xl);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }

      .path {
        overflow-wrap: anywhere;
      }

      @media (max-width: 40rem) {
        .fields {
          display: grid;
          grid-template-columns: 1fr 1fr;
        }

        .fields > * {
          --field-width: 100%;
          width: 100%;
        }
      }
    `,
  ];

  @state() private audioId = '';
  /** The trial that is pointed at, in the plot or in the table. */
  @state() private hoveredTrial: string | null = null;
  /** The fields that hold nothing usable at the moment. */
  @state() private unusable: ReadonlySet<keyof MeasuredSettings> = new Set();

  private plotted: { readonly trials: readonly MeasuredTrial[]; readonly plot: PlotData } = {
    trials: [],
    plot: EMPTY_PLOT,
  };

  private openRun: ReturnType<typeof throttled<OpenMeasuredRun | null>> | null = null;
  private wasRunningForAll = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const isStill = (run: OpenMeasuredRun | null) => run?.isRunning !== true;
    this.openRun = throttled(this.workbench.measured.openRun, REDRAWN_EVERY_MS, isStill);
    this.attempt(async () => this.workbench.measured.timeMachine(this.workbench.settings.measured.value));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.openRun?.release();
  }

  protected override willUpdate(): void {
    const { dataSet, measured, jobs } = this.workbench;
    const isDescribed = (audioId: string) => dataSet.get(audioId)?.descriptors.kind === 'done';
    if (!isDescribed(this.audioId)) {
      const first = dataSet.records.value.find(({ descriptors }) => descriptors.kind === 'done')?.file.audioId;
      const chosen = [measured.openRun.value?.audioId ?? '', first ?? ''].find(isDescribed) ?? '';
      if (chosen !== this.audioId) this.select(chosen);
    }
    const runningForAll = jobs.running('trials-all') !== null;
    if (this.wasRunningForAll && !runningForAll) this.select(this.audioId);
    this.wasRunningForAll = runningForAll;
  }

  protected override render(): TemplateResult {
    const records = this.workbench.dataSet.records.value;
    const described = records.filter(({ descriptors }) => descriptors.kind === 'done').length;
    return html`<div class="stack">
      ${this.renderSetup()} ${this.renderToolbar(described)}
      <ib-job-area .kinds=${['trials', 'trials-all', 'adaptation']} action=""
        ><p class="hint">${described > 0 ? this.hint(described) : nothing}</p></ib-job-area
      >
      ${described > 0 ? this.renderResults() : this.renderEmpty(records.length)}
    </div>`;
  }

  private renderSetup(): TemplateResult {
    const { dataSet, settings } = this.workbench;
    const measured = settings.measured.value;
    return html`<div class="panel stack tight">
      <ib-audio-picker
        .records=${dataSet.records.value}
        .value=${this.audioId}
        .disabled=${!this.accepts('trials')}
        @ib-change=${(event: CustomEvent<string>) => this.select(event.detail)}
      ></ib-audio-picker>
      <div class="fields">
        ${FIELDS.map(
          ([key, label]) =>
            html`<ib-number-field
              .label=${label}
              .min=${MEASURED_LIMITS[key].min}
              .max=${MEASURED_LIMITS[key].max}
              .value=${measured[key]}
              @ib-change=${(event: CustomEvent<number | null>) => this.set(key, event.detail)}
            ></ib-number-field>`,
        )}
        <div class="field weight">
          <label for="weight">λ (mask change)</label>
          <input
            id="weight"
            type="number"
            inputmode="decimal"
            step="0.05"
            min=${MEASURED_LIMITS.changeWeight.min}
            max=${MEASURED_LIMITS.changeWeight.max}
            .value=${String(measured.changeWeight)}
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

  private renderToolbar(described: number): TemplateResult {
    const { measured, collections, settings, jobs, dataSet } = this.workbench;
    const setting = settings.measured.value;
    const usable = this.unusable.size === 0;
    const run = this.shownRun();
    const resumable =
      run !== null &&
      run.collectionId === null &&
      run.trials.length < Math.max(setting.totalTrials, run.settings.totalTrials);
    const everyFile = () =>
      dataSet.records.value.filter(({ descriptors }) => descriptors.kind === 'done').map(({ file }) => file.audioId);
    return html`<div class="toolbar">
      <button
        class="button primary"
        ?disabled=${!this.accepts('trials') || !usable || this.audioId === ''}
        @click=${() => this.attempt(async () => measured.run(this.audioId, setting))}
      >
        ${icon('play')} Run BO
      </button>
      <button
        class="button"
        ?disabled=${!this.accepts('trials', 'trials-all', 'run-all') || !usable || described === 0}
        @click=${() => this.attempt(async () => collections.find('All files', everyFile(), setting))}
      >
        Run BO for All
      </button>
      <button
        class="button"
        ?disabled=${jobs.running('trials', 'trials-all', 'adaptation') === null}
        @click=${this.stop}
      >
        ${icon('stop')} Stop
      </button>
      <button
        class="button"
        ?disabled=${!this.accepts('trials') || !usable || !resumable}
        @click=${() => this.attempt(async () => measured.resume(setting.totalTrials))}
      >
        Resume
      </button>
    </div>`;
  }

  private renderResults(): TemplateResult {
    const run = this.shownRun();
    const trials = run?.trials ?? [];
    if (this.plotted.trials !== trials) this.plotted = { trials, plot: measuredConvergence(trials) };
    const best = run?.best ?? null;
    const weight = run?.settings.changeWeight ?? this.workbench.settings.measured.value.changeWeight;
    return html`<section class="panel stack tight" aria-label="Convergence and best score">
        <div class="heading">
          <p class="best">Best score: ${formatScore(best?.terms.score)}</p>
          <p class="hint path">${run === null ? nothing : run.path}</p>
        </div>
        <ib-metric-list
          .metrics=${[
            { label: 'Purity', value: formatValue(best?.terms.purity, 4), hint: '0 mixed … 1 one owner per cluster' },
            { label: 'Mask change', value: formatValue(best?.terms.maskChange, 4), hint: `per frame, λ ${weight}` },
            { label: 'Spread', value: formatValue(best?.terms.spread, 4), hint: 'over partners and segments' },
          ]}
        ></ib-metric-list>
        <ib-plot
          heading="Convergence"
          xLabel="Trial"
          yLabel="Measured score"
          .summary=${summaryOf(run)}
          .data=${this.plotted.plot}
          .shownKey=${this.hoveredTrial}
          @ib-hover=${(event: CustomEvent<string | null>) => (this.hoveredTrial = event.detail)}
        ></ib-plot>
        ${run === null ? nothing : html`<p class="hint path">Mixed with ${this.partnerNames(run)}.</p>`}
      </section>
      <div class="heading">
        <h3>Trials</h3>
        <ib-save-buttons
          name="Trials"
          .table=${() => ({ columns: MEASURED_TRIAL_COLUMNS, rows: trials })}
        ></ib-save-buttons>
      </div>
      <ib-data-table
        label="Trials"
        .columns=${MEASURED_TRIAL_COLUMNS}
        .rows=${trials}
        .rowKey=${trialKey}
        .markedKey=${best === null ? null : trialKey(best)}
        .hoveredKey=${this.hoveredTrial}
        @pointerover=${(event: Event) => (this.hoveredTrial = pointedKey(event))}
        @pointerleave=${() => (this.hoveredTrial = null)}
        >${this.audioId === '' ? 'Choose a file above.' : 'No trials yet: Run BO starts a search.'}</ib-data-table
      >
      <ib-measured-runs></ib-measured-runs>
      <ib-collection-panel></ib-collection-panel>`;
  }

  private renderEmpty(fileCount: number): TemplateResult {
    const step = fileCount === 0 ? 'Bring in sounds first' : 'Extract descriptors first';
    return html`<ib-empty-state heading=${fileCount === 0 ? 'No sounds yet' : 'No descriptors yet'}>
      <p>The measured score mixes each sound with at least three others, so it needs four files with descriptors.</p>
      <a class="button" href="#/import">${step} ${icon('right')}</a>
    </ib-empty-state>`;
  }

  private partnerNames({ partnerIds }: OpenMeasuredRun): string {
    const { dataSet } = this.workbench;
    return partnerIds.map((id) => dataSet.get(id)?.file.path ?? `a file that was removed (${id})`).join(', ');
  }

  private hint(described: number): string {
    const { measured, settings } = this.workbench;
    const [one, all] = [1, described].map((files) => measured.estimateSec(settings.measured.value, files));
    const have = `${plural(measured.bestCount.value, 'file')} of ${described} with best parameters under this score.`;
    if (one === null || one === undefined || all === null || all === undefined) return have;
    return (
      `${have} Clustering will take ${aboutDuration(one)} for one file and ${aboutDuration(all)} for all, by the ` +
      'speed of this machine; decoding comes on top.'
    );
  }

  /** The open run, where it belongs to the selected file. */
  private shownRun(): OpenMeasuredRun | null {
    const run = this.openRun?.value.value ?? null;
    return run !== null && run.audioId === this.audioId ? run : null;
  }

  private select(audioId: string): void {
    this.audioId = audioId;
    if (audioId !== '') this.attempt(async () => this.workbench.measured.select(audioId));
  }

  private set(key: keyof MeasuredSettings, value: number | null): void {
    const unusable = new Set(this.unusable);
    if (value === null) unusable.add(key);
    else {
      unusable.delete(key);
      const { measured } = this.workbench.settings;
      if (measured.value[key] !== value) measured.value = { ...measured.value, [key]: value };
    }
    this.unusable = unusable;
  }

  private readonly onWeight = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const { min, max } = MEASURED_LIMITS.changeWeight;
    const { measured } = this.workbench.settings;
    if (Number.isFinite(target.valueAsNumber)) {
      this.set('changeWeight', Math.min(Math.max(target.valueAsNumber, min), max));
    }
    target.value = String(measured.value.changeWeight);
  };

  private readonly stop = (): void => {
    const { jobs } = this.workbench;
    for (const job of [jobs.running('trials'), jobs.running('trials-all'), jobs.running('adaptation')]) {
      if (job !== null) jobs.stop(job.id);
    }
  };
}

function summaryOf(run: OpenMeasuredRun | null): string {
  if (run === null || run.best === null) return 'No trials yet.';
  const { trials, best } = run;
  return `${plural(trials.length, 'trial')}; the best, ${formatScore(best.terms.score)}, is trial ${best.trialIndex}.`;
}

const trialKey = ({ trialIndex }: MeasuredTrial): string => String(trialIndex);

function aboutDuration(seconds: number): string {
  return seconds < 1 ? 'less than a second' : `about ${formatDuration(seconds)}`;
}
