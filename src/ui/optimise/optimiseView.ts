import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { arrived } from '../../stages/shell/arrived.ts';
import { customElement, state } from 'lit/decorators.js';
import { isDirectSearch, TRIAL_BUDGET_LIMITS, type Trial, type TrialBudget } from '../../domain/trials.ts';
import type { ComparedRun, OpenRun } from '../../stages/optimisation/optimisationStage.ts';
import { plural } from '../shared/text/format.ts';
import { renderSettingField } from '../shared/fields/select.ts';
import { remembered } from '../shared/element/remembered.ts';
import { convergencePlot, convergenceSummary } from './convergence.ts';
import './runList.ts';
import { searchStyles, SearchView } from './searchView.ts';
import { TRIAL_COLUMNS } from './trialColumns.ts';
import './trials/trialExplorer.ts';
import type { AppEvent } from '../shared/element/events.ts';
import { SearchingContext } from '../contexts.ts';

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

      .objective .labels {
        width: 23rem;
        max-width: 100%;
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

  @consume({ context: SearchingContext }) private readonly searching!: SearchingContext;

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
    return this.searching.optimisation;
  }

  protected override get numbers() {
    return this.shell.settings.trialBudget;
  }

  protected override readonly stops = ['trials', 'trials-all'] as const;

  protected override totalOf({ budget }: OpenRun): number | null {
    return isDirectSearch(budget) ? null : budget.totalTrials;
  }

  protected override async runAll(): Promise<unknown> {
    return this.search.runAll(this.numbers.value);
  }

  protected override isRunning({ state }: OpenRun): boolean {
    return state === 'running';
  }

  protected override willUpdate(): void {
    if (this.shell.settings.objective.value === 'measured')
      this.attempt(async () => arrived(import('./measured/measuredView.ts')));
    if (this.shell.settings.objective.value === 'listening')
      this.attempt(async () => arrived(import('../listen/listeningPresets.ts')));
    super.willUpdate();
  }

  protected override render(): TemplateResult {
    const views = {
      proxy: () => this.renderProxy(),
      measured: () => html`<ib-measured-view>${this.renderObjective()}</ib-measured-view>`,
      listening: () => html`<ib-listening-presets>${this.renderObjective()}</ib-listening-presets>`,
    };
    return html`<div class="stack">
      <h2 class="visually-hidden">Bayesian Opt</h2>
      ${views[this.shell.settings.objective.value]()}
    </div>`;
  }

  private renderProxy(): TemplateResult {
    const some = this.data.dataSet.counts.value.described > 0;
    return html`${this.renderCard(this.verdict(this.searching.optimisation.missingCount, NEEDS), some ? this.hint() : nothing)}
    ${this.renderObjective(this.renderLabels())} ${this.renderSetup()}
    ${some ? html`${this.renderRun(this.shownRun())}<ib-run-list></ib-run-list>` : nothing}`;
  }

  /** What is searched by, below the card of each. */
  private renderObjective(more: TemplateResult | typeof nothing = nothing): TemplateResult {
    const { settings } = this.shell;
    const { objective } = settings;
    return html`<div class="stack tight">
      <div class="objective">
        ${renderSettingField('objective', 'Objective', OBJECTIVES, objective, {
          disabled: !this.accepts('trials', 'trials-all'),
        })}
        ${more}
      </div>
      <p class="hint">${OBJECTIVES.find(({ value }) => value === objective.value)?.hint}</p>
    </div>`;
  }

  private renderSetup(): TemplateResult {
    return html`<div class="panel setup">
      ${this.renderPicker()}
      <div class="budget">${this.renderNumbers(BUDGET_FIELDS, TRIAL_BUDGET_LIMITS)}</div>
    </div>`;
  }

  private renderLabels(): TemplateResult {
    const { labels } = this.shell.settings;
    return renderSettingField('labels', 'Labels: Run All finds best parameters by', LABEL_SOURCES, labels, {
      look: 'labels',
    });
  }

  private renderRun(run: OpenRun | null): TemplateResult {
    const trials = run?.trials ?? NO_TRIALS;
    const compared = this.comparedWith(this.searching.optimisation.compared.value, run?.runId);
    const best = run?.best ?? null;
    const rows = this.rowsOf(trials, this.kept);
    const explored = this.explored();
    return html`<section class="panel stack tight" aria-label="Convergence and best score">
        ${this.renderBest(run, 'The score says how well the formula expects a preset to separate this sound, from 0 to 1: more is better.')}
        ${this.renderConvergence(this.plotOf(trials, compared), convergenceSummary(trials, best, compared))}
      </section>
      ${
        run === null || explored?.runId !== run.runId || explored.trials.length < 2
          ? nothing
          : html`<ib-trial-explorer
              .trials=${explored.trials}
              .best=${explored.best}
              .shownKey=${this.hoveredTrial}
              @ib-hover=${this.onHover}
              @ib-kept=${(event: AppEvent<'ib-kept'>) => (this.kept = event.detail)}
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
    const { optimisation } = this.searching;
    const { settings } = this.shell;
    const missing = optimisation.missingCount;
    if (missing === 0) return 'Every file with descriptors has best parameters.';
    const how = settings.labels.value === 'direct' ? 'direct search' : 'trials';
    return (
      `${plural(missing, 'file')} with descriptors ${missing === 1 ? 'lacks' : 'lack'} best parameters. Run All finds them ` +
      `by ${how}, Run BO for All by trials.`
    );
  }
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

/** How Run All finds each file's best parameters. */
const LABEL_SOURCES = [
  { value: 'bayesian', label: 'Bayesian optimisation, as the desktop' },
  { value: 'direct', label: 'Direct search (exact, within the plugin)' },
] as const;
