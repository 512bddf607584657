import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DatabaseImportMode } from '../../stages/exportStage.ts';
import type { Workbench } from '../../stages/workbench.ts';
import { DialogElement } from '../shared/dialogElement.ts';
import { emit } from '../shared/events.ts';
import { formatCount, plural } from '../shared/format.ts';
import type { Metric } from '../shared/metricList.ts';
import '../shared/metricList.ts';

type Contents = NonNullable<Awaited<ReturnType<Workbench['exporting']['inspectDatabase']>>>;
type Preference = Extract<DatabaseImportMode, { kind: 'merge' }>['prefer'];

/** Shows what a database file holds and asks what to do with it. Fires `ib-answered` when the file is dealt with. */
@customElement('ib-database-dialog')
export class DatabaseDialog extends DialogElement {
  /** The file to ask about; null for none. */
  @property({ attribute: false }) file: File | null = null;

  @state() private contents: Contents | null = null;
  @state() private preference: Preference = 'keep-mine';

  protected readonly heading = 'Import DuckDB';

  protected get shown(): boolean {
    return this.contents !== null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { file } = this;
    if (!changed.has('file') || file === null) return;
    this.attempt(async () => {
      const contents = await this.workbench.exporting.inspectDatabase(file);
      if (file !== this.file) return;
      if (contents === null) this.cancel();
      else this.contents = contents;
    });
  }

  protected renderBody(): TemplateResult {
    const { contents } = this;
    if (contents === null) return html``;
    const { sharedAudioFiles, writtenBy } = contents;
    return html`<div class="stack">
      <p>
        <strong>${this.file?.name}</strong>, written by ${writtenBy === 'desktop' ? 'the desktop trainer' : 'this app'},
        holds:
      </p>
      <ib-metric-list .metrics=${metricsOf(contents)}></ib-metric-list>
      ${
        sharedAudioFiles === 0
          ? nothing
          : html`<fieldset>
              <legend>
                ${plural(sharedAudioFiles, 'file is', 'files are')} in your data set already. When merging, keep
              </legend>
              ${this.renderPreference('keep-mine', 'what is here')}
              ${this.renderPreference('take-theirs', 'what the imported database says')}
            </fieldset>`
      }
      <p class="hint">
        <strong>Merge</strong> adds it to your data set. <strong>Replace</strong> puts it in the place of your data set.
      </p>
    </div>`;
  }

  protected renderActions(): TemplateResult {
    const ready = this.accepts('database-import');
    return html`<button class="button danger" ?disabled=${!ready} @click=${() => this.take({ kind: 'replace' })}>
        Replace
      </button>
      <button
        class="button primary"
        ?disabled=${!ready}
        @click=${() => this.take({ kind: 'merge', prefer: this.preference })}
      >
        Merge
      </button>`;
  }

  protected cancel(): void {
    this.contents = null;
    emit(this, 'ib-answered');
  }

  private renderPreference(value: Preference, label: string): TemplateResult {
    return html`<label class="check">
      <input
        type="radio"
        name="preference"
        .checked=${this.preference === value}
        @change=${() => (this.preference = value)}
      />
      ${label}
    </label>`;
  }

  private take(mode: DatabaseImportMode): void {
    const { file } = this;
    this.cancel();
    if (file !== null) this.attempt(async () => this.workbench.exporting.importDatabase(file, mode));
  }
}

function metricsOf({ audioFiles, descriptors, bestParams, trials, models }: Contents): readonly Metric[] {
  return [
    { label: 'audio files', value: formatCount(audioFiles) },
    { label: 'descriptors', value: formatCount(descriptors) },
    { label: 'best parameters', value: formatCount(bestParams) },
    { label: 'trials', value: formatCount(trials) },
    { label: 'models', value: formatCount(models) },
  ];
}
