import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { isDirectSearch, TRIAL_BUDGET_LIMITS, type Trial, type TrialBudget } from '../../domain/trials.ts';
import type { ComparedRun, OpenRun } from '../../stages/optimisation/optimisationStage.ts';
import { plural } from '../shared/text/format.ts';
import '../shared/jobs/jobArea.ts';
import '../shared/plot/plotFrame.ts';
import { renderSelectField } from '../shared/fields/select.ts';
import { remembered } from '../shared/element/remembered.ts';
import { convergencePlot, convergenceSummary } from './convergence.ts';
import './runList.ts';
import { searchStyles, SearchView } from './searchView.ts';
import { TRIAL_COLUMNS } from './trialColumns.ts';
import './trials/trialExplorer.ts';

const BUDGET_FIELDS: readonly (readonly [keyof TrialBudget, string])[] = [
  ['startupTrials', 'Startup'],
  ['totalTrials', 'Total'],
  ['repeatsPerTrial', 'Repeats'],
  ['seed', 'Seed'],
];

/** What is computed from all trials follows more slowly, and waits for the end of a run that grows longer than this. */
const EXPLORED_EVERY_MS = 1000;
const EXPLORED_LIVE_TRIALS = 300;

/** Bayesian Opt: the search for a file's best hyperparameters, live. */
@customElement('ib-optimise-view')
export class OptimiseView extends SearchView<OpenRun, TrialBudget> {
  static override styles = [
    searchStyles,
    css`
      .objective {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
        align-items: end;
      }

      .objective .field {
        width: 12rem;
      }

      .objective .hint {
        flex: 1 1 20rem;
        padding-bottom: var(--space-2);
      }

      .setup {
        display: grid;
        grid-template-columns: minmax(20rem, 1fr) auto;
        gap: var(--space-3) var(--space-5);
        align-items: start;
      }

      @media (max-width: 68rem) {
        .setup {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  /** The numbers of the trials inside the brushes; null for all. */
  @state() private kept: ReadonlySet<number> | null = null;

  private readonly comparedWith = remembered((all: readonly ComparedRun[], runId: string | undefined) =>
    all.filter(({ run }) => run.runId !== runId),
  );
  private readonly plotOf = remembered(convergencePlot);
  private readonly rowsOf = remembered((trials: readonly Trial[], kept: ReadonlySet<number> | null) =>
    kept === null ? trials : trials.filter(({ trialIndex }) => kept.has(trialIndex)),
  );
  private lastExplored: OpenRun | null = null;
  private exploredRun!: ReturnType<typeof this.followed>;

  constructor() {
    super();
    this.whileConnected(() => {
      this.exploredRun = this.followed(EXPLORED_EVERY_MS);
      return this.exploredRun.release;
    });
  }

  protected override get search() {
    return this.workbench.optimisation;
  }

  protected override get numbers() {
    return this.workbench.settings.trialBudget;
  }

  protected override isRunning({ state }: OpenRun): boolean {
    return state === 'running';
  }

  protected override searchedAll(): void {
    if (this.shownRun() === null) this.select(this.audioId);
  }

  protected override willUpdate(): void {
    if (this.workbench.settings.objective.value === 'measured')
      this.attempt(async () => import('./measured/measuredView.ts'));
    if (this.workbench.settings.objective.value === 'listening')
      this.attempt(async () => import('../listen/preferredPresets.ts'));
    super.willUpdate();
  }

  protected override render(): TemplateResult {
    const some = this.workbench.dataSet.described.value.length > 0;
    if (this.workbench.settings.objective.value === 'measured') {
      return html`<div class="stack">
        <h2 class="visually-hidden">Bayesian Opt</h2>
        ${this.renderObjective()}<ib-measured-view></ib-measured-view>
      </div>`;
    }
    if (this.workbench.settings.objective.value === 'listening') {
      return html`<div class="stack">
        <h2 class="visually-hidden">Bayesian Opt</h2>
        ${this.renderObjective()}<ib-preferred-presets></ib-preferred-presets>
      </div>`;
    }
    return html`<div class="stack">
      <h2 class="visually-hidden">Bayesian Opt</h2>
      ${this.renderObjective()} ${this.renderSetup()} ${this.renderToolbar()}
      <ib-job-area .kinds=${['trials', 'trials-all']} withoutStop
        ><p class="hint">${some ? this.hint() : nothing}</p></ib-job-area
      >
      ${some ? html`${this.renderRun(this.shownRun())}<ib-run-list></ib-run-list>` : this.renderEmpty(NEEDS)}
    </div>`;
  }

  private renderObjective(): TemplateResult {
    const { objective } = this.workbench.settings;
    return html`<div class="objective">
      ${renderSelectField(
        'objective',
        'Objective',
        OBJECTIVES,
        objective.value,
        ({ value }) => (objective.value = value),
        { disabled: !this.accepts('trials', 'trials-all') },
      )}
      <p class="hint">${OBJECTIVES.find(({ value }) => value === objective.value)?.hint}</p>
    </div>`;
  }

  private renderSetup(): TemplateResult {
    return html`<div class="panel setup">
      ${this.renderPicker()}
      <div class="budget">${this.renderNumbers(BUDGET_FIELDS, TRIAL_BUDGET_LIMITS)}</div>
    </div>`;
  }

  private renderToolbar(): TemplateResult {
    const { optimisation, settings, jobs } = this.workbench;
    const budget = settings.trialBudget.value;
    const usable = this.unusable.size === 0;
    const run = this.shownRun();
    const resumable =
      run !== null &&
      !isDirectSearch(run.budget) &&
      run.trials.length < Math.max(budget.totalTrials, run.budget.totalTrials);
    return html`<div class="toolbar">
      ${this.action('Run BO', async () => optimisation.run(this.audioId, budget), {
        icon: 'play',
        look: 'primary',
        starts: ['trials'],
        disabled: !usable || this.audioId === '',
        tour: 'trials',
      })}
      ${this.action('Run BO for All', async () => optimisation.runAll(budget), {
        starts: ['trials', 'trials-all', 'run-all'],
        disabled: !usable,
      })}
      ${this.action('Stop', this.stop, { icon: 'stop', disabled: jobs.active('trials', 'trials-all') === null })}
      ${this.action('Resume', async () => optimisation.resume(budget.totalTrials), {
        starts: ['trials'],
        disabled: !usable || !resumable,
      })}
      <span class="spacer"></span>
      ${renderSelectField(
        'labels',
        'Labels: best parameters by',
        LABEL_SOURCES,
        settings.labels.value,
        ({ value }) => (settings.labels.value = value),
      )}
    </div>`;
  }

  private renderRun(run: OpenRun | null): TemplateResult {
    const trials = run?.trials ?? NO_TRIALS;
    const compared = this.comparedWith(this.workbench.optimisation.compared.value, run?.runId);
    const best = run?.best ?? null;
    const rows = this.rowsOf(trials, this.kept);
    const explored = this.explored();
    return html`<section class="panel stack tight" aria-label="Convergence and best score">
        ${this.renderBest(run)}
        <ib-plot
          heading="Convergence"
          .summary=${convergenceSummary(trials, best, compared)}
          .data=${this.plotOf(trials, compared)}
          .shownKey=${this.hoveredTrial}
          @ib-hover=${this.onHover}
        ></ib-plot>
      </section>
      ${
        run === null || explored?.runId !== run.runId || explored.trials.length < 2
          ? nothing
          : html`<ib-trial-explorer
              .trials=${explored.trials}
              .best=${explored.best}
              .shownKey=${this.hoveredTrial}
              @ib-hover=${this.onHover}
              @ib-kept=${(event: CustomEvent<ReadonlySet<number> | null>) => (this.kept = event.detail)}
            ></ib-trial-explorer>`
      }
      ${this.renderTrials(
        html`<p class="hint" role="status">
          ${rows.length === trials.length ? nothing : `${rows.length} of ${plural(trials.length, 'trial')} inside the brushes.`}
        </p>`,
        TRIAL_COLUMNS,
        rows,
        best,
      )}`;
  }

  /** The run as the explorer shows it. */
  private explored(): OpenRun | null {
    const run = this.exploredRun.value.value;
    const waits = run?.state === 'running' && run.trials.length > EXPLORED_LIVE_TRIALS;
    if (!waits || this.lastExplored?.runId !== run.runId) this.lastExplored = run;
    return this.lastExplored;
  }

  private hint(): string {
    const { optimisation, settings } = this.workbench;
    const missing = optimisation.missing().length;
    if (missing === 0) return 'Every file with descriptors has best parameters.';
    const how = settings.labels.value === 'direct' ? ' Run BO for All and Run All find them by direct search.' : '';
    return `${plural(missing, 'file')} with descriptors ${missing === 1 ? 'lacks' : 'lack'} best parameters.${how}`;
  }

  private readonly stop = (): void => {
    const { jobs } = this.workbench;
    const forAll = jobs.active('trials-all');
    // A step of Run All stops with it: it would go on to train on what there is.
    for (const job of [jobs.active('trials'), forAll, forAll && jobs.running('run-all')]) {
      if (job !== null) jobs.stop(job.id);
    }
  };
}

const NO_TRIALS: readonly Trial[] = [];

const NEEDS =
  "Bayesian optimisation tries presets against a sound's twelve descriptors and learns where good ones lie. It needs at " +
  'least one file with descriptors.';

/** What presets are searched by. */
const OBJECTIVES = [
  {
    value: 'proxy',
    label: 'Proxy',
    hint: "The desktop trainer's score: a formula over the twelve descriptors. It never hears the file.",
  },
  {
    value: 'measured',
    label: 'Measured',
    hint: "The plugin's own clustering runs on the audio. Its trials, best parameters and models stay apart from the proxy's.",
  },
  {
    value: 'listening',
    label: 'Listening',
    hint: 'Your own ears: blind comparisons on the Inference tab teach what you prefer. Kept apart from the other two.',
  },
] as const;

/** How Run All and Run BO for All find each file's best parameters. */
const LABEL_SOURCES = [
  { value: 'bayesian', label: 'Bayesian optimisation' },
  { value: 'direct', label: 'Direct search (exact, ms per file)' },
] as const;
