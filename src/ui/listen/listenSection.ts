import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Excerpt } from '../../domain/listening.ts';
import type { ListeningSound, ListeningSource } from '../../stages/listening/listeningStage.ts';
import '../shared/jobs/jobArea.ts';
import { renderSelectField } from '../shared/fields/select.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import './blindComparison.ts';
import './clusterPreview.ts';
import './excerptPicker.ts';
import './learnedPreferences.ts';

const SOURCES_SHOWN = 1000;
const NO_SOUNDS = [{ value: '', label: 'No sounds yet' }];

/** Listening: a sound through the plugin's clustering. */
@customElement('ib-listen')
export class ListenSection extends WorkbenchElement {
  static override styles = css`
    .choice {
      flex: 1 1 16rem;
      min-width: 0;
    }
  `;

  @state() private sourceKey: string | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.workbench.listening.player.pause();
  }

  protected override render(): TemplateResult {
    const { listening } = this.workbench;
    const sound = listening.sound.value;
    return html`<section class="panel stack" aria-label="Listen">
      <h2>Listen through the plugin</h2>
      <p class="hint">
        What InertiaBands makes of a sound: its clusters, alone or together, with the hyperparameters of your choice.
        The clustering is the plugin's own, computed here while the sound plays.
      </p>
      ${this.renderChoice()}
      <ib-job-area .kinds=${['listening', 'listening-export']}>
        <p class="hint">${stateText(sound, listening.available.value.length)}</p>
      </ib-job-area>
      ${sound === null ? nothing : this.renderSound(sound)}
      <ib-learned-preferences></ib-learned-preferences>
    </section>`;
  }

  private renderChoice(): TemplateResult {
    const { listening } = this.workbench;
    const sources = listening.available.value;
    const chosen = this.chosen();
    return html`<div class="toolbar">
      ${renderSelectField(
        'sound',
        'Sound to hear',
        sources.length === 0 ? NO_SOUNDS : sources.slice(0, SOURCES_SHOWN).map(choiceOf),
        chosen === null ? '' : keyOf(chosen),
        ({ value }) => (this.sourceKey = value),
        { disabled: sources.length === 0, look: 'choice' },
      )}
      ${this.action('Open Sound', async () => chosen !== null && listening.open(chosen), {
        starts: ['listening'],
        disabled: chosen === null || this.workbench.blindComparison.session.value !== null,
      })}
    </div>`;
  }

  private renderSound(sound: ListeningSound): TemplateResult {
    const { listening, blindComparison, settings } = this.workbench;
    return html`<ib-excerpt-picker
        .peaks=${sound.peaks}
        .theme=${settings.theme.value}
        .disabled=${blindComparison.session.value !== null}
        .durationSec=${sound.durationSec}
        .excerpt=${listening.excerpt.value}
        .positionSec=${blindComparison.session.value === null ? listening.player.positionSec.value : null}
        @ib-change=${({ detail }: CustomEvent<Excerpt>) => listening.setExcerpt(detail)}
      ></ib-excerpt-picker>
      ${blindComparison.session.value === null ? html`<ib-cluster-preview></ib-cluster-preview>` : nothing}
      ${sound.source.kind === 'data-set' ? html`<ib-blind-comparison></ib-blind-comparison>` : nothing}`;
  }

  private chosen(): ListeningSource | null {
    const sources = this.workbench.listening.available.value;
    return sources.find((source) => keyOf(source) === this.sourceKey) ?? sources[0] ?? null;
  }
}

function keyOf(source: ListeningSource): string {
  return `${source.kind}:${source.path}`;
}

function choiceOf(source: ListeningSource) {
  return { value: keyOf(source), label: source.kind === 'offered' ? `${source.path} (chosen above)` : source.path };
}

function stateText(sound: ListeningSound | null, available: number): string {
  if (sound !== null) {
    const part = sound.isCut ? 'The first five minutes of ' : '';
    return `${part}${sound.source.path}, ${sound.sampleRateHz.toLocaleString('en-US')} Hz.`;
  }
  if (available === 0) return 'Import sounds and extract their descriptors, or choose audio above.';
  return 'Open Sound decodes it; nothing plays before you press Play Preview.';
}
