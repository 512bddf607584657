import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { emit } from '../shared/element/events.ts';
import { tabAfterKey } from '../shared/element/tabKeys.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { formatSeconds, plural } from '../shared/text/format.ts';
import { icon } from '../theme/icons.ts';
import './inspectorNumbers.ts';
import './inspectorSearch.ts';
import './inspectorSettings.ts';
import './soundLabels.ts';
import { folderOf, nameOf } from './soundColumns.ts';
import { SoundsContext, ListeningContext } from '../contexts.ts';

const PANES = [
  { id: 'hear', name: 'Hear' },
  { id: 'settings', name: 'Settings' },
  { id: 'search', name: 'Search' },
  { id: 'numbers', name: 'Numbers' },
] as const;
type PaneId = (typeof PANES)[number]['id'];

/** A sound that stays selected for so long is opened in Hear: going through the list opens nothing. */
const SETTLE_MS = 450;

/** What is known of the selected sound and what can be done with it. The slot holds Hear. Fires `ib-close`. */
@customElement('ib-inspector')
export class Inspector extends WorkbenchElement {
  static override styles = css`
    section {
      padding: var(--space-4);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--surface);
    }

    .head {
      display: flex;
      gap: var(--space-2);
      align-items: start;
      justify-content: space-between;
    }

    .head .close {
      display: none;
    }

    [role='tablist'] {
      display: flex;
      border-bottom: 1px solid var(--line);
    }

    [role='tab'] {
      flex: 1;
      min-height: max(2.25rem, var(--small-control-height));
      padding: 0 var(--space-2);
      border: 0;
      border-bottom: 2px solid transparent;
      background: none;
      color: var(--text-dim);
      font-weight: 500;
    }

    [role='tab']:hover {
      color: var(--text);
    }

    [role='tab'][aria-selected='true'] {
      border-color: var(--accent);
      color: var(--accent);
    }

    [role='tabpanel'] {
      padding-top: var(--space-2);
    }

    @media (max-width: 60rem) {
      .head .close {
        display: inline-flex;
      }
    }
  `;

  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;
  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;

  /** The selected sounds. */
  @property({ attribute: false }) records: readonly AudioRecord[] = [];
  @state() private pane: PaneId = 'hear';
  private settle: ReturnType<typeof setTimeout> | undefined;
  /** The sound that was opened in Hear from here last. */
  opened: string | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.settle);
  }

  /** Shows Hear, and gives it the focus. */
  async showHear(): Promise<void> {
    this.pane = 'hear';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#tab-hear')?.focus();
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('records') && !changed.has('pane')) return;
    const { audioId = null, path = '' } = this.only?.file ?? {};
    if (this.pane !== 'hear' || audioId === this.opened) return;
    clearTimeout(this.settle);
    if (audioId === null) return;
    this.settle = setTimeout(() => this.attempt(async () => this.open(audioId, path)), SETTLE_MS);
  }

  protected override render(): TemplateResult {
    const { only } = this;
    return html`<section class="stack tight" aria-label="Inspector">
      <div class="head">
        <div>
          <h2 class="long">${only === null ? this.countWords() : nameOf(only)}</h2>
          ${only === null ? nothing : html`<p class="hint long">${originWords(only)}</p>`}
        </div>
        <button
          class="button quiet small close"
          aria-label="Close the inspector"
          @click=${() => emit(this, 'ib-close')}
        >
          ${icon('close')}
        </button>
      </div>
      ${only === null ? nothing : html`<ib-sound-labels .record=${only}></ib-sound-labels>`}
      <div role="tablist" aria-label="Of this sound" @keydown=${this.onTabKey}>
        ${PANES.map(
          ({ id, name }) =>
            html`<button
              role="tab"
              id="tab-${id}"
              aria-controls="pane-${id}"
              aria-selected=${id === this.pane}
              tabindex=${id === this.pane ? 0 : -1}
              @click=${() => (this.pane = id)}
            >
              ${name}
            </button>`,
        )}
      </div>
      ${PANES.map(
        ({ id }) =>
          html`<div
            role="tabpanel"
            id="pane-${id}"
            aria-labelledby="tab-${id}"
            tabindex="-1"
            ?hidden=${id !== this.pane}
          >
            ${id === this.pane ? this.renderPane(id) : nothing}
          </div>`,
      )}
    </section>`;
  }

  private renderPane(pane: PaneId): TemplateResult {
    if (pane === 'hear') return html`<slot></slot>`;
    const { only } = this;
    if (only === null) return html`<p class="hint">Select one sound to see more of it.</p>`;
    if (pane === 'settings') return html`<ib-inspector-settings .record=${only}></ib-inspector-settings>`;
    if (pane === 'search') return html`<ib-inspector-search .record=${only}></ib-inspector-search>`;
    return html`<ib-inspector-numbers .record=${only}></ib-inspector-numbers>`;
  }

  private get only(): AudioRecord | null {
    const [first = null, second] = this.records;
    return second === undefined ? first : null;
  }

  private countWords(): string {
    return this.records.length === 0 ? 'No sound selected' : `${plural(this.records.length, 'sound')} selected`;
  }

  /** In Hear, if its audio is at hand and nothing is being compared there. */
  private async open(audioId: string, path: string): Promise<void> {
    const { listening, blindComparison } = await this.listening.openHearing();
    if (audioId !== this.only?.file.audioId || blindComparison.session.peek() !== null) return;
    const source = listening.sound.peek()?.source;
    this.opened = audioId;
    if (source?.kind === 'data-set' && source.audioId === audioId) return;
    if (this.sounds.sources.presenceOf({ audioId, path }) !== 'here') return;
    await listening.open({ kind: 'data-set', audioId, path });
  }

  private readonly onTabKey = (event: KeyboardEvent): void => {
    const chosen = PANES.findIndex(({ id }) => id === this.pane);
    const target = PANES[tabAfterKey(event.key, chosen, PANES.length) ?? -1];
    if (target === undefined) return;
    event.preventDefault();
    this.pane = target.id;
    this.renderRoot.querySelector<HTMLElement>(`#tab-${target.id}`)?.focus();
  };
}

function originWords(record: AudioRecord): string {
  const { durationSec, genre } = record.file;
  const folder = folderOf(record);
  return [folder, durationSec === null ? '' : formatSeconds(durationSec), genre ?? ''].filter(Boolean).join(' · ');
}
