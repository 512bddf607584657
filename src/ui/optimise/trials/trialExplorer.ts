import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { BaseElement } from '../../shared/element/baseElement.ts';
import type { Trial } from '../../../domain/trials.ts';
import {
  IMPORTANCE_FROM_TRIALS,
  importancesInTurns,
  scoreSurface,
  termContributions,
  trialImportances,
  type ScoreSurface,
  type TermContribution,
} from '../../../stages/optimisation/trialAnalysis.ts';
import { type AppEvent, emit } from '../../shared/element/events.ts';
import '../../shared/figure/figureFrame.ts';
import type { Figure } from '../../shared/figure/figureFrame.ts';
import { formatCount, formatScore, plural } from '../../shared/text/format.ts';
import { remembered } from '../../shared/element/remembered.ts';
import { figureChoice, renderSelect } from '../../shared/fields/select.ts';
import { CONTOUR_HEIGHT_PX, contourFigure } from './contourFigure.ts';
import { DIMENSIONS, numberedTrial, type Dimension } from './dimensions.ts';
import { drawnParts, drawnTrials, drawnWords } from './drawnTrials.ts';
import { EXPLORED_COLUMNS, IMPORTANCE_COLUMNS, TERM_COLUMNS } from './explorerTables.ts';
import { importanceFigure, rankedImportances } from './importanceFigure.ts';
import {
  axisX,
  keptTrials,
  parallelAxes,
  parallelFigure,
  PARALLEL_HEIGHT_PX,
  valueAt,
  type Brushes,
  type ParallelAxis,
} from './parallelFigure.ts';
import { sliceFigure, sliceLayout } from './sliceFigure.ts';
import { signed, termsFigure } from './termsFigure.ts';
import { TERM_NAMES } from '../trialColumns.ts';
import { barsHeightPx } from '../../shared/figure/barFigure.ts';
import './brushFields.ts';

const AXIS_REACH_PX = 22;
/** A press that moved less than this takes the brush away. */
const CLICK_PX = 4;

const AXIS_CHOICES = DIMENSIONS.map((dimension) => ({ value: dimension.key, label: dimension.label, dimension }));
/** More trials are gone through a few at a time. */
const IMPORTANCE_AT_ONCE = 5000;
const NO_BRUSHES: Brushes = new Map();
const NO_TERMS: readonly TermContribution[] = [];

/**
 * What the trials of a run tell: which values mattered, where good ones lie, and what one trial's score is made of. Fires
 * `ib-hover` with the pointed trial's number as text or null, and `ib-kept` with the numbers of the trials inside the
 * brushes, null for all.
 */
@customElement('ib-trial-explorer')
export class TrialExplorer extends BaseElement {
  static override styles = [
    figureChoice,
    css`
      input[type='number'] {
        width: 6rem;
        min-height: var(--small-control-height);
      }
    `,
  ];

  @property({ attribute: false }) trials: readonly Trial[] = [];
  @property({ attribute: false }) best: Trial | null = null;
  @property({ attribute: false }) shownKey: string | null = null;

  @state() private brushes: Brushes = NO_BRUSHES;
  /** The trial whose terms are shown; null for the best. */
  @state() private pickedKey: string | null = null;
  @state() private across: readonly [Dimension, Dimension] = [dimensionAt(0), dimensionAt(1)];
  @state() private widthPx = 0;
  /** The importance of each value; none until they are computed. */
  @state() private shares: readonly number[] = [];

  private readonly axesOf = remembered(parallelAxes);
  private readonly keptOf = remembered(keptTrials);
  private readonly drawnOf = remembered(drawnCount);
  private readonly surfaceTrialsOf = remembered(drawnTrials);
  private readonly surfaceOf = remembered(surfaceOf);
  private readonly termsOf = remembered(termContributions);
  private readonly importance = remembered(figureBy(importanceFigure));
  private readonly slice = remembered(figureBy(sliceFigure));
  private readonly parallel = remembered(figureBy(parallelFigure));
  private readonly contour = remembered(figureBy(contourFigure));
  private readonly terms = remembered(figureBy(termsFigure));
  private dragged: { readonly axis: ParallelAxis; readonly from: number; readonly y: number } | null = null;

  constructor() {
    super();
    // In the next frame: what it changes changes the height that is being observed.
    this.onResize(() => requestAnimationFrame(() => (this.widthPx = this.clientWidth)));
  }

  private get axes(): readonly ParallelAxis[] {
    return this.axesOf(this.trials);
  }

  private get kept(): ReadonlySet<number> | null {
    return this.keptOf(this.trials, this.axes, this.brushes);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('trials')) return;
    const { trials } = this;
    if (trials.length <= IMPORTANCE_AT_ONCE) {
      this.shares = trialImportances(trials);
      return;
    }
    this.shares = [];
    void this.computeShares(trials);
  }

  private async computeShares(trials: readonly Trial[]): Promise<void> {
    const shares = await importancesInTurns(trials);
    if (this.trials === trials) this.shares = shares;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('brushes') || (changed.has('trials') && this.brushes.size > 0)) emit(this, 'ib-kept', this.kept);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.trials.length < 2) return nothing;
    return html`<section class="panel stack" aria-label="What the trials tell" @ib-pick=${this.onPick}>
      <div class="heading">
        <h2>What the trials tell</h2>
        <p class="hint" role="status">${this.keptText()}</p>
      </div>
      <div class="columns">${this.renderImportance()} ${this.renderTerms()}</div>
      ${this.renderParallel()} ${this.renderSlice()} ${this.renderContour()}
    </section>`;
  }

  private renderImportance(): TemplateResult {
    const few = this.trials.length < IMPORTANCE_FROM_TRIALS;
    const { shares } = this;
    const ranked = rankedImportances(shares);
    const [first, second] = ranked;
    const order = `${first?.label} mattered most for reaching the best tenth, ${second?.label} next (PED-ANOVA).`;
    const summary = few
      ? `${plural(this.trials.length, 'trial')} of ${IMPORTANCE_FROM_TRIALS} that this needs: a guess as yet.`
      : shares.length === 0
        ? 'It is being computed.'
        : order;
    return html`<ib-figure
      heading="Parameter importance"
      .summary=${summary}
      .heightPx=${barsHeightPx(ranked.length)}
      .build=${this.importance(shares)}
      ?muted=${few}
      .table=${() => ({ columns: IMPORTANCE_COLUMNS, rows: ranked })}
    ></ib-figure>`;
  }

  private renderTerms(): TemplateResult {
    const trial = this.picked();
    const contributions = trial === null ? NO_TERMS : this.termsOf(trial);
    const lead = trial === null ? '' : `Trial ${trial.trialIndex}, score ${formatScore(trial.terms.score)}: `;
    const worst = contributions.toSorted((a, b) => a.amount - b.amount)[0];
    return html`<ib-figure
      heading="Terms of a trial"
      .summary=${worst === undefined ? '' : `${lead}${TERM_NAMES[worst.key]} costs the most, ${signed(worst.amount)} of the score's logit.`}
      .heightPx=${barsHeightPx(contributions.length)}
      .build=${this.terms(contributions)}
      .table=${() => ({ columns: TERM_COLUMNS, rows: contributions })}
    >
      <label class="choice">
        Trial
        <input
          type="number"
          min="0"
          max=${this.trials.length - 1}
          .value=${String(trial?.trialIndex ?? 0)}
          @change=${(event: Event) => (this.pickedKey = (event.target as HTMLInputElement).value)}
        />
      </label>
      <button class="button small" ?disabled=${this.pickedKey === null} @click=${() => (this.pickedKey = null)}>
        Best
      </button>
    </ib-figure>`;
  }

  private renderParallel(): TemplateResult {
    return html`<div>
      <ib-figure
        heading="Parallel coordinates"
        drags
        .summary=${`${this.keptText()} The strongest lines score highest. Drag along an axis to keep a stretch of it, press it to let go.`}
        .heightPx=${PARALLEL_HEIGHT_PX}
        .build=${this.parallel(this.trials, this.axes, this.brushes)}
        .shownKey=${this.shownKey}
        .table=${this.trialTable}
        @ib-drag=${this.onDrag}
      >
        <button class="button small" ?disabled=${this.brushes.size === 0} @click=${() => (this.brushes = NO_BRUSHES)}>
          Clear brushes
        </button>
      </ib-figure>
      <ib-brush-fields
        .axes=${this.axes}
        .brushes=${this.brushes}
        @ib-brushes=${(event: AppEvent<'ib-brushes'>) => (this.brushes = event.detail)}
      ></ib-brush-fields>
    </div>`;
  }

  private renderSlice(): TemplateResult {
    const drawn = this.drawnOf(this.trials, this.kept);
    const all = this.trials.length;
    const which =
      drawn === all ? 'every trial' : `${formatCount(drawn)} of ${plural(all, 'trial')}, the best among them,`;
    return html`<ib-figure
      heading="Slices"
      .summary=${`The score of ${which} over each value that was tried.`}
      .heightPx=${sliceLayout(this.widthPx - 50).heightPx}
      .build=${this.slice(this.trials, this.kept)}
      .shownKey=${this.shownKey}
      .table=${this.trialTable}
    ></ib-figure>`;
  }

  private renderContour(): TemplateResult {
    const [x, y] = this.across;
    const smoothed = this.surfaceTrialsOf(this.trials);
    const surface = this.surfaceOf(smoothed, this.across);
    const all = plural(this.trials.length, 'trial');
    const from = smoothed === this.trials ? '' : ` Smoothed from ${formatCount(smoothed.length)} of ${all}.`;
    return html`<ib-figure
      heading="Contour"
      .summary=${`The score around each place of ${x.label} and ${y.label}, the other values averaged over; pale where few trials lie near.${from}`}
      .heightPx=${CONTOUR_HEIGHT_PX}
      .build=${this.contour(this.trials, surface, this.across, this.kept)}
      .shownKey=${this.shownKey}
      .table=${this.trialTable}
    >
      ${this.renderAxisChoice('Across', 0)} ${this.renderAxisChoice('Up', 1)}
    </ib-figure>`;
  }

  private renderAxisChoice(label: string, at: 0 | 1): TemplateResult {
    return html`<label class="choice">
      ${label}
      ${renderSelect(AXIS_CHOICES, this.across[at].key, ({ dimension }) => {
        this.across = at === 0 ? [dimension, this.across[1]] : [this.across[0], dimension];
      })}
    </label>`;
  }

  private readonly trialTable = () => ({
    columns: EXPLORED_COLUMNS,
    rows: this.kept === null ? this.trials : this.trials.filter(({ trialIndex }) => this.kept?.has(trialIndex)),
  });

  private keptText(): string {
    const all = plural(this.trials.length, 'trial');
    const { kept } = this;
    const words = kept === null ? `${all}.` : `${formatCount(kept.size)} of ${all} inside the brushes.`;
    return words + drawnWords(this.drawnOf(this.trials, kept), this.trials.length);
  }

  private picked(): Trial | null {
    return numberedTrial(this.trials, this.pickedKey) ?? this.best;
  }

  private readonly onPick = ({ detail }: AppEvent<'ib-pick'>): void => {
    this.pickedKey = detail;
  };

  private readonly onDrag = ({ detail }: AppEvent<'ib-drag'>): void => {
    const { phase, x, y, widthPx } = detail;
    if (phase === 'start') {
      const index = this.axes.findIndex((_, i) => Math.abs(axisX(i, this.axes.length, widthPx) - x) < AXIS_REACH_PX);
      const axis = this.axes[index];
      this.dragged = axis === undefined ? null : { axis, from: valueAt(axis, y), y };
      return;
    }
    if (this.dragged === null) return;
    const { axis, from } = this.dragged;
    const to = valueAt(axis, y);
    const next = new Map(this.brushes);
    if (Math.abs(y - this.dragged.y) < CLICK_PX) next.delete(axis.key);
    else next.set(axis.key, [Math.min(from, to), Math.max(from, to)]);
    this.brushes = next;
    if (phase === 'end') this.dragged = null;
  };
}

function dimensionAt(index: number): Dimension {
  const dimension = DIMENSIONS[index];
  if (dimension === undefined) throw new RangeError(`there is no dimension ${index}`);
  return dimension;
}

/** @param trials those that are drawn: what so many tell of a smoothed score, more do not change to the eye */
function surfaceOf(trials: readonly Trial[], [x, y]: readonly [Dimension, Dimension]): ScoreSurface {
  return scoreSurface(
    {
      x: trials.map((trial) => x.of(trial)),
      y: trials.map((trial) => y.of(trial)),
      scores: trials.map(({ terms }) => terms.score),
    },
    { xLow: x.low, xHigh: x.high, yLow: y.low, yHigh: y.high },
  );
}

function drawnCount(trials: readonly Trial[], kept: ReadonlySet<number> | null): number {
  const { inside, outside } = drawnParts(trials, kept);
  return inside.length + outside.length;
}

/** Puts off a figure until its width is known. */
function figureBy<Args extends readonly unknown[]>(figure: (...args: [...Args, widthPx: number]) => Figure) {
  return (...args: Args) =>
    (widthPx: number): Figure =>
      figure(...args, widthPx);
}
