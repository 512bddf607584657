import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { SQL_ROW_LIMIT, SQL_TIME_LIMIT_MS, type SqlCell, type SqlResult } from '../../domain/sqlResult.ts';
import { formatCount, plural } from '../shared/format.ts';
import type { Column } from '../shared/table/columns.ts';
import '../shared/table/dataTable.ts';
import { WorkbenchElement } from '../shared/workbenchElement.ts';
import { base } from '../theme/base.ts';
import { icon } from '../theme/icons.ts';

type Row = readonly SqlCell[];

const FIRST_STATEMENT = 'SELECT path, sample_rate, duration_sec FROM audio_files ORDER BY path';

/** Questions in SQL about a copy of the data set: a statement, its rows, and the rows as CSV. */
@customElement('ib-sql-console')
export class SqlConsole extends WorkbenchElement {
  static override styles = [
    base,
    css`
      textarea {
        width: 100%;
        min-height: 6rem;
        resize: vertical;
        font: var(--text-s) / 1.6 var(--font-mono);
      }

      ib-data-table {
        --table-height: auto;
        --table-max-height: 26rem;
      }
    `,
  ];

  @query('textarea') private readonly statement!: HTMLTextAreaElement;

  private shown: { readonly result: SqlResult; readonly columns: readonly Column<Row>[] } | null = null;

  protected override render(): TemplateResult {
    const { environment, console } = this.workbench;
    const state = console.state.value;
    const isRunning = state.kind === 'running';
    return html`<section class="panel stack" aria-labelledby="heading">
      <h2 id="heading">SQL console</h2>
      <p class="hint">
        Reads a copy of the data set: nothing written here can change it, and no file or network is in reach. At most
        ${formatCount(SQL_ROW_LIMIT)} rows and ${SQL_TIME_LIMIT_MS / 1000} seconds. <code>SHOW TABLES</code> lists the
        tables.
      </p>
      <div class="field">
        <label for="sql">SQL</label>
        <textarea
          id="sql"
          spellcheck="false"
          autocapitalize="none"
          autocomplete="off"
          .defaultValue=${FIRST_STATEMENT}
          @keydown=${this.onKey}
        ></textarea>
      </div>
      <div class="toolbar">
        <button class="button" ?disabled=${isRunning || environment.database.value !== 'open'} @click=${this.run}>
          ${icon('play')} Run SQL
        </button>
        <button class="button" ?disabled=${!isRunning} @click=${() => console.cancel()}>${icon('stop')} Cancel</button>
        <button
          class="button"
          ?disabled=${state.kind !== 'done'}
          @click=${() => state.kind === 'done' && console.downloadCsv(state.result)}
        >
          ${icon('download')} Download CSV
        </button>
      </div>
      <div role="status">
        ${isRunning ? html`<progress aria-label="SQL"></progress>` : nothing}
        ${state.kind === 'stopped' ? html`<p class="hint">Cancelled.</p>` : nothing}
        ${state.kind === 'done' ? html`<p class="hint">${summaryOf(state.result)}</p>` : nothing}
        ${state.kind === 'failed' ? html`<p class="error">${state.error.message}</p>` : nothing}
      </div>
      ${state.kind === 'done' ? this.renderResult(state.result) : nothing}
    </section>`;
  }

  private renderResult(result: SqlResult): TemplateResult {
    if (this.shown?.result !== result) this.shown = { result, columns: result.columns.map(columnOf) };
    return html`<ib-data-table label="Query result" .columns=${this.shown.columns} .rows=${result.rows}
      >No rows.</ib-data-table
    >`;
  }

  private readonly run = (): void => {
    this.attempt(async () => this.workbench.console.run(this.statement.value));
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.run();
  };
}

function columnOf(label: string, index: number): Column<Row> {
  const valueOf = (row: Row) => row[index] ?? null;
  return {
    key: String(index),
    label,
    widthRem: 9,
    grow: 1,
    sortValue: (row) => {
      const value = valueOf(row);
      return typeof value === 'boolean' ? Number(value) : value;
    },
    cell: (row) => {
      const value = valueOf(row);
      return value === null
        ? html`<span class="hint">NULL</span>`
        : html`<span title=${String(value)}>${String(value)}</span>`;
    },
  };
}

function summaryOf({ rows, cut, elapsedMs }: SqlResult): string {
  const count = cut ? `The first ${plural(rows.length, 'row')}; there are more` : plural(rows.length, 'row');
  return `${count}, ${(elapsedMs / 1000).toFixed(2)} s.`;
}
