import { css, html, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';
import type uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { THEME_EVENT } from '../../theme/theme.ts';
import { emit } from '../element/events.ts';
import '../figure/saveButtons.ts';
import type { Scene } from '../figure/scene.ts';
import { formatValue } from '../text/format.ts';
import { numericColumn } from '../table/columns.ts';
import '../table/dataTable.ts';
import type { TableOut } from '../table/tableCsv.ts';
import { EMPTY_PLOT, sameShape, type PlotData } from './plotData.ts';
import { uplotOptions, type AxisScale, type PlotLayout } from './uplotOptions.ts';
import { xyScene } from './xyScene.ts';

/** How wide a plot is saved at least. */
const SAVED_WIDTH_PX = 720;

/**
 * A plot with its heading, legend, a summary in words, the values under the pointer, a table of everything it shows, and
 * buttons that save it. It keeps its height from the first moment, follows the theme, and draws at most once per frame.
 * Fires `ib-hover` with the x value under the pointer as text, or null.
 */
@customElement('ib-plot')
export class PlotFrame extends BaseElement {
  static override styles = [
    unsafeCSS(uplotStyles),
    css`
      .canvas {
        height: var(--plot-height);
        margin: var(--space-2) 0 var(--space-1);
        overflow: hidden;
      }

      .uplot {
        font-family: inherit;
      }

      .u-cursor-x,
      .u-cursor-y {
        border-color: var(--text-dim);
      }

      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
        font-size: var(--text-s);
        color: var(--text-dim);
      }

      .side {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-4);
      }

      .legend li {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
      }

      .swatch {
        width: 0.875rem;
        height: 0.25rem;
        border-radius: 99rem;
        background: var(--swatch);
      }

      .swatch.points {
        width: 0.5rem;
        height: 0.5rem;
      }

      .readout {
        min-height: 1.4em;
        color: var(--text-dim);
        font-size: var(--text-xs);
        font-variant-numeric: tabular-nums;
      }

      ib-data-table {
        --table-max-height: 16rem;
        margin-top: var(--space-2);
      }
    `,
  ];

  @property() heading = '';
  /** What the plot shows, in a sentence; read out for the picture. */
  @property() summary = '';
  @property() xLabel = '';
  @property() yLabel = '';
  @property() xScale: AxisScale = 'linear';
  @property() yScale: AxisScale = 'linear';
  @property({ type: Boolean }) equalAxes = false;
  @property({ attribute: false }) xRange: readonly [low: number, high: number] | null = null;
  @property({ attribute: false }) yRange: readonly [low: number, high: number] | null = null;
  @property({ type: Number }) heightPx = 260;
  @property({ attribute: false }) data: PlotData = EMPTY_PLOT;
  /** The x value that the cursor stands at, as text; null leaves it to the pointer. */
  @property({ attribute: false }) shownKey: string | null = null;

  @state() private cursorIndex: number | null = null;
  @state() private tableOpen = false;
  @query('.canvas') private readonly canvas!: HTMLElement;

  private chart: uPlot | null = null;
  private drawn: PlotData | null = null;
  private frameRequest: number | null = null;
  private readonly resizes = new ResizeObserver(() => this.schedule());

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(THEME_EVENT, this.onTheme);
    if (this.hasUpdated) this.resizes.observe(this.canvas);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(THEME_EVENT, this.onTheme);
    this.resizes.disconnect();
    this.discard();
  }

  protected override firstUpdated(): void {
    this.resizes.observe(this.canvas);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const layoutChanged = (['xLabel', 'yLabel', 'xScale', 'yScale', 'equalAxes', 'heightPx'] as const).some((key) =>
      changed.has(key),
    );
    if (layoutChanged) this.discard();
    if (layoutChanged || changed.has('data')) this.schedule();
    if (changed.has('shownKey')) this.showKey();
  }

  protected override render(): TemplateResult {
    return html`<section aria-label=${this.heading}>
      <div class="heading">
        <h3>${this.heading}</h3>
        <div class="side">
          <ul class="legend">
            ${this.data.series.map(
              ({ label, draw, colour }) =>
                html`<li><span class="swatch ${draw}" .style=${`--swatch: var(${colour})`}></span>${label}</li>`,
            )}
          </ul>
          <ib-save-buttons .name=${this.heading} .scene=${this.sceneToSave} .table=${this.table}></ib-save-buttons>
        </div>
      </div>
      <div
        class="canvas"
        role="img"
        aria-label="${this.heading}. ${this.summary}"
        .style=${`--plot-height: ${this.heightPx}px`}
        @pointermove=${this.onPointer}
        @pointerleave=${() => emit(this, 'ib-hover', null)}
      ></div>
      <div class="readout" aria-hidden="true">${this.readout()}</div>
      <p class="hint">${this.summary}</p>
      <details @toggle=${(event: Event) => (this.tableOpen = (event.target as HTMLDetailsElement).open)}>
        <summary>Show as table</summary>
        ${this.tableOpen ? this.renderTable() : ''}
      </details>
    </section>`;
  }

  private renderTable(): TemplateResult {
    const { columns, rows } = this.table();
    return html`<ib-data-table label="${this.heading}: values" .columns=${columns} .rows=${rows}></ib-data-table>`;
  }

  private readonly table = (): TableOut<number> => {
    const { x, series } = this.data;
    const column = (key: string, label: string, values: PlotData['series'][number]['values']) =>
      numericColumn<number, number | null>(
        key,
        label,
        8,
        (i) => values[i] ?? null,
        (value) => formatValue(value, 6),
      );
    const columns = [
      column('x', this.xLabel, x),
      ...series.map(({ label, values }, index) => column(String(index), label, values)),
    ];
    return { columns, rows: Array.from(x.keys()) };
  };

  private readonly sceneToSave = (): Scene =>
    xyScene(this.heading, this.data, this.layout(Math.max(SAVED_WIDTH_PX, this.canvas.clientWidth)));

  private layout(widthPx: number): PlotLayout {
    const { xLabel, yLabel, xScale, yScale, equalAxes, xRange, yRange, heightPx } = this;
    return { xLabel, yLabel, xScale, yScale, equalAxes, xRange, yRange, widthPx, heightPx };
  }

  private readonly onPointer = (): void => {
    const x = this.cursorIndex === null ? undefined : this.data.x[this.cursorIndex];
    emit(this, 'ib-hover', x === undefined ? null : String(x));
  };

  /** Moves the cursor to what is pointed at elsewhere. */
  private showKey(): void {
    if (this.chart === null || this.canvas.matches(':hover')) return;
    const index = this.shownKey === null ? -1 : this.data.x.indexOf(Number(this.shownKey));
    const x = this.data.x[index];
    const left = x === undefined ? -10 : this.chart.valToPos(this.xScale === 'log' ? Math.log10(x) : x, 'x');
    this.chart.setCursor({ left, top: left < 0 ? -10 : this.heightPx / 3 });
  }

  private readout(): string {
    const { x, series } = this.data;
    const index = this.cursorIndex;
    if (index === null || x[index] === undefined) return '';
    const parts = series.map(({ label, values }) => `${label} ${formatValue(values[index], 6)}`);
    return [`${this.xLabel} ${formatValue(x[index], 6)}`, ...parts].join(' · ');
  }

  private readonly onTheme = (): void => {
    this.discard();
    this.schedule();
  };

  private discard(): void {
    if (this.frameRequest !== null) cancelAnimationFrame(this.frameRequest);
    this.frameRequest = null;
    this.chart?.destroy();
    this.chart = null;
    this.drawn = null;
  }

  private schedule(): void {
    this.frameRequest ??= requestAnimationFrame(() => {
      void this.draw();
    });
  }

  private async draw(): Promise<void> {
    const { default: UPlot } = await import('uplot');
    this.frameRequest = null;
    const widthPx = this.canvas.clientWidth;
    if (!this.isConnected || widthPx === 0) return;
    if (this.chart !== null && this.drawn !== null && sameShape(this.drawn, this.data)) {
      if (this.chart.width !== widthPx) this.chart.setSize({ width: widthPx, height: this.heightPx });
      if (this.drawn !== this.data) this.chart.setData(aligned(this.data, this));
    } else {
      this.chart?.destroy();
      const layout = this.layout(widthPx);
      const options = uplotOptions(this.canvas, this.data, layout, UPlot.paths, (index) => (this.cursorIndex = index));
      this.chart = new UPlot(options, aligned(this.data, this), this.canvas);
    }
    this.drawn = this.data;
  }
}

/** The numbers as uPlot wants them; on a logarithmic axis as exponents of ten. */
function aligned(
  { x, series }: PlotData,
  scales: { readonly xScale: AxisScale; readonly yScale: AxisScale },
): uPlot.AlignedData {
  return [scaled(x, scales.xScale), ...series.map(({ values }) => scaled(values, scales.yScale))];
}

function scaled<T extends number | null>(values: readonly T[], scale: AxisScale): (T | number)[] {
  return scale === 'linear' ? [...values] : values.map((value) => (value === null ? value : Math.log10(value)));
}
