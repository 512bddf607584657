import { consume } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { ACCEPTED_AUDIO } from '../../stages/import/chosenFiles.ts';
import { canPickFolders, pickFolder } from '../../stages/import/folderPicker.ts';
import type { FolderChanges } from '../../stages/import/rescanStage.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { takeFiles } from '../shared/fields/takeFiles.ts';
import '../shared/jobs/jobArea.ts';
import { formatCount } from '../shared/text/format.ts';
import { gapWords } from '../shared/text/gapWords.ts';
import { DataContext, SoundsContext } from '../contexts.ts';

/** Gives files of the data set their sound back (S13). Fires `ib-close` when it is done with. */
@customElement('ib-reconnect-dialog')
export class ReconnectDialog extends DialogElement {
  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;

  protected readonly heading = 'Reconnect';

  @query('#folder') private readonly folderInput!: HTMLInputElement;
  @query('#files') private readonly filesInput!: HTMLInputElement;

  protected renderBody(): TemplateResult {
    const { sources } = this.sounds;
    const { dataSet } = this.data;
    const absent = sources.absent.value;
    const asked = absent.filter(({ file }) => sources.presenceOf(file) === 'ask').length;
    return html`<div class="stack">
      <p>
        ${
          absent.length === 0
            ? 'Every file of the data set has its sound at hand.'
            : gapWords(absent.length, dataSet.records.value.length)
        }
      </p>
      <p>
        Choose the folder in which the audio lies now, or the files themselves. They are recognised by their content,
        whatever they are called and wherever they have moved. Nothing new is imported.
      </p>
      ${
        asked === 0
          ? nothing
          : html`<p>
              Where ${asked === 1 ? 'one of them lies' : `${asked} of them lie`} is known; the browser asks before it is
              read again.
              ${this.action('Allow Reading', async () => this.closing(async () => this.sounds.reconnecting.allowReading()), { look: 'small' })}
            </p>`
      }
      ${this.renderFolders()}
      <input id="folder" type="file" multiple webkitdirectory hidden aria-label="Folder" @change=${this.onChosen} />
      <input
        id="files"
        type="file"
        multiple
        accept=${ACCEPTED_AUDIO}
        hidden
        aria-label="Files"
        @change=${this.onChosen}
      />
    </div>`;
  }

  /** What is remembered of folders, and what the last look at one has found. */
  private renderFolders(): TemplateResult | typeof nothing {
    const { rescanning, importing } = this.sounds;
    const folders = rescanning.folders.value;
    const changes = rescanning.changes.value;
    if (folders.length === 0) return nothing;
    return html`<h3>Remembered folders</h3>
      ${folders.map(
        (folder) =>
          html`<div class="toolbar">
            <span>${folder.name}</span>
            ${this.action('Rescan Folder', async () => rescanning.rescan(folder), {
              look: 'small',
              starts: ['reconnect', 'import'],
            })}
          </div>`,
      )}
      <ib-job-area .kinds=${['reconnect']}></ib-job-area>
      ${
        changes === null
          ? nothing
          : html`<p role="status">${changeWords(changes)}</p>
              ${this.action('Import New', async () => this.closing(async () => importing.addFiles(changes.fresh)), {
                starts: ['import'],
                disabled: changes.fresh.length === 0,
              })}`
      }`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) this.attempt(async () => this.sounds.rescanning.restore());
  }

  protected override renderActions(): TemplateResult {
    return html`${
      canPickFolders()
        ? this.action('Choose and Remember Folder', async () => this.pick(), { starts: ['reconnect'] })
        : nothing
    }
    ${this.action('Choose Files', () => this.filesInput.click(), { starts: ['reconnect'] })}
    ${this.action('Choose Folder', () => this.folderInput.click(), { look: 'primary', starts: ['reconnect'] })}`;
  }

  /** The browser's handles let later visits read the same files after one question. */
  private async pick(): Promise<void> {
    const files = await pickFolder();
    if (files !== null) await this.closing(async () => this.sounds.reconnecting.reconnect(files));
  }

  private readonly onChosen = (event: Event): void =>
    takeFiles(event, (files) =>
      this.attempt(async () => this.closing(async () => this.sounds.reconnecting.reconnect(files))),
    );

  private async closing(work: () => Promise<unknown>): Promise<void> {
    this.cancel();
    await work();
  }
}

const NAMED = 5;

function changeWords({ folderName, fresh, changed, gone }: FolderChanges): string {
  const part = (what: string, paths: readonly string[]) => {
    const more = paths.length > NAMED ? ', …' : '';
    const named = paths.length === 0 ? '' : ` (${paths.slice(0, NAMED).join(', ')}${more})`;
    return `${formatCount(paths.length)} ${what}${named}`;
  };
  return `${folderName}: ${[
    part(
      'new',
      fresh.map(({ path }) => path),
    ),
    part('changed', changed),
    part('gone', gone),
  ].join('; ')}.`;
}
