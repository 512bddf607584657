import { consume } from '@lit/context';
import { effect, untracked, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { JobKind } from '../../domain/job.ts';
import '../shared/jobs/jobArea.ts';
import '../shared/figure/saveButtons.ts';
import { formatScore } from '../shared/text/format.ts';
import '../shared/fields/numberField.ts';
import type { PlotData } from '../shared/plot/plotData.ts';
import '../shared/plot/plotFrame.ts';
import type { Column } from '../shared/table/columns.ts';
import { pointedKey } from '../shared/table/dataTable.ts';
import { throttled } from '../shared/element/throttled.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import '../shared/verdictCard.ts';
import type { Verdict } from '../shared/verdictCard.ts';
import { icon } from '../theme/icons.ts';
import './audioPicker.ts';
import type { ScoredTrial } from './convergence.ts';
import { searchVerdict, type SearchStep } from './searchVerdict.ts';
import type { AppEvent } from '../shared/element/events.ts';
import { DataContext } from '../contexts.ts';

const REDRAWN_EVERY_MS = 200;

/** How a best score and the numbers that a search goes by look. */
export const searchStyles = css`
  .best {
    font-size: var(--text-xl);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .budget {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
  }

  @media (max-width: 40rem) {
    .budget {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }

    .budget > * {
      --field-width: 100%;
      width: 100%;
    }
  }
`;

/** A run of whatever search. */
interface AnyRun {
  readonly audioId: string;
  readonly path: string;
  readonly trials: readonly ScoredTrial[];
  readonly best: ScoredTrial | null;
}

/** The stage that searches. */
interface Search<Run, Numbers> {
  readonly openRun: ReadonlySignal<Run | null>;
  /** Shows the file's newest run. */
  select(audioId: string): Promise<void>;
  run(audioId: string, numbers: Numbers): Promise<unknown>;
  resume(totalTrials: number): Promise<unknown>;
}

/** The search over one file at a time: which file it is, its run as it grows, and the numbers that the search goes by. */
export abstract class SearchView<
  Run extends AnyRun,
  Numbers extends { readonly totalTrials: number },
> extends WorkbenchElement {
  @consume({ context: DataContext }) protected readonly data!: DataContext;

  /** The selected file; empty for none. */
  @state() protected audioId = '';
  /** The number of the trial that is pointed at, in a plot or in the table. */
  @state() protected hoveredTrial: string | null = null;
  /** The fields that hold nothing usable at the moment. */
  @state() protected unusable: ReadonlySet<keyof Numbers> = new Set();

  /** The open run, drawn a few times a second while it grows. */
  private openRun!: ReturnType<typeof throttled<Run | null>>;

  protected abstract get search(): Search<Run, Numbers>;
  protected abstract get numbers(): Signal<Numbers>;
  /** The kinds of job that Stop ends. */
  protected abstract readonly stops: readonly JobKind[];
  protected abstract isRunning(run: Run): boolean;
  /** How many trials a run was to have; null for one that cannot go on. */
  protected abstract totalOf(run: Run): number | null;
  protected abstract runAll(): Promise<unknown>;
  /** A search over every file has ended; for one that does not show by itself what it added to the file that is shown. */
  protected searchedAll?(): void;

  constructor() {
    super();
    this.whileConnected(() => {
      this.openRun = this.followed(REDRAWN_EVERY_MS);
      return this.openRun.release;
    });
    // Not by what is rendered: the view may be hidden from the search's beginning to its end.
    this.whileConnected(() => {
      let wasRunning = false;
      return effect(() => {
        const isRunning = this.shell.jobs.running('trials-all') !== null;
        if (wasRunning && !isRunning) untracked(() => this.searchedAll?.());
        wasRunning = isRunning;
      });
    });
  }

  /** The open run at most once in `everyMs`, and at once where it does not run. */
  protected followed(everyMs: number): ReturnType<typeof throttled<Run | null>> {
    return throttled(this.search.openRun, everyMs, (run) => run === null || !this.isRunning(run));
  }

  protected override willUpdate(): void {
    const { dataSet } = this.data;
    const isDescribed = (audioId: string) => dataSet.get(audioId)?.descriptors.kind === 'done';
    if (!isDescribed(this.audioId)) {
      const first = dataSet.described.value[0]?.file.audioId ?? '';
      const chosen = [this.search.openRun.value?.audioId ?? '', first].find(isDescribed) ?? '';
      if (chosen !== this.audioId) this.select(chosen);
    }
  }

  protected renderPicker(): TemplateResult {
    const { counts, described } = this.data.dataSet;
    return html`<ib-audio-picker
      .described=${described.value}
      .lacking=${counts.value.files - counts.value.described}
      .value=${this.audioId}
      .disabled=${!this.accepts('trials')}
      @ib-audio=${(event: AppEvent<'ib-audio'>) => this.select(event.detail)}
    ></ib-audio-picker>`;
  }

  protected renderNumbers<K extends keyof Numbers>(
    fields: readonly (readonly [key: K, label: string])[],
    limits: Readonly<Record<K, { readonly min: number; readonly max: number }>>,
  ): readonly TemplateResult[] {
    const numbers = this.numbers.value;
    return fields.map(
      ([key, label]) =>
        html`<ib-number-field
          .label=${label}
          .min=${limits[key].min}
          .max=${limits[key].max}
          .value=${numbers[key]}
          @ib-number=${(event: CustomEvent<(Numbers[K] & number) | null>) => this.set(key, event.detail)}
        ></ib-number-field>`,
    );
  }

  /** How far the search is and what begins, ends and goes on with it. @param hint what stands where no job does */
  protected renderCard({ heading, words, step }: Verdict<SearchStep>, hint: unknown): TemplateResult {
    const { search, audioId } = this;
    const { jobs } = this.shell;
    const { dataSet } = this.data;
    const numbers = this.numbers.value;
    const usable = this.unusable.size === 0;
    const look = (own: SearchStep) => (own === step ? 'primary' : '');
    const isEmpty = dataSet.counts.value.files === 0;
    return html`<ib-verdict-card .heading=${heading} .words=${words}>
      <div class="toolbar" slot="actions">
        ${this.action('Run BO', async () => search.run(audioId, numbers), {
          icon: 'play',
          look: look('one'),
          starts: ['trials'],
          disabled: !usable || audioId === '',
          tour: 'trials',
        })}
        ${this.action('Run BO for All', async () => this.runAll(), {
          look: look('all'),
          starts: ['trials', 'trials-all', 'run-all'],
          disabled: !usable || dataSet.counts.value.described === 0,
        })}
        ${this.action('Stop', this.stop, {
          icon: 'stop',
          look: look('stop'),
          disabled: jobs.active(...this.stops) === null,
        })}
        ${this.action('Resume', async () => search.resume(numbers.totalTrials), {
          look: look('resume'),
          starts: ['trials'],
          disabled: !usable || !this.isResumable,
        })}
        <!-- After the others, which keep their places when it goes. -->
        ${
          step === 'import'
            ? html`<a class="button primary" href="#/import">
                ${isEmpty ? 'Bring in sounds first' : 'Extract descriptors first'} ${icon('right')}
              </a>`
            : nothing
        }
      </div>
      <ib-job-area .kinds=${this.stops} withoutStop><p class="hint">${hint}</p></ib-job-area>
    </ib-verdict-card>`;
  }

  /** How the search of the selected file, or of all, stands. @param missing how many files lack best parameters */
  protected verdict(missing: number, needs: string): Verdict<SearchStep> {
    const { files, described } = this.data.dataSet.counts.value;
    const run = this.shownRun();
    return searchVerdict({
      files,
      described,
      missing,
      path: this.data.dataSet.get(this.audioId)?.file.path ?? '',
      isRunning: this.shell.jobs.active(...this.stops) !== null,
      run: run && { trials: run.trials.length, score: run.best?.terms.score, isResumable: this.isResumable },
      needs,
    });
  }

  private get isResumable(): boolean {
    const run = this.shownRun();
    const total = run && this.totalOf(run);
    return run !== null && total !== null && run.trials.length < Math.max(this.numbers.value.totalTrials, total);
  }

  private readonly stop = (): void => {
    const { jobs } = this.shell;
    // A step of Run All stops with it: it would go on to train on what there is.
    const runAll = jobs.active('trials-all') && jobs.running('run-all');
    for (const job of [...this.stops.map((kind) => jobs.active(kind)), runAll]) {
      if (job !== null) jobs.stop(job.id);
    }
  };

  protected renderConvergence(data: PlotData, summary: string): TemplateResult {
    return html`<ib-plot
      heading="Convergence"
      .summary=${summary}
      .data=${data}
      .shownKey=${this.hoveredTrial}
      @ib-hover=${this.onHover}
    ></ib-plot>`;
  }

  /** @param meaning one sentence on what the score says. */
  protected renderBest(run: Run | null, meaning: string): TemplateResult {
    return html`<div class="heading">
        <p class="best">Best score: ${formatScore(run?.best?.terms.score)}</p>
        <p class="hint long">${run === null ? nothing : run.path}</p>
      </div>
      <p class="hint">${meaning}</p>`;
  }

  protected renderTrials<Trial extends ScoredTrial>(
    title: TemplateResult,
    columns: readonly Column<Trial>[],
    rows: readonly Trial[],
    best: Trial | null,
  ): TemplateResult {
    return html`<div class="heading">
        ${title}
        <ib-save-buttons name="Trials" .table=${() => ({ columns, rows })}></ib-save-buttons>
      </div>
      <ib-data-table
        label="Trials"
        .columns=${columns}
        .rows=${rows}
        .rowKey=${trialKey}
        .markedKey=${best === null ? null : trialKey(best)}
        .hoveredKey=${this.hoveredTrial}
        @pointerover=${(event: Event) => (this.hoveredTrial = pointedKey(event))}
        @pointerleave=${() => (this.hoveredTrial = null)}
        >${this.audioId === '' ? 'Choose a file above.' : 'No trials yet: Run BO starts a search.'}</ib-data-table
      >`;
  }

  /** The open run, where it belongs to the selected file. */
  protected shownRun(): Run | null {
    const run = this.openRun.value.value;
    return run !== null && run.audioId === this.audioId ? run : null;
  }

  protected select(audioId: string): void {
    this.audioId = audioId;
    if (audioId !== '') this.attempt(async () => this.search.select(audioId));
  }

  /** Takes over a number; null where its field holds nothing usable. */
  protected set<K extends keyof Numbers>(key: K, value: Numbers[K] | null): void {
    const unusable = new Set(this.unusable);
    if (value === null) unusable.add(key);
    else {
      unusable.delete(key);
      const { numbers } = this;
      if (numbers.value[key] !== value) numbers.value = { ...numbers.value, [key]: value };
    }
    this.unusable = unusable;
  }

  protected readonly onHover = ({ detail }: AppEvent<'ib-hover'>): void => {
    this.hoveredTrial = detail;
  };
}

const trialKey = ({ trialIndex }: ScoredTrial): string => String(trialIndex);
