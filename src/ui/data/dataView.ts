import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { emit } from '../shared/element/events.ts';
import { formatBytes } from '../shared/text/format.ts';
import '../shared/jobs/jobArea.ts';
import type { Metric } from '../shared/text/metricList.ts';
import '../shared/text/metricList.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { icon } from '../theme/icons.ts';
import '../model/handOffButtons.ts';
import { dataRow } from './dataRow.ts';
import './deleteDialog.ts';
import './safetyPanel.ts';
import './sqlConsole.ts';

/** Data: what goes out and comes in as a file, and what this browser stores. */
@customElement('ib-data-view')
export class DataView extends WorkbenchElement {
  static override styles = [
    dataRow,
    css`
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr));
        gap: var(--space-5);
        align-items: start;
      }

      .column {
        gap: var(--space-5);
      }
    `,
  ];

  @state() private deleting = false;
  @query('input[type="file"]') private readonly fileInput!: HTMLInputElement;

  override connectedCallback(): void {
    super.connectedCallback();
    this.attempt(async () => this.workbench.environment.refreshStorage());
  }

  protected override render(): TemplateResult {
    return html`<div class="stack">
      <h2 class="visually-hidden">Data</h2>
      <ib-job-area
        .kinds=${['export', 'plugin-training', 'database-import', 'backup', 'restore', 'delete-all']}
        withoutStop
      >
        <p class="hint">
          Everything stays in this browser. A file that you export is the copy that nobody can take away.
        </p>
      </ib-job-area>
      <div class="cards">
        ${this.renderOut()}
        <div class="stack column">${this.renderIn()} <ib-safety-panel></ib-safety-panel> ${this.renderStorage()}</div>
      </div>
      <ib-sql-console></ib-sql-console>
      <input type="file" accept=".duckdb,.db" hidden @change=${this.onChosen} />
      <ib-delete-dialog ?open=${this.deleting} @ib-close=${() => (this.deleting = false)}></ib-delete-dialog>
    </div>`;
  }

  private renderOut(): TemplateResult {
    const { exporting, models } = this.workbench;
    const model = models.inUse.value;
    const ready = this.accepts('export');
    return html`<section class="panel stack">
      <h2>Export</h2>
      <div class="row">
        <p class="hint">The whole data set for DuckDB 1.1 or newer, the desktop trainer's six tables and ours.</p>
        <button
          class="button primary"
          data-tour="export"
          ?disabled=${!ready}
          @click=${() => this.attempt(async () => exporting.exportDatabase())}
        >
          ${icon('download')} Export DuckDB
        </button>
      </div>
      <div class="row">
        <p class="hint">One row per file with descriptors and best parameters.</p>
        <button
          class="button"
          ?disabled=${!ready}
          @click=${() => this.attempt(async () => exporting.exportTrainingCsv())}
        >
          ${icon('download')} Export Training CSV
        </button>
      </div>
      <div class="row">
        <p class="hint">One row per file with all that is known of it, for pandas, Polars and the like.</p>
        <button class="button" ?disabled=${!ready} @click=${() => this.attempt(async () => exporting.exportParquet())}>
          ${icon('download')} Export Parquet
        </button>
      </div>
      <div class="row">
        <p class="hint">
          Title, author, source and licence of every file that came from a public data set, as CSV or Markdown.
        </p>
        <div class="stack tight">
          <button
            class="button"
            ?disabled=${!ready}
            @click=${() => this.attempt(async () => exporting.exportAttributions('csv'))}
          >
            ${icon('download')} Export Attributions
          </button>
          <button
            class="button"
            ?disabled=${!ready}
            @click=${() => this.attempt(async () => exporting.exportAttributions('markdown'))}
          >
            ${icon('download')} Attributions as Markdown
          </button>
        </div>
      </div>
      <div class="row">
        <p class="hint">
          ${model === null ? 'The equations of a model; train one first.' : html`The equations of <code>${model.modelId}</code>.`}
        </p>
        <button
          class="button"
          ?disabled=${!ready || model === null}
          @click=${() => model !== null && this.attempt(async () => exporting.exportBestEquations(model))}
        >
          ${icon('download')} Export best_equations.json
        </button>
      </div>
      <div class="row">
        <p class="hint">
          The plugin model of today's recordings, for the plugin to compile in; it is trained first where there is none.
          The kit adds a guide for people who have never compiled.
        </p>
        <ib-hand-off-buttons></ib-hand-off-buttons>
      </div>
    </section>`;
  }

  private renderIn(): TemplateResult {
    return html`<section class="panel stack">
      <h2>Import</h2>
      <div class="row">
        <p class="hint">
          A database of the desktop trainer or of this app. You see what it holds before anything changes.
        </p>
        <button class="button" ?disabled=${!this.accepts('database-import')} @click=${() => this.fileInput.click()}>
          ${icon('upload')} Import DuckDB
        </button>
      </div>
    </section>`;
  }

  private renderStorage(): TemplateResult {
    const { environment } = this.workbench;
    const storage = environment.storage.value;
    return html`<section class="panel stack">
      <h2>Storage</h2>
      <ib-metric-list .metrics=${this.storageMetrics()}></ib-metric-list>
      ${
        storage?.mode === 'memory'
          ? html`<p class="error">
              This window stores nothing: the data is gone when it closes. Export the database before you leave.
            </p>`
          : nothing
      }
      <div class="row">
        <p class="hint">
          ${
            storage?.persisted === true
              ? 'The browser keeps this data until you delete it.'
              : 'The browser may clear this data when the disk runs full.'
          }
        </p>
        <button
          class="button"
          ?disabled=${environment.database.value !== 'open' || storage?.persisted === true}
          @click=${() => this.attempt(async () => environment.requestPersistence())}
        >
          ${icon('pin')} Keep my data
        </button>
      </div>
      <div class="row">
        <p class="hint">Removes everything that this app stored, backups included.</p>
        <button class="button danger" ?disabled=${!this.accepts('delete-all')} @click=${() => (this.deleting = true)}>
          ${icon('trash')} Delete All Data
        </button>
      </div>
    </section>`;
  }

  private storageMetrics(): readonly Metric[] {
    const storage = this.workbench.environment.storage.value;
    if (storage === null) return [];
    const { usageBytes, quotaBytes, databaseBytes, persisted } = storage;
    return [
      { label: 'Data set', value: formatBytes(databaseBytes) },
      { label: 'Used in all', value: formatBytes(usageBytes), hint: 'the browser’s estimate' },
      { label: 'Left', value: formatBytes(quotaBytes === null ? null : quotaBytes - (usageBytes ?? 0)) },
      { label: 'Persistence', value: persisted ? 'granted' : 'not granted' },
    ];
  }

  private readonly onChosen = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const [file] = target.files ?? [];
    target.value = '';
    if (file !== undefined) emit(this, 'ib-import-database', file);
  };
}
