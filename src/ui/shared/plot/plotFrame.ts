import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';
import '../figure/figureFrame.ts';
import type { Figure } from '../figure/figureFrame.ts';
import { formatValue } from '../text/format.ts';
import { numericColumn } from '../table/columns.ts';
import type { TableOut } from '../table/tableCsv.ts';
import { placeFrom, type PlotData } from './plotData.ts';
import { plotFigure } from './plotFigure.ts';
import type { AppEvent } from '../element/events.ts';

const HEIGHT_PX = 260;

const sixDigits = (value: number | null | undefined) => formatValue(value, 6);

/** A figure of lines and points over x, with a legend and the values under the pointer. Fires `ib-hover` as figures do. */
@customElement('ib-plot')
export class PlotFrame extends BaseElement {
  static override styles = css`
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
  `;

  @property() heading = '';
  /** What the plot shows, in a sentence; read out for the picture. */
  @property() summary = '';
  @property({ attribute: false }) data: PlotData = { xLabel: '', yLabel: '', x: [], series: [] };
  /** The x value that is pointed at elsewhere, as text; null for none. */
  @property({ attribute: false }) shownKey: string | null = null;

  @state() private hovered: string | null = null;
  private build!: (widthPx: number, isSaved?: boolean) => Figure;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('data')) return;
    const { data, heading } = this;
    this.build = (widthPx, isSaved = false) => plotFigure(data, widthPx, HEIGHT_PX, isSaved ? heading : null);
  }

  protected override render(): TemplateResult {
    return html`<ib-figure
      .heading=${this.heading}
      .summary=${this.summary}
      .heightPx=${HEIGHT_PX}
      .build=${this.build}
      .shownKey=${this.hovered ?? this.shownKey}
      .table=${this.table}
      @ib-hover=${({ detail }: AppEvent<'ib-hover'>) => (this.hovered = detail)}
    >
      <ul class="legend">
        ${this.data.series.map(
          ({ label, draw, colour }) =>
            html`<li><span class="swatch ${draw}" .style=${`--swatch: var(${colour})`}></span>${label}</li>`,
        )}
      </ul>
      <div slot="readout" class="readout" aria-hidden="true">${this.readout()}</div>
    </ib-figure>`;
  }

  private readonly table = (): TableOut<number> => {
    const { xLabel, x, series } = this.data;
    const column = (key: string, label: string, values: PlotData['series'][number]['values']) =>
      numericColumn<number, number | null>(key, label, 8, (i) => values[i] ?? null, sixDigits);
    const columns = [
      column('x', xLabel, x),
      ...series.map(({ label, values }, index) => column(String(index), label, values)),
    ];
    return { columns, rows: Array.from({ length: x.length }, (_, i) => i) };
  };

  private readout(): string {
    const { xLabel, x, series } = this.data;
    const index = this.hovered === null ? x.length : placeFrom(x, Number(this.hovered));
    if (index >= x.length) return '';
    const parts = series.map(({ label, values }) => `${label} ${sixDigits(values[index])}`);
    return [`${xLabel} ${sixDigits(x[index])}`, ...parts].join(' · ');
  }
}
