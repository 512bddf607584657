import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keepsNoFiles } from '../../domain/storage.ts';
import { evictionWords } from '../../stages/shell/capabilities.ts';
import { emit } from '../shared/element/events.ts';
import { formatBytes } from '../shared/text/format.ts';
import '../shared/jobs/jobArea.ts';
import type { Metric } from '../shared/text/metricList.ts';
import '../shared/text/metricList.ts';
import { renderDetails } from '../shared/verdictCard.ts';
import { takeFiles } from '../shared/fields/takeFiles.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import '../model/handOffButtons.ts';
import { dataRow } from './dataRow.ts';
import { dataVerdict, type DataStep } from './dataVerdict.ts';
import './deleteDialog.ts';
import './safetyPanel.ts';
import './methodsPanel.ts';
import './sqlConsole.ts';
import './storageUse.ts';
import { DataContext, LearningContext } from '../contexts.ts';

/** Data: what goes out and comes in as a file, and what this browser stores. */
@customElement('ib-data-view')
export class DataView extends WorkbenchElement {
  static override styles = [
    dataRow,
    css`
      .columns {
        --least: 30rem;
      }

      .column {
        gap: var(--space-5);
      }

      ib-hand-off-buttons {
        display: grid;
      }
    `,
  ];

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: LearningContext }) private readonly learning!: LearningContext;

  @state() private deleting = false;
  @query('input[type="file"]') private readonly fileInput!: HTMLInputElement;

  override connectedCallback(): void {
    super.connectedCallback();
    this.attempt(async () => this.shell.environment.refreshStorage());
  }

  protected override render(): TemplateResult {
    return html`<div class="stack">
      <h2 class="visually-hidden">Data</h2>
      ${this.renderCard()}
      ${
        this.shell.jobs.active('preset-export') === null
          ? nothing
          : html`<ib-job-area .kinds=${['preset-export', 'judging-all']}></ib-job-area>`
      }
      <div class="columns">
        ${this.renderOut()}
        <div class="stack column"><ib-safety-panel></ib-safety-panel> ${this.renderStorage()}</div>
      </div>
      <ib-sql-console></ib-sql-console>
      <input
        type="file"
        accept=".duckdb,.db"
        hidden
        @change=${(event: Event) => takeFiles(event, (files) => emit(this, 'ib-import-database', files[0].file))}
      />
      <ib-delete-dialog ?open=${this.deleting} @ib-close=${() => (this.deleting = false)}></ib-delete-dialog>
    </div>`;
  }

  /** How safe the work is, and the ways out and in. */
  private renderCard(): TemplateResult {
    const { backup, exporting, dataSet } = this.data;
    const storage = this.shell.environment.storage.value;
    const lastBackupAt = storage?.lastBackupAt ?? null;
    const keepsNone = keepsNoFiles(storage?.mode ?? null);
    const { heading, words, step } = dataVerdict({
      reminder: backup.exportReminder.value,
      storesNothing: storage?.mode === 'memory',
      keepsNone,
      lastBackupAt,
      isBackupWanting:
        lastBackupAt !== null && (storage?.lastBackupFailure != null || backup.reminderOf(lastBackupAt) !== null),
    });
    const look = (own: DataStep) => (own === step ? 'primary' : '');
    return html`<ib-verdict-card .heading=${heading} .words=${words}>
      <div class="toolbar" slot="actions">
        ${this.action('Export DuckDB', async () => exporting.exportDatabase(), {
          icon: 'download',
          look: look('export'),
          starts: ['export'],
          tour: 'export',
          title: "The whole data set for DuckDB 1.1 or newer, the desktop trainer's six tables and ours",
        })}
        ${this.action('Back Up Now', async () => backup.make(), {
          icon: 'check',
          look: look('backup'),
          starts: ['backup', 'restore', 'database-import', 'delete-all'],
          disabled: keepsNone,
        })}
        ${this.action('Import DuckDB', () => this.fileInput.click(), {
          icon: 'upload',
          look: look('import'),
          starts: ['database-import'],
          title: 'A database of the desktop trainer or of this app. You see what it holds before anything changes.',
        })}
        ${this.action(
          'Export Presets',
          () =>
            emit(
              this,
              'ib-export-presets',
              dataSet.records.peek().map(({ file }) => file.audioId),
            ),
          {
            icon: 'download',
            look: look('presets'),
            starts: ['preset-export'],
            disabled: dataSet.counts.value.described === 0,
            title: "A preset for each file with descriptors, in a zip that goes to the DAW's folder",
          },
        )}
      </div>
      <ib-job-area
        .kinds=${['export', 'plugin-training', 'database-import', 'backup', 'restore', 'delete-all']}
        withoutStop
      >
        <p class="hint">
          Everything stays in this browser. A file that you export is the copy that nobody can take away.
        </p>
      </ib-job-area>
    </ib-verdict-card>`;
  }

  private renderOut(): TemplateResult {
    const { exporting, dataSet } = this.data;
    const { models } = this.learning;
    const model = models.withEquations.value;
    const { labelled } = dataSet.counts.value;
    const isRefused = model === null && labelled < models.minimumRows;
    const out = { icon: 'download', starts: ['export'] } as const;
    return html`<section class="panel stack">
      <h2>Export</h2>
      <div class="row">
        <p class="hint">One row per file with descriptors and best parameters.</p>
        ${this.action('Export Training CSV', async () => exporting.exportTrainingCsv(), out)}
      </div>
      <div class="row">
        <p class="hint">Title, author, source and licence of every file that came from a public data set, as CSV.</p>
        ${this.action('Export Attributions', async () => exporting.exportAttributions('csv'), out)}
      </div>
      <div class="row">
        <p class="hint">
          ${
            isRefused
              ? `A ridge needs ${models.minimumRows} files with best parameters, and there ${labelled === 1 ? 'is' : 'are'} ${labelled}: Run All finds them.`
              : model === null
                ? 'The equations of a degree-3 ridge, which is trained for it: a network has none.'
                : html`The equations of <code>${model.modelId}</code>.`
          }
        </p>
        ${this.action('Export best_equations.json', async () => exporting.exportBestEquations(), {
          ...out,
          starts: ['training'],
          disabled: isRefused,
        })}
      </div>
      <div class="row">
        <p class="hint">
          The plugin model, to be compiled into the plugin; if there is none of today's recordings yet, it is trained
          first. The kit adds a guide for people who have never compiled.
        </p>
        <ib-hand-off-buttons></ib-hand-off-buttons>
      </div>
      <ib-methods-panel></ib-methods-panel>
      ${renderDetails(
        this.shell.settings,
        'data',
        html`<div class="stack">
          <div class="row">
            <p class="hint">One row per file with all that is known of it, for pandas, Polars and the like.</p>
            ${this.action('Export Parquet', async () => exporting.exportParquet(), out)}
          </div>
          <div class="row">
            <p class="hint">The attributions as a text to put beside what you publish.</p>
            ${this.action('Attributions as Markdown', async () => exporting.exportAttributions('markdown'), out)}
          </div>
        </div>`,
      )}
    </section>`;
  }

  private renderStorage(): TemplateResult {
    const { environment } = this.shell;
    const storage = environment.storage.value;
    return html`<section class="panel stack">
      <h2>Storage</h2>
      <ib-metric-list .metrics=${this.storageMetrics()}></ib-metric-list>
      <h3>By kind</h3>
      <ib-storage-use></ib-storage-use>
      ${
        storage?.mode === 'memory'
          ? html`<p class="error">
              This window stores nothing: the data is gone when it closes. Export the database before you leave.
            </p>`
          : nothing
      }
      ${
        evictionWords() === null
          ? nothing
          : html`<div class="row">
              <p class="caution">${evictionWords()}</p>
              ${this.action('Export Now', async () => this.data.exporting.exportDatabase(), { icon: 'download' })}
            </div>`
      }
      <div class="row">
        <p class="hint">
          ${
            storage?.persisted === true
              ? 'The browser keeps this data until you delete it.'
              : 'The browser may clear this data when the disk runs full.'
          }
        </p>
        ${this.action('Keep my data', async () => environment.requestPersistence(), {
          icon: 'pin',
          disabled: environment.database.value !== 'open' || storage?.persisted === true,
        })}
      </div>
      <div class="row">
        <p class="hint">Gives up what the data set can do without: you choose, by size.</p>
        ${this.action('Free Space', () => emit(this, 'ib-show', 'space'), { icon: 'space' })}
      </div>
      <div class="row">
        <p class="hint">Removes everything that this app stored, backups included.</p>
        ${this.action('Delete All Data', () => (this.deleting = true), {
          icon: 'trash',
          look: 'danger',
          starts: ['delete-all'],
        })}
      </div>
    </section>`;
  }

  private storageMetrics(): readonly Metric[] {
    const storage = this.shell.environment.storage.value;
    if (storage === null) return [];
    const { usageBytes, quotaBytes, persisted } = storage;
    return [
      { label: 'Used in all', value: formatBytes(usageBytes), hint: "the browser's estimate" },
      { label: 'Left', value: formatBytes(quotaBytes === null ? null : quotaBytes - (usageBytes ?? 0)) },
      { label: 'Persistence', value: persisted ? 'granted' : 'not granted' },
    ];
  }
}
