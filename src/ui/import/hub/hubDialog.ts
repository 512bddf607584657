import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { HubImportOptions, HubOverview } from '../../../domain/hubImport.ts';
import { DEFAULT_ALLOWED_FAMILIES } from '../../../domain/license.ts';
import type { HubFile, HubSource } from '../../../stages/import/chosenFiles.ts';
import { nothingPasses, takesTables } from '../../../stages/hubImport/hubImportPlan.ts';
import { DialogElement } from '../../shared/dialogs/dialogElement.ts';
import { renderCheck } from '../../shared/fields/inputs.ts';
import { takeFiles } from '../../shared/fields/takeFiles.ts';
import { emit } from '../../shared/element/events.ts';
import '../../shared/jobs/jobArea.ts';
import type { GalleryEntry } from './gallery.ts';
import { renderGallery } from './galleryCards.ts';
import { renderHubForm, renderSum } from './hubForm.ts';
import type { HubDialogInput, TakesTables } from './hubLink.ts';
import { SoundsContext } from '../../contexts.ts';

/** Looks at a public data set and starts its import. Fires `ib-close` when it is done with. */
@customElement('ib-hub-dialog')
export class HubDialog extends DialogElement implements TakesTables {
  static override styles = [
    ...DialogElement.styles,
    css`
      dialog {
        width: min(56rem, calc(100vw - 2rem));
      }

      .grow {
        flex: 1 1 16rem;
      }

      .families,
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr));
        gap: 0 var(--space-3);
      }

      .columns {
        gap: var(--space-3);
      }

      .choices {
        align-items: start;
      }

      .all {
        align-self: center;
      }

      .gallery {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
        gap: var(--space-2);
        margin: 0;
        padding: 0;
        list-style: none;
      }

      .card {
        display: grid;
        gap: var(--space-1);
        align-content: start;
        width: 100%;
        height: 100%;
        text-align: start;
        white-space: normal;
        overflow-wrap: anywhere;
      }

      .card span {
        font-weight: normal;
        font-size: var(--text-s);
      }

      .dim {
        color: var(--text-dim);
      }

      .sum {
        flex: 1 0 100%;
        order: -1;
        margin: 0;
      }

      .refusal {
        margin: 0;
        padding-left: var(--space-3);
        border-left: 3px solid var(--danger);
      }

      .refusal:empty {
        display: none;
      }

      .toolbar select {
        min-width: 10rem;
      }
    `,
  ];

  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;

  /** What to begin with; null while the dialog is closed. */
  @property({ attribute: false }) ask: HubDialogInput | null = null;

  @state() private datasetId = '';
  @state() private overview: HubOverview | null = null;
  @state() private tables: readonly HubFile[] = [];
  @state() private options: HubImportOptions | null = null;
  @state() private remember = false;
  /** Why the last look came to nothing: alerts of the page lie behind the dialog. */
  @state() private refusal: string | null = null;

  @query('#tables') private readonly tableInput!: HTMLInputElement;

  protected readonly heading = 'Fetch Dataset';

  protected override get shown(): boolean {
    return this.ask !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { ask } = this;
    if (!changed.has('ask') || ask === null) return;
    this.datasetId = ask.datasetId;
    this.overview = null;
    this.options = null;
    this.tables = [];
    this.refusal = null;
    this.remember = this.shell.settings.hubToken.peek() !== null;
    if (ask.source !== null) this.look(ask.config, ask.split);
  }

  protected renderBody(): TemplateResult {
    const { overview, options, ask } = this;
    return html`<div class="stack">
      ${ask?.source === null ? this.renderSource() : html`<p>${ask?.source.name}: nothing is sent anywhere.</p>`}
      <ib-job-area .kinds=${['hub-inspection']}>
        <p class="refusal" aria-live="assertive">${this.refusal}</p>
      </ib-job-area>
      ${
        overview === null || options === null
          ? ask?.source === null && this.accepts('hub-inspection')
            ? renderGallery((entry) => this.choose(entry))
            : nothing
          : html`${ask?.source === null && takesTables(overview) ? this.renderTables() : nothing}
            ${renderHubForm({
              overview,
              options,
              onOptions: (change) => (this.options = { ...options, ...change }),
              onSplit: (config, split) => this.look(config, split),
            })}`
      }
    </div>`;
  }

  protected override renderActions(): TemplateResult {
    const { overview, options } = this;
    const ready =
      overview !== null &&
      this.isOf(overview) &&
      options !== null &&
      options.allowedFamilies.length > 0 &&
      nothingPasses(overview, options) === null;
    return html`${overview === null || options === null ? nothing : this.renderSum(overview, options)}
    ${this.renderPlain()}
    ${this.action('Import', this.onImport, {
      look: 'primary',
      starts: ['hub-import', 'hub-inspection'],
      disabled: !ready,
    })}`;
  }

  private renderSum(overview: HubOverview, options: HubImportOptions): TemplateResult {
    if (this.isOf(overview)) return renderSum(overview, options);
    return html`<p class="sum error" role="status">This is ${overview.datasetId}. Look up the name above first.</p>`;
  }

  private renderPlain(): TemplateResult | typeof nothing {
    const source = this.ask?.source;
    if (source?.kind !== 'folder') return nothing;
    return this.action('Add as plain audio', () => {
      this.cancel();
      emit(this, 'ib-plain-files', source.files);
    });
  }

  protected override cancel(): void {
    const { jobs } = this.shell;
    const looking = jobs.active('hub-inspection');
    if (looking !== null) jobs.stop(looking.id);
    emit(this, 'ib-close');
  }

  private renderSource(): TemplateResult {
    const { settings } = this.shell;
    const { hubImport } = this.sounds;
    return html`<div class="toolbar">
        <div class="field grow">
          <label for="dataset">Data set on the hub (huggingface.co)</label>
          <input
            id="dataset"
            type="text"
            placeholder="owner/name"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            .value=${this.datasetId}
            @input=${(event: Event) => (this.datasetId = (event.target as HTMLInputElement).value.trim())}
            @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.onLook()}
          />
        </div>
        <button
          class="button ${this.isOf(this.overview) ? '' : 'primary'}"
          ?disabled=${this.datasetId === '' || !this.accepts('hub-inspection')}
          @click=${this.onLook}
        >
          Look Up
        </button>
      </div>
      <p class="hint">
        Parquet, tar or zip shards, or a folder of audio with its tables, can be dropped instead: then nothing leaves
        this machine.
      </p>
      <details>
        <summary>Access token and addresses</summary>
        <div class="stack tight">
          <div class="field">
            <label for="token">Access token (only for gated sets and higher limits)</label>
            <input
              id="token"
              type="password"
              autocomplete="off"
              .value=${hubImport.token.value ?? ''}
              @change=${(event: Event) => this.setToken((event.target as HTMLInputElement).value.trim(), this.remember)}
            />
          </div>
          ${renderCheck('Keep the token in this browser', this.remember, (remember) =>
            this.setToken(hubImport.token.peek() ?? '', remember),
          )}
          ${this.renderAddress('Hub address', 'hub-url', settings.hubUrl)}
          ${this.renderAddress('Viewer address', 'viewer-url', settings.viewerUrl)}
        </div>
      </details>`;
  }

  private renderTables(): TemplateResult {
    const names = this.tables.map(({ path }) => path);
    return html`<div class="toolbar">
      ${this.action('Add Tables', () => this.tableInput.click(), { look: 'small', starts: ['hub-inspection'] })}
      <span class="hint">
        ${
          names.length === 0
            ? 'Tables that name the licences of its files (CSV, JSON, Parquet) can be added, or dropped here.'
            : `Joined by the names of its files: ${names.join(', ')}.`
        }
      </span>
      <input
        id="tables"
        type="file"
        multiple
        hidden
        accept=".csv,.tsv,.json,.jsonl,.ndjson,.txt,.gz,.parquet"
        aria-label="Tables"
        @change=${(event: Event) => takeFiles(event, (files) => this.addTables(files))}
      />
    </div>`;
  }

  async takeTables(files: readonly HubFile[]): Promise<boolean> {
    const { ask } = this;
    const isLooking = this.shell.jobs.active('hub-inspection') !== null;
    const isAsked = ask !== null && (this.overview !== null || isLooking);
    if (!isAsked || !(await this.sounds.hubImport.areTables(files)) || ask !== this.ask) return false;
    this.addTables(files);
    return true;
  }

  /** Looks again with them; what is being looked at without them follows by itself. */
  private addTables(files: readonly HubFile[]): void {
    const { overview } = this;
    const isNew = ({ path }: HubFile) => !files.some((file) => file.path === path);
    this.tables = [...this.tables.filter(isNew), ...files];
    const isLooking = this.shell.jobs.active('hub-inspection') !== null;
    if (overview !== null && !isLooking) this.look(overview.config, overview.split);
  }

  private renderAddress(label: string, id: string, setting: { value: string }): TemplateResult {
    return html`<div class="field">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        type="url"
        .value=${setting.value}
        @change=${({ target }: Event) => {
          if (!(target instanceof HTMLInputElement)) return;
          if (URL.canParse(target.value)) setting.value = target.value;
          else target.value = setting.value;
        }}
      />
    </div>`;
  }

  private setToken(token: string, remember: boolean): void {
    this.remember = remember;
    this.sounds.hubImport.setToken(token === '' ? null : token, remember);
  }

  /** Fills the form with a known data set and looks at it. */
  private choose({ datasetId }: GalleryEntry): void {
    this.datasetId = datasetId;
    this.options = null;
    this.tables = [];
    this.onLook();
  }

  /** Whether what was looked at is the data set that is named now. */
  private isOf(overview: HubOverview | null): boolean {
    return overview !== null && (this.ask?.source !== null || overview.datasetId === this.datasetId);
  }

  private source(): HubSource {
    const dropped = this.ask?.source ?? null;
    if (dropped === null) return { kind: 'hub', datasetId: this.datasetId, tables: this.tables };
    return { ...dropped, files: [...dropped.files, ...this.tables] };
  }

  private look(config: string | null, split: string | null): void {
    const { ask, tables } = this;
    this.refusal = null;
    this.attempt(async () => {
      const overview = await this.sounds.hubImport.inspect(this.source(), { config, split });
      if (ask === null || ask !== this.ask) return;
      if (overview === null) {
        const last = this.shell.jobs.jobs.peek().findLast(({ kind }) => kind === 'hub-inspection');
        this.refusal = last?.state.kind === 'failed' ? last.state.error.message : null;
        if (!this.isOf(this.overview)) this.overview = null;
        return;
      }
      const kept = this.options;
      this.overview = overview;
      this.options = {
        config: overview.config,
        split: overview.split,
        maxItems: kept?.maxItems ?? ask.maxItems,
        columns: overview.detected,
        allowedFamilies: kept?.allowedFamilies ?? ask.families ?? DEFAULT_ALLOWED_FAMILIES,
        useCardLicense: kept?.useCardLicense ?? false,
      };
      if (tables !== this.tables) this.look(overview.config, overview.split);
    });
  }

  private readonly onLook = (): void => {
    if (this.datasetId === '' || this.ask === null) return;
    const same = this.datasetId === this.ask.datasetId;
    this.look(same ? this.ask.config : null, same ? this.ask.split : null);
  };

  private readonly onImport = (): void => {
    const { overview, options } = this;
    if (overview === null || options === null) return;
    const source = this.source();
    emit(this, 'ib-close');
    this.attempt(async () => this.sounds.hubImport.start(source, overview, options));
  };
}
