import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { measuredOtherwiseWords, selectionWords } from '../../stages/judging/gainWords.ts';
import { HearingElement } from './hearingElement.ts';

/** What the preset of the open sound gains over the plugin's defaults: to the ear under one key, and in words. */
@customElement('ib-hear-gain')
export class HearGain extends HearingElement {
  static override styles = css`
    .toolbar {
      align-items: center;
    }
  `;

  protected override render(): TemplateResult {
    const { listening } = this.hearing;
    const chosen = listening.chosen.value;
    const yours = listening.yours.value;
    const isSame = yours.id === 'defaults';
    return html`<section class="stack tight" aria-label="Gain">
      <div class="toolbar">
        <button
          class="button lit"
          aria-pressed=${chosen.id === 'defaults'}
          aria-keyshortcuts="d"
          title="Key D: hears the plugin's defaults or your preset, with the same treatment, equally loud"
          ?disabled=${isSame}
          @click=${() => listening.swapDefaults()}
        >
          Defaults ⇄ Yours
        </button>
        <span role="status"
          >You hear ${chosen.id === yours.id ? `yours: ${yours.label}` : "the plugin's defaults"}.</span
        >
      </div>
      ${this.renderWords()}
    </section>`;
  }

  private renderWords(): TemplateResult {
    const { listening } = this.hearing;
    const verdict = listening.verdict.value;
    if (verdict !== null) {
      const { clusterCount } = this.shell.settings.measured.value;
      const otherwise =
        verdict.kind === 'chosen' ? measuredOtherwiseWords(listening.controls.state.value, clusterCount) : '';
      return html`<p>${selectionWords(listening.yours.value, verdict)}. ${otherwise}</p>`;
    }
    const source = listening.sound.value?.source;
    if (this.shell.jobs.active('judging') !== null) {
      return html`<p class="hint">The judge compares the presets of this sound on mixtures with others …</p>`;
    }
    return html`<div class="toolbar">
      <p class="hint">Not judged yet.</p>
      ${
        source === undefined || listening.descriptors.value === null
          ? nothing
          : this.action('Judge This Sound', async () => listening.judge(), { look: 'small' })
      }
    </div>`;
  }
}
