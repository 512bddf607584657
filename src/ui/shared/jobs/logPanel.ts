import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from '../element/repeat.ts';
import { BaseElement } from '../element/baseElement.ts';
import { saidWords, type LogEntry } from '../../../stages/shell/logBook.ts';
import { icon } from '../../theme/icons.ts';
import { formatClock } from '../text/format.ts';
import { idOf } from '../element/idOf.ts';
import { renderDetails } from './alertList.ts';
import './undoButtons.ts';

/** How many entries are in the document; older ones stay in the log book. */
const ENTRIES_SHOWN = 300;

/** What happened, as a live region: one line while folded, scrollable when unfolded. */
@customElement('ib-log')
export class LogPanel extends BaseElement {
  static override styles = css`
    :host {
      border-top: 1px solid var(--line);
      background: var(--surface-sunken);
    }

    .bar {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      align-items: start;
      gap: var(--space-2);
      max-width: var(--page-width);
      margin: 0 auto;
      padding: var(--space-1) var(--space-5);
    }

    .entries {
      overflow: auto;
      font-size: var(--text-s);
      font-variant-numeric: tabular-nums;
    }

    .open .entries {
      height: min(14rem, 32dvh);
    }

    .folded .entries {
      height: 2rem;
      overflow: hidden;
    }

    .entry {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: var(--space-3);
      padding: 0.2rem 0;
      line-height: 1.6rem;
      overflow-wrap: anywhere;
    }

    .folded .entry {
      display: none;
    }

    .folded .entry:last-child {
      display: grid;
    }

    .folded .text {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .folded details {
      display: none;
    }

    time {
      color: var(--text-dim);
    }

    .warning .text {
      color: var(--warning);
    }

    .error .text {
      color: var(--danger);
      font-size: inherit;
    }

    pre {
      margin-bottom: var(--space-2);
    }

    @media (max-width: 40rem) {
      .bar {
        padding: var(--space-1) var(--space-3);
      }

      .words {
        display: none;
      }
    }
  `;

  @property({ attribute: false }) entries: readonly LogEntry[] = [];
  @state() private unfolded = false;
  @query('.entries') private readonly list!: HTMLElement;

  private atEnd = true;

  protected override willUpdate(): void {
    if (this.hasUpdated) this.atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 40;
  }

  protected override updated(changed: PropertyValues): void {
    if (this.atEnd || changed.has('unfolded')) this.list.scrollTop = this.list.scrollHeight;
  }

  protected override render(): TemplateResult {
    return html`<div class="bar ${this.unfolded ? 'open' : 'folded'}">
      <button
        class="button quiet small"
        aria-label=${this.unfolded ? 'Fold log' : 'Unfold log'}
        aria-expanded=${this.unfolded}
        aria-controls="entries"
        @click=${() => (this.unfolded = !this.unfolded)}
      >
        ${icon(this.unfolded ? 'down' : 'up')} <span class="words">${this.unfolded ? 'Fold log' : 'Unfold log'}</span>
      </button>
      <div id="entries" class="entries" role="log" aria-label="Log" tabindex=${this.unfolded ? 0 : nothing}>
        ${repeat(this.entries.slice(-ENTRIES_SHOWN), idOf, renderEntry)}
      </div>
      <ib-undo-buttons></ib-undo-buttons>
    </div>`;
  }
}

function renderEntry(entry: LogEntry): TemplateResult {
  const { atMs, level, details } = entry;
  return html`<div class="entry ${level}">
    <time datetime=${new Date(atMs).toISOString()}>${formatClock(atMs)}</time>
    <div>
      <div class="text">${saidWords(entry)}</div>
      ${renderDetails(details)}
    </div>
  </div>`;
}
