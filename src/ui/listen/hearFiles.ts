import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ReadyFile } from '../../stages/listening/hear/hearExports.ts';
import { offerDrag } from '../../stages/shell/download.ts';
import { icon } from '../theme/icons.ts';
import { HearingElement } from './hearingElement.ts';

/** What is heard, as files, and presets in. */
@customElement('ib-hear-files')
export class HearFiles extends HearingElement {
  static override styles = css`
    .drag {
      display: inline-flex;
      align-items: center;
      max-width: 100%;
      min-height: max(2.25rem, var(--small-control-height));
      padding: 0 var(--space-4);
      border: 1px dashed var(--line-strong);
      border-radius: var(--radius-s);
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      cursor: grab;
    }

    .body {
      padding-top: var(--space-3);
    }

    /* Paths of folders have no place to break at. */
    .hint code {
      overflow-wrap: anywhere;
    }
  `;

  protected override render(): TemplateResult {
    const { exports, listening } = this.hearing;
    const lastRender = exports.lastRender.value;
    const isSettled = !listening.fitting.value;
    const renders = isSettled && this.accepts('listening', 'listening-export');
    const free = isSettled && this.accepts('export');
    const button = (name: string, isEnabled: boolean, work: () => Promise<unknown>) =>
      html`<button class="button" ?disabled=${!isEnabled} @click=${() => this.attempt(work)}>
        ${icon('download')} ${name}
      </button>`;
    return html`<section class="stack tight" aria-label="Files">
      <h3>Files</h3>
      <div class="toolbar">
        ${button('Export .vstpreset', free, async () => exports.exportVstPreset())}
        ${button('Render WAV', renders, async () => exports.renderWav())}
        ${button('Render Stems', renders, async () => exports.renderStems())}
      </div>
      ${this.renderFolder(button, free)}
      <details ?open=${listening.isChosenByHand.value}>
        <summary>Other formats</summary>
        <div class="toolbar body">
          ${button('Export .aupreset', free, async () => exports.exportAuPreset())}
          ${button('Export Preset JSON', free, async () => exports.exportPresetJson())}
        </div>
      </details>
      <div class="toolbar">
        ${isSettled ? renderDrag('Drag the .vstpreset out', () => exports.vstPreset()) : nothing}
        ${lastRender === null ? nothing : renderDrag(`Drag ${lastRender.name} out`, () => lastRender)}
      </div>
      <p class="hint">
        Everything is written as it is heard. The <code>.vstpreset</code> goes to your DAW's preset folder, on macOS
        <code>~/Library/Audio/Presets/InertiaAudio/InertiaBandsX/</code>, on Windows
        <code>Documents\\VST3 Presets\\InertiaAudio\\InertiaBandsX\\</code>, on Linux
        <code>~/.vst3/presets/InertiaAudio/InertiaBandsX/</code>. The <code>.aupreset</code> was not tried in a host.
        Render WAV is the main output from a fresh state; Render Stems has a file for each cluster, solo or not.
      </p>
    </section>`;
  }

  /** Straight into the folder where the DAW looks, where the browser can write to one. */
  private renderFolder(
    button: (name: string, isEnabled: boolean, work: () => Promise<unknown>) => TemplateResult,
    free: boolean,
  ): TemplateResult | typeof nothing {
    const { exports } = this.hearing;
    const { presetFolder } = exports;
    if (!presetFolder.isOffered) return nothing;
    const folder = presetFolder.folder.value;
    return html`<div class="toolbar">
      ${button('Save to Preset Folder', free, async () => exports.saveToPresetFolder())}
      ${
        folder === null
          ? nothing
          : html`<button class="button" @click=${() => this.attempt(async () => presetFolder.choose())}>
                Choose Another Folder…
              </button>
              <span class="hint">Presets go to “${folder.name}”.</span>`
      }
    </div>`;
  }
}

/** What can be dragged to a DAW or a folder; the buttons do the same for the keyboard. */
function renderDrag(words: string, file: () => ReadyFile): TemplateResult {
  const start = ({ dataTransfer }: DragEvent) => {
    if (dataTransfer === null) return;
    const { name, content } = file();
    offerDrag(dataTransfer, content, name);
  };
  return html`<span class="drag" draggable="true" title=${words} @dragstart=${start}>${words}</span>`;
}
