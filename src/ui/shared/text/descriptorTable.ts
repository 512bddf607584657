import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';
import { DESCRIPTORS, type Descriptors } from '../../../domain/descriptors.ts';
import '../figure/saveButtons.ts';
import { cssPercent, formatValue } from './format.ts';
import { shareOf, type Places } from './place.ts';
import { atEnd, renderTable } from './plainTable.ts';
import type { TableOut } from '../table/tableCsv.ts';

/** What a table shows. */
export interface PlacedDescriptors {
  readonly label: string;
  readonly descriptors: Descriptors;
  readonly places: Places;
}

/** The twelve descriptors of a file with a strip each that shows where the value lies. */
@customElement('ib-descriptor-table')
export class DescriptorTable extends BaseElement {
  static override styles = css`
    .strip,
    .words {
      margin-top: var(--space-1);
    }

    .strip {
      position: relative;
      display: block;
      height: 0.375rem;
      border-radius: 99rem;
      background: color-mix(in srgb, var(--line-strong) 45%, transparent);
    }

    .bars {
      display: block;
      width: 100%;
      height: 1rem;
      margin-top: var(--space-1);
      fill: color-mix(in srgb, var(--line-strong) 60%, transparent);
    }

    .bars + .strip {
      margin-top: 0;
      border-radius: 0 0 99rem 99rem;
      height: 0.25rem;
    }

    .dot {
      position: absolute;
      top: 50%;
      left: var(--share);
      width: 0.75rem;
      height: 0.75rem;
      border: 2px solid var(--surface);
      border-radius: 50%;
      background: var(--accent);
      transform: translate(-50%, -50%);
    }

    .outside .dot {
      background: var(--warning);
      border-radius: 2px;
    }

    .words {
      display: block;
      color: var(--text-dim);
      font-size: var(--text-xs);
    }

    .outside .words {
      color: var(--warning);
    }

    th:first-child {
      width: 60%;
    }
  `;

  /** The accessible name. */
  @property() label = '';
  /** What the strip stands for, as the heading says it: `the data set`. */
  @property() placeLabel = '';
  @property({ attribute: false }) descriptors: Descriptors | null = null;
  @property({ attribute: false }) places: Places | null = null;
  /** The name, descriptors and places at once, or as soon as they are found: until then what was shown before stays. */
  @property({ attribute: false }) content: PlacedDescriptors | Promise<PlacedDescriptors> | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { content } = this;
    if (!changed.has('content') || content === null) return;
    if (content instanceof Promise) void this.show(content);
    else Object.assign(this, content);
  }

  private async show(content: Promise<PlacedDescriptors>): Promise<void> {
    const found = await content;
    if (this.content === content) Object.assign(this, found);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { descriptors, places } = this;
    if (descriptors === null || places === null) return nothing;
    return html`${renderTable(
        this.label,
        ['Descriptor', ...atEnd(`Value and place in ${this.placeLabel}`)],
        DESCRIPTORS.map(({ key, column }) => {
          const place = places[key];
          const share = shareOf(descriptors[key], place);
          return html`<tr class=${place.outside ? 'outside' : ''}>
            <th scope="row" title="from ${formatValue(place.min)} to ${formatValue(place.max)}">
              <code>${column}</code>
              ${place.counts === undefined ? nothing : renderBars(place.counts)}
              <span class="strip" aria-hidden="true">
                <span class="dot" .style=${`--share: ${cssPercent(share)}`}></span>
              </span>
            </th>
            <td class="end">
              ${formatValue(descriptors[key])}
              <span class="words">${place.words}</span>
            </td>
          </tr>`;
        }),
      )}
      <div class="end">
        <ib-save-buttons .name=${this.label} .table=${() => tableOf(descriptors, places)}></ib-save-buttons>
      </div>`;
  }
}

/** What the strips show, in figures. */
function tableOf(descriptors: Descriptors, places: Places): TableOut<(typeof DESCRIPTORS)[number]> {
  return {
    rows: DESCRIPTORS,
    columns: [
      { key: 'descriptor', label: 'Descriptor', widthRem: 1, cell: ({ column }) => column },
      { key: 'value', label: 'Value', widthRem: 1, cell: ({ key }) => descriptors[key] },
      { key: 'min', label: 'From', widthRem: 1, cell: ({ key }) => places[key].min },
      { key: 'max', label: 'To', widthRem: 1, cell: ({ key }) => places[key].max },
      { key: 'place', label: 'Place', widthRem: 1, cell: ({ key }) => places[key].words },
    ],
  };
}

/** How the others are spread, as bars over the strip. */
function renderBars(counts: readonly number[]): TemplateResult {
  const most = Math.max(1, ...counts);
  const path = counts.map((count, i) => (count === 0 ? '' : `M${i} 10V${10 - (10 * count) / most}h0.9V10z`)).join('');
  return html`<svg class="bars" aria-hidden="true" viewBox="0 0 ${counts.length} 10" preserveAspectRatio="none">
    <path d=${path} />
  </svg>`;
}
