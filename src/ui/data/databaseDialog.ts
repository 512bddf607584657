import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MergeDecision, MergePlan, MergePreview } from '../../domain/databaseMerge.ts';
import type { DatabaseImportMode } from '../../stages/data/exportStage.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { type AppEvent, emit } from '../shared/element/events.ts';
import { formatCount, plural } from '../shared/text/format.ts';
import type { Metric } from '../shared/text/metricList.ts';
import '../shared/text/metricList.ts';
import './differingFiles.ts';
import './refusedRows.ts';
import { DataContext } from '../contexts.ts';

const DECISIONS: readonly (readonly [value: MergeDecision, label: string])[] = [
  ['keep-both', 'keep both: what is here stays, their runs join the history'],
  ['take-theirs', 'take theirs: their descriptors and best presets replace mine, my runs stay in the history'],
  ['keep-mine', 'keep mine: take nothing of theirs'],
];
const NOTHING_DECIDED: MergePlan = { files: 'keep-both', byAudioId: {}, models: 'keep-mine' };

/** Shows what a database file would change and asks what to do with it. Fires `ib-answered` when the file is dealt with. */
@customElement('ib-database-dialog')
export class DatabaseDialog extends DialogElement {
  static override styles = [
    ...DialogElement.styles,
    css`
      dialog {
        width: min(52rem, calc(100vw - 2rem));
      }

      ul {
        margin: 0;
        padding-left: var(--space-5);
      }
    `,
  ];

  @consume({ context: DataContext }) private readonly data!: DataContext;

  /** The file to ask about; null for none. */
  @property({ attribute: false }) file: File | null = null;

  @state() private preview: MergePreview | null = null;
  @state() private plan: MergePlan = NOTHING_DECIDED;

  protected readonly heading = 'Import DuckDB';

  protected override get shown(): boolean {
    return this.preview !== null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { file } = this;
    if (!changed.has('file') || file === null) return;
    this.attempt(async () => {
      const preview = await this.data.exporting.previewDatabase(file);
      if (file !== this.file) return;
      this.plan = NOTHING_DECIDED;
      if (preview === null) this.cancel();
      else this.preview = preview;
    });
  }

  protected renderBody(): TemplateResult {
    const { preview } = this;
    if (preview === null) return html``;
    const { contents, differingFiles, differingModels } = preview;
    return html`<div class="stack">
      <p>
        <strong>${this.file?.name}</strong>, written by
        ${contents.writtenBy === 'desktop' ? 'the desktop trainer' : 'this app'}, holds:
      </p>
      <ib-metric-list .metrics=${metricsOf(preview)}></ib-metric-list>
      <ib-refused-rows .refused=${contents.refused}></ib-refused-rows>
      <p>A merge would</p>
      <ul>
        ${mergeWords(preview).map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
      ${differingFiles.length === 0 ? nothing : this.renderFiles(preview)}
      ${differingModels.length === 0 ? nothing : this.renderModels(differingModels)}
      <p class="hint">
        <strong>Merge</strong> adds it to your data set. <strong>Replace</strong> puts it in the place of your data set.
        Both can be undone. <strong>As a New Project</strong> leaves your data set alone.
      </p>
    </div>`;
  }

  protected override renderActions(): TemplateResult {
    const ready = this.accepts('database-import');
    return html`${this.action('As a New Project', async () => this.makeProject(), { starts: ['project'] })}
      <button class="button danger" ?disabled=${!ready} @click=${() => this.take({ kind: 'replace' })}>Replace</button>
      <button class="button primary" ?disabled=${!ready} @click=${() => this.take({ kind: 'merge', plan: this.plan })}>
        Merge
      </button>`;
  }

  private async makeProject(): Promise<void> {
    const { file } = this;
    this.cancel();
    if (file === null) return;
    await (await this.data.openProjects()).importDatabase(file);
    emit(this, 'ib-show', 'projects');
  }

  protected override cancel(): void {
    this.preview = null;
    emit(this, 'ib-answered');
  }

  private renderFiles({ differingFiles }: MergePreview): TemplateResult {
    return html`<fieldset>
        <legend>
          For the ${plural(differingFiles.length, 'file')} that
          ${differingFiles.length === 1 ? 'is not the same' : 'are not the same'}
        </legend>
        ${DECISIONS.map(([value, label]) => this.renderChoice('files', value, label))}
      </fieldset>
      <details>
        <summary>Decide file by file</summary>
        <ib-differing-files
          .files=${differingFiles}
          .plan=${this.plan}
          @ib-decide=${({ detail }: AppEvent<'ib-decide'>) => (this.plan = detail)}
        ></ib-differing-files>
      </details>`;
  }

  private renderModels(models: readonly string[]): TemplateResult {
    return html`<fieldset>
      <legend>For ${plural(models.length, 'model')} of the same name and other content</legend>
      ${this.renderChoice('models', 'keep-mine', 'keep mine')}
      ${this.renderChoice('models', 'take-theirs', 'take theirs')}
    </fieldset>`;
  }

  /** What is chosen for all files holds for each of them, whatever was decided one by one. */
  private renderChoice(of: 'files' | 'models', value: MergePlan['files'], label: string): TemplateResult {
    const change = of === 'files' ? { files: value, byAudioId: {} } : { models: value };
    return html`<label class="check">
      <input
        type="radio"
        name=${of}
        .checked=${this.plan[of] === value}
        @change=${() => (this.plan = { ...this.plan, ...change } as MergePlan)}
      />
      ${label}
    </label>`;
  }

  private take(mode: DatabaseImportMode): void {
    const { file } = this;
    this.cancel();
    if (file !== null) this.attempt(async () => this.data.exporting.importDatabase(file, mode));
  }
}

function metricsOf({ contents }: MergePreview): readonly Metric[] {
  const { audioFiles, descriptors, bestParams, trials, models } = contents;
  return [
    { label: 'audio files', value: formatCount(audioFiles) },
    { label: 'descriptors', value: formatCount(descriptors) },
    { label: 'best parameters', value: formatCount(bestParams) },
    { label: 'trials', value: formatCount(trials) },
    { label: 'models', value: formatCount(models) },
  ];
}

function mergeWords(preview: MergePreview): string[] {
  const {
    newFiles,
    identicalFiles,
    differingFiles,
    newModels,
    identicalModels,
    differingModels,
    taggedFiles,
    differingNotes,
  } = preview;
  const count = (n: number, words: (what: string) => string, one: string) => (n === 0 ? [] : [words(plural(n, one))]);
  return [
    ...(newFiles === 0 ? ['add no file'] : [`add ${plural(newFiles, 'new file')}`]),
    ...count(identicalFiles, (what) => `leave ${what} as they are: both have the same`, 'file'),
    ...count(differingFiles.length, (what) => `meet ${what} that differ: you decide below`, 'file'),
    ...count(taggedFiles, (what) => `give ${what} more tags, beside yours`, 'file'),
    ...count(differingNotes, (what) => `leave your notes on ${what} where theirs say something else`, 'file'),
    ...count(newModels, (what) => `add ${what}`, 'new model'),
    ...count(identicalModels, (what) => `leave ${what} that both have`, 'model'),
    ...count(differingModels.length, (what) => `meet ${what} that differ: you decide below`, 'model'),
  ];
}
