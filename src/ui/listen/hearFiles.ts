import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { icon } from '../theme/icons.ts';
import { HearingElement } from './hearingElement.ts';

/** What is heard, as files, and presets in. */
@customElement('ib-hear-files')
export class HearFiles extends HearingElement {
  protected override render(): TemplateResult {
    const { exports, listening } = this.hearing;
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
        ${button('Export .aupreset', free, async () => exports.exportAuPreset())}
        ${button('Export Preset JSON', free, async () => exports.exportPresetJson())}
      </div>
      <div class="toolbar">
        ${button('Render WAV', renders, async () => exports.renderWav())}
        ${button('Render Stems', renders, async () => exports.renderStems())}
      </div>
      <p class="hint">
        Everything is written as it is heard. The <code>.vstpreset</code> goes to your DAW's preset folder, on macOS
        <code>~/Library/Audio/Presets/InertiaAudio/InertiaBandsX/</code>, on Windows
        <code>Documents\\VST3 Presets\\InertiaAudio\\InertiaBandsX\\</code>. The <code>.aupreset</code> was not tried in
        a host. Render WAV is the main output from a fresh state; Render Stems has a file for each cluster, solo or not.
      </p>
    </section>`;
  }
}
