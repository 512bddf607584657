import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { arrived } from '../../stages/shell/arrived.ts';
import { isSilentFile, type AudioRecord } from '../../domain/audioFile.ts';
import { SILENT_WORDS } from '../../domain/descriptors.ts';
import { formatCount, formatDate, formatScore } from '../shared/text/format.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import './copySettings.ts';
import { renderFileDescriptors } from './fileDescriptors.ts';
import { DataContext, SoundsContext, ListeningContext } from '../contexts.ts';

/** What is known of the selected file: its descriptors, where each lies in the data set, and its best score. */
@customElement('ib-file-details')
export class FileDetails extends WorkbenchElement {
  static override styles = css`
    .panel {
      min-height: 20rem;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;
  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;

  @property({ attribute: false }) record: AudioRecord | null = null;
  @property({ type: Number }) selectedCount = 0;
  private judgedId: string | null = null;

  /** The player is wanted once a file is selected, not by the page. */
  override connectedCallback(): void {
    super.connectedCallback();
    this.attempt(async () => arrived(import('./soundPlayer.ts')));
  }

  protected override render(): TemplateResult {
    return html`<section class="panel stack tight" aria-label="Selected file">
      ${this.record === null ? this.renderHint() : this.renderRecord(this.record)}
      <ib-copy-settings></ib-copy-settings>
    </section>`;
  }

  private renderHint(): TemplateResult {
    return html`<h3>
        ${this.selectedCount > 1 ? `${formatCount(this.selectedCount)} files selected` : 'No file selected'}
      </h3>
      <p class="hint">
        Select one file to see its descriptors and where each lies in the data set. Ctrl or Shift with a press, or Shift
        with the arrow keys, selects several.
      </p>`;
  }

  /** A file that stays selected is judged. */
  protected override updated(): void {
    const { audioId = null, path = '' } = this.record?.file ?? {};
    if (audioId === this.judgedId) return;
    this.judgedId = audioId;
    this.listening.judge.judgeSelected(audioId === null ? null : { kind: 'data-set', audioId, path });
  }

  private renderRecord(record: AudioRecord): TemplateResult {
    const { file, best } = record;
    const { copies } = this.sounds;
    const { dataSet } = this.data;
    const verdict = this.listening.judge.ofFiles.value.get(file.audioId);
    const isKept = dataSet.keptAudio.value.has(file.audioId);
    return html`<h3>${file.path}</h3>
      <ib-sound-player .audioId=${file.audioId} .path=${file.path}></ib-sound-player>
      <div>
        ${
          isKept
            ? html`<span class="tag on">copy kept in this browser</span>`
            : this.action('Keep a copy', async () => copies.keep([file.audioId]), {
                look: 'small',
                starts: ['keep-audio'],
              })
        }
      </div>
      <p class="hint">
        Imported ${formatDate(file.importedAt)}
        ${
          best === null || isSilentFile(record)
            ? nothing
            : html` · <a href="#/optimise">best score</a> <span class="number">${formatScore(best.score)}</span>`
        }
      </p>
      ${isSilentFile(record) ? html`<p class="caution">This sound is ${SILENT_WORDS}: it gets no preset and no score.</p>` : nothing}
      ${verdict === undefined ? nothing : html`<p>Judged: ${verdict.sentence}.</p>`}
      ${renderFileDescriptors(this.data, record, 'Extract Selected')}`;
  }
}
