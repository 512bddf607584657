import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { AppErrorFields } from '../../domain/errors.ts';
import {
  SQL_ROW_LIMIT,
  SQL_TIME_LIMIT_MS,
  type SqlCell,
  type SqlResult,
  type SqlTable,
} from '../../domain/sqlResult.ts';
import type { ConsoleState } from '../../stages/data/consoleStage.ts';
import { formatCount, formatSeconds, plural } from '../shared/text/format.ts';
import type { Column } from '../shared/table/columns.ts';
import '../shared/table/dataTable.ts';
import { remembered } from '../shared/element/remembered.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import '../shared/figure/figureFrame.ts';
import '../shared/plot/plotFrame.ts';
import { sqlChart, type SqlChart } from './sqlChart.ts';
import { sqlFailure } from './sqlFailure.ts';
import './sqlTables.ts';
import './sqlField.ts';
import type { SqlField } from './sqlField.ts';
import type { AppEvent } from '../shared/element/events.ts';
import { DataContext } from '../contexts.ts';

type Row = readonly SqlCell[];

const FIRST_STATEMENT = 'SELECT path, sample_rate, duration_sec FROM audio_files ORDER BY path';

/** Questions in SQL about a copy of the data set: a statement, its rows, and the rows as CSV. */
@customElement('ib-sql-console')
export class SqlConsole extends WorkbenchElement {
  static override styles = css`
    .ask {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }

    @media (min-width: 60rem) {
      .ask {
        grid-template-columns: minmax(0, 1fr) 20rem;
      }
    }

    .line {
      overflow-x: auto;
      margin: 0;
      font: var(--text-s) / 1.6 var(--font-mono);
    }

    mark {
      background: transparent;
      color: var(--danger);
      text-decoration: underline wavy;
    }

    .history {
      max-width: min(26rem, 100%);
      margin-left: auto;
    }

    ib-data-table {
      --table-height: auto;
      --table-max-height: 26rem;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;

  @state() private statement = FIRST_STATEMENT;
  /** The statement that the shown result or failure is about. */
  private asked = '';
  @state() private charted = false;
  @query('ib-sql-field') private readonly field!: SqlField;
  private readonly columnsOf = remembered((names: readonly string[]) => names.map(columnOf));
  private readonly chartOf = remembered(sqlChart);
  private readonly columnNames = remembered((tables: readonly SqlTable[]) =>
    Object.fromEntries(tables.map(({ name, columns }) => [name, columns.map((column) => column.name)])),
  );

  protected override render(): TemplateResult {
    const { environment } = this.shell;
    const { console } = this.data;
    const state = console.state.value;
    const isRunning = state.kind === 'running';
    return html`<section class="panel stack" aria-labelledby="heading">
      <h2 id="heading">SQL console</h2>
      <p class="hint">
        Reads a copy of the data set: nothing written here can change it, and no file or network is in reach. At most
        ${formatCount(SQL_ROW_LIMIT)} rows and ${SQL_TIME_LIMIT_MS / 1000} seconds. <code>SHOW TABLES</code> lists the
        tables.
      </p>
      <div class="ask" @focusin=${this.onFocus}>
        <ib-sql-field
          .text=${this.statement}
          .tables=${this.columnNames(console.tables.value)}
          @ib-run=${this.run}
          @ib-statement=${({ detail }: AppEvent<'ib-statement'>) => (this.statement = detail)}
        ></ib-sql-field>
        <details>
          <summary>Tables and columns</summary>
          <ib-sql-tables
            .tables=${console.tables.value}
            @ib-insert=${({ detail }: AppEvent<'ib-insert'>) => this.field.insert(detail)}
          ></ib-sql-tables>
        </details>
      </div>
      <div class="toolbar">
        ${this.action('Run SQL', this.run, {
          icon: 'play',
          disabled: isRunning || environment.database.value !== 'open',
        })}
        ${this.action('Stop', () => console.cancel(), { icon: 'stop', disabled: !isRunning })}
        ${this.action('Download CSV', () => state.kind === 'done' && console.downloadCsv(state.result), {
          icon: 'download',
          disabled: state.kind !== 'done',
        })}
        ${this.renderChartButton(state)} ${this.renderHistory(console.history.value)}
      </div>
      <div role="status">
        ${isRunning ? html`<progress aria-label="SQL"></progress>` : nothing}
        ${state.kind === 'stopped' ? html`<p class="hint">Stopped.</p>` : nothing}
        ${state.kind === 'done' ? html`<p class="hint">${summaryOf(state.result)}</p>` : nothing}
        ${state.kind === 'failed' ? this.renderFailure(state.error) : nothing}
      </div>
      ${state.kind === 'done' ? this.renderResult(state.result) : nothing}
    </section>`;
  }

  private renderChartButton(state: ConsoleState): TemplateResult {
    const chart = state.kind === 'done' ? this.chartOf(state.result) : null;
    return html`<button
      class="button"
      aria-pressed=${this.charted}
      title=${chart === null ? 'A chart needs two columns of numbers, or one of text and one of numbers' : nothing}
      ?disabled=${chart === null}
      @click=${() => (this.charted = !this.charted)}
    >
      Chart
    </button>`;
  }

  private renderChart(chart: SqlChart): TemplateResult {
    const { heading, summary } = chart;
    return chart.kind === 'points'
      ? html`<ib-plot .heading=${heading} .summary=${summary} .data=${chart.data}></ib-plot>`
      : html`<ib-figure
          .heading=${heading}
          .summary=${summary}
          .heightPx=${chart.heightPx}
          .build=${chart.build}
          .table=${chart.table}
        ></ib-figure>`;
  }

  private renderResult(result: SqlResult): TemplateResult {
    const chart = this.charted ? this.chartOf(result) : null;
    return html`${chart === null ? nothing : this.renderChart(chart)}<ib-data-table
        label="Query result"
        .columns=${this.columnsOf(result.columns)}
        .rows=${result.rows}
        >No rows.</ib-data-table
      >`;
  }

  private renderHistory(history: readonly string[]): TemplateResult | typeof nothing {
    if (history.length === 0) return nothing;
    return html`<select class="history" aria-label="Earlier statements" @change=${this.onHistory}>
      <option value="">Earlier statements</option>
      ${history.map((statement, index) => html`<option value=${index}>${statement.replaceAll(/\s+/gu, ' ')}</option>`)}
    </select>`;
  }

  /** What is wrong, the place in the statement where DuckDB names one, and what it thinks was meant. */
  private renderFailure({ message }: AppErrorFields): TemplateResult {
    const { sentence, near, at } = sqlFailure(message, this.asked);
    if (at === null || this.statement !== this.asked) return html`<p class="error">${sentence}</p>`;
    const { from, to, line, column, excerpt } = at;
    return html`<p class="error">${sentence}</p>
      <pre class="line">${excerpt[0]}<mark>${excerpt[1]}</mark>${excerpt[2]}</pre>
      <div class="toolbar">
        <button class="button small" @click=${() => this.field.selectRange(from, to)}>
          Go to line ${line}, column ${column}
        </button>
        ${near.map(
          (name) =>
            html`<button class="button small" @click=${() => this.field.replace(from, to, name)}>Use ${name}</button>`,
        )}
      </div>`;
  }

  private readonly run = (): void => {
    this.asked = this.statement;
    this.attempt(async () => this.data.console.run(this.asked));
  };

  private readonly onFocus = (): void => {
    if (this.shell.environment.database.value !== 'open') return;
    this.attempt(async () => this.data.console.readTables());
  };

  private readonly onHistory = ({ target }: Event): void => {
    if (!(target instanceof HTMLSelectElement)) return;
    const statement = this.data.console.history.value[Number(target.value)];
    if (target.value === '' || statement === undefined) return;
    target.value = '';
    this.statement = statement;
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
  return `${count}, ${formatSeconds(elapsedMs / 1000, 2)}.`;
}
