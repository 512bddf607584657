import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from '../element/repeat.ts';
import { BaseElement } from '../element/baseElement.ts';
import { download } from '../../../stages/shell/download.ts';
import { saidWords, type Alert, type LogEntry } from '../../../stages/shell/logBook.ts';
import { reloadAnew } from '../../../stages/shell/reloadAnew.ts';
import { icon } from '../../theme/icons.ts';
import { idOf } from '../element/idOf.ts';
import { emit } from '../element/events.ts';
import { formatCount, plural } from '../text/format.ts';

/** The newest are shown; more than this would push the work away. */
const ALERTS_SHOWN = 4;
/** Of the messages that share an alert; all of them are in the list that can be saved. */
const MESSAGES_SHOWN = 100;

/**
 * What went wrong and has not been dismissed, newest first. Fires `ib-dismiss` with an entry's id, or with null for all of
 * them.
 */
@customElement('ib-alert-list')
export class AlertList extends BaseElement {
  static override styles = css`
    .list {
      display: grid;
      gap: var(--space-2);
      max-width: var(--page-width);
      max-height: 34dvh;
      margin: 0 auto;
      padding: var(--space-2) var(--space-5);
      overflow: auto;
    }

    .alert {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: var(--space-3);
      align-items: start;
      padding: var(--space-2) var(--space-2) var(--space-2) var(--space-3);
      border: 1px solid currentcolor;
      border-radius: var(--radius-s);
      overflow-wrap: anywhere;
    }

    .error {
      background: var(--danger-surface);
      color: var(--danger);
      font-size: inherit;
    }

    .warning {
      background: var(--warning-surface);
      color: var(--warning);
    }

    .alert > svg {
      margin-top: 0.4rem;
    }

    .text {
      padding-top: 0.3rem;
      color: var(--text);
    }

    pre {
      max-height: 12rem;
      overflow: auto;
    }

    ul {
      max-height: 9rem;
      margin: var(--space-1) 0 var(--space-2);
      overflow: auto;
      color: var(--text);
      font-size: var(--text-s);
    }

    .more {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-3);
    }

    @media (max-width: 40rem) {
      .list {
        padding: var(--space-2) var(--space-3);
      }
    }
  `;

  @property({ attribute: false }) alerts: readonly Alert[] = [];

  protected override render(): TemplateResult | typeof nothing {
    if (this.alerts.length === 0) return nothing;
    const hiddenCount = this.alerts.slice(0, -ALERTS_SHOWN).reduce((sum, { entries }) => sum + entries.length, 0);
    return html`<div class="list">
      ${repeat(this.alerts.slice(-ALERTS_SHOWN).toReversed(), idOf, (alert) => this.renderAlert(alert))}
      ${
        this.alerts.length > 1
          ? html`<div class="more">
              <span class="hint"
                >${hiddenCount === 0 ? nothing : `and ${plural(hiddenCount, 'more message')} in the log`}</span
              >
              <button class="button quiet small" @click=${() => emit(this, 'ib-dismiss', null)}>Dismiss all</button>
            </div>`
          : nothing
      }
    </div>`;
  }

  private renderAlert(alert: Alert): TemplateResult {
    const { id, level, entries } = alert;
    const [only] = entries;
    return html`<div class="alert ${level}" role="alert" aria-atomic="false">
      ${icon('warning')}
      <div>${only !== undefined && entries.length === 1 ? renderEntry(only) : renderMany(alert)}</div>
      <button class="button quiet small" aria-label="Dismiss" @click=${() => emit(this, 'ib-dismiss', id)}>
        ${icon('close')}
      </button>
    </div>`;
  }
}

function renderEntry(entry: LogEntry): TemplateResult {
  const { message, details } = entry;
  return html`<div class="text">${saidWords(entry)}</div>
    ${/\breload the page\b/iu.test(message) ? html`<button class="button small" @click=${() => void reloadAnew()}>Reload</button>` : nothing}
    ${/\bexport the database before you leave\b/iu.test(message) ? html`<a class="button small" href="#/data">Export on the Data tab</a>` : nothing}
    ${renderDetails(details)}`;
}

/** What unfolds beneath a message. */
export function renderDetails(details: string | null | undefined): TemplateResult | typeof nothing {
  if (details === null || details === undefined) return nothing;
  return html`<details>
    <summary>Details</summary>
    <pre tabindex="0">${details}</pre>
  </details>`;
}

function renderMany({ stage, level, entries }: Alert): TemplateResult {
  const what = level === 'warning' ? 'with a warning' : stage === 'import' ? 'refused' : 'failed';
  const rest = entries.length - MESSAGES_SHOWN;
  return html`<div class="text">${plural(entries.length, 'file')} ${what}; any others went on.</div>
    <ul tabindex="0" aria-label="Files" aria-live="off">
      ${repeat(entries.slice(0, MESSAGES_SHOWN), idOf, (entry) => html`<li>${saidWords(entry)}</li>`)}
    </ul>
    ${rest > 0 ? html`<span class="hint">and ${formatCount(rest)} more</span>` : nothing}
    <button class="button quiet small" @click=${() => saveList(entries)}>Save the list</button>`;
}

function saveList(entries: readonly LogEntry[]): void {
  const lines = entries.map(({ message }) => `${message.replaceAll(/[\r\n]+/gu, ' ')}\n`);
  download(new Blob(lines, { type: 'text/plain' }), 'messages.txt');
}
