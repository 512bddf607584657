import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SqlTable } from '../../domain/sqlResult.ts';
import { BaseElement } from '../shared/element/baseElement.ts';
import { emit } from '../shared/element/events.ts';

/** The tables that the console can ask, with their columns and types. Fires `ib-insert` with the name that was pressed. */
@customElement('ib-sql-tables')
export class SqlTables extends BaseElement {
  static override styles = css`
    .tables {
      max-height: 15rem;
      overflow: auto;
      font-size: var(--text-s);
    }

    ul {
      margin: 0 0 var(--space-2);
      padding: 0 0 0 var(--space-4);
      list-style: none;
    }

    li button {
      display: flex;
      justify-content: space-between;
      gap: var(--space-3);
      width: 100%;
      min-height: var(--slim-control-height);
      padding: 0 var(--space-2);
      border: 0;
      border-radius: var(--radius-s);
      background: transparent;
      color: inherit;
      font: var(--text-s) / 1.6 var(--font-mono);
      text-align: left;
      cursor: pointer;
    }

    li button:hover {
      background: var(--surface-selected);
    }
  `;

  @property({ attribute: false }) tables: readonly SqlTable[] = [];

  protected override render(): TemplateResult {
    return html`<section class="tables" aria-label="Tables">
      ${this.tables.map(
        ({ name, columns }) =>
          html`<details>
            <summary>${name}</summary>
            <ul>
              <li>${this.renderName(name, 'table')}</li>
              ${columns.map((column) => html`<li>${this.renderName(column.name, column.type)}</li>`)}
            </ul>
          </details>`,
      )}
    </section>`;
  }

  private renderName(name: string, type: string): TemplateResult {
    return html`<button type="button" title="Insert ${name}" @click=${() => emit(this, 'ib-insert', name)}>
      ${name} <span class="hint">${type}</span>
    </button>`;
  }
}
