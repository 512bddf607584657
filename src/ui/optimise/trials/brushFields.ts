import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../../shared/element/baseElement.ts';
import { emit } from '../../shared/element/events.ts';
import type { Brushes, ParallelAxis } from './parallelFigure.ts';

/** The ends of each axis's brush as numbers, for the keyboard. Fires `ib-brushes` with all brushes. */
@customElement('ib-brush-fields')
export class BrushFields extends BaseElement {
  static override styles = css`
    .axes {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr));
      gap: var(--space-3);
      padding-top: var(--space-2);
    }

    fieldset {
      grid-template-columns: 1fr 1fr;
      gap: var(--space-2);
    }

    legend {
      padding: 0 0 var(--space-1);
      color: var(--text-dim);
      font-size: var(--text-s);
    }

    input[type='number'] {
      min-height: var(--small-control-height);
    }
  `;

  @property({ attribute: false }) axes: readonly ParallelAxis[] = [];
  @property({ attribute: false }) brushes: Brushes = new Map();

  protected override render(): TemplateResult {
    return html`<details>
      <summary>Brush by numbers</summary>
      <div class="axes">${this.axes.map((axis) => this.renderAxis(axis))}</div>
    </details>`;
  }

  private renderAxis(axis: ParallelAxis): TemplateResult {
    const [low, high] = this.brushes.get(axis.key) ?? [axis.low, axis.high];
    const field = (name: string, value: number, change: (value: number) => void) =>
      html`<input
        type="number"
        step="any"
        aria-label="${axis.label} ${name}"
        .value=${String(Number(value.toPrecision(5)))}
        @change=${(event: Event) => {
          const { valueAsNumber } = event.target as HTMLInputElement;
          if (Number.isFinite(valueAsNumber)) change(valueAsNumber);
        }}
      />`;
    return html`<fieldset>
      <legend>${axis.label}</legend>
      ${field('from', low, (value) => this.brush(axis.key, value, high))}
      ${field('to', high, (value) => this.brush(axis.key, low, value))}
    </fieldset>`;
  }

  private brush(key: string, low: number, high: number): void {
    emit(this, 'ib-brushes', new Map(this.brushes).set(key, [Math.min(low, high), Math.max(low, high)]));
  }
}
