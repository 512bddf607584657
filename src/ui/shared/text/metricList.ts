import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';

export interface Metric {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

/** Names with their figures, as a description list that wraps. */
@customElement('ib-metric-list')
export class MetricList extends BaseElement {
  static override styles = css`
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(8.5rem, 100%), 1fr));
      gap: var(--space-4);
    }

    dt {
      color: var(--text-dim);
      font-size: var(--text-s);
    }

    .value {
      overflow-wrap: anywhere;
      font-size: var(--text-l);
      font-variant-numeric: tabular-nums;
      font-weight: 600;
    }
  `;

  @property({ attribute: false }) metrics: readonly Metric[] = [];

  protected override render(): TemplateResult {
    return html`<dl>
      ${this.metrics.map(
        ({ label, value, hint }) =>
          html`<div>
            <dt>${label}</dt>
            <dd class="value">${value}</dd>
            ${hint === undefined ? nothing : html`<dd class="hint">${hint}</dd>`}
          </div>`,
      )}
    </dl>`;
  }
}
