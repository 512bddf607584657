import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { refusalWords, refusedCount, type RefusedRows } from '../../domain/storage.ts';
import { BaseElement } from '../shared/element/baseElement.ts';
import { plural } from '../shared/text/format.ts';

/** The rows of a database that are left out, by table and reason. */
@customElement('ib-refused-rows')
export class RefusedRowsList extends BaseElement {
  static override styles = css`
    ul {
      max-height: 10rem;
      margin: 0;
      padding-left: var(--space-5);
      overflow: auto;
    }
  `;

  @property({ attribute: false }) refused: readonly RefusedRows[] = [];

  protected override render(): TemplateResult | typeof nothing {
    const { refused } = this;
    if (refused.length === 0) return nothing;
    const count = refusedCount(refused);
    return html`<p class="error">
        ${plural(count, 'row')} ${count === 1 ? 'cannot be understood and is' : 'cannot be understood and are'} left
        out:
      </p>
      <ul tabindex="0" aria-label="Rows left out">
        ${refused.map((rows) => html`<li>${refusalWords(rows)}</li>`)}
      </ul>`;
  }
}
