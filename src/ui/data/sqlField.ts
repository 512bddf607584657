import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { BaseElement } from '../shared/element/baseElement.ts';
import { emit } from '../shared/element/events.ts';
import { sqlCompletions, type SqlCompletions, type SqlTables } from './sqlCompletion.ts';

/**
 * A text area for SQL that completes as one types: the arrows choose, Enter or Tab takes, Escape lets be. Fires `ib-statement`
 * with the text at every change, and `ib-run` at Ctrl+Enter.
 */
@customElement('ib-sql-field')
export class SqlField extends BaseElement {
  static override styles = css`
    textarea {
      display: block;
      width: 100%;
      min-height: 8rem;
      /* Room for the completions: they lie over neither the text nor what is below the field. */
      padding-bottom: 2.5rem;
      resize: vertical;
      font: var(--text-s) / 1.6 var(--font-mono);
    }

    .field {
      position: relative;
    }

    ul {
      position: absolute;
      z-index: 2;
      bottom: 1px;
      left: 1px;
      display: flex;
      max-width: calc(100% - 1.5rem);
      margin: 0;
      padding: var(--space-1);
      overflow-x: auto;
      border-radius: var(--radius-s);
      background: var(--surface-raised);
      font: var(--text-s) / 1.6 var(--font-mono);
      list-style: none;
    }

    li {
      padding: 0 var(--space-2);
      border-radius: var(--radius-s);
      white-space: nowrap;
      cursor: pointer;
    }

    li[aria-selected='true'] {
      background: var(--surface-selected);
    }
  `;

  @property() text = '';
  @property({ attribute: false }) tables: SqlTables = {};

  @state() private completions: SqlCompletions | null = null;
  @state() private active = 0;
  private isTyping = false;
  @query('textarea') private readonly area!: HTMLTextAreaElement;

  /** Writes a name at the caret, in the place of what is selected, apart from a word before it. */
  insert(name: string): void {
    const { selectionStart, selectionEnd, value } = this.area;
    const space = /[\w,)]$/u.test(value.slice(0, selectionStart)) ? ' ' : '';
    this.replace(selectionStart, selectionEnd, `${space}${name}`);
  }

  /** Writes something in the place of a stretch of the text, and puts the caret behind it. */
  replace(from: number, to: number, text: string): void {
    this.area.focus();
    this.area.setRangeText(text, from, to, 'end');
    this.onInput();
    this.completions = null;
  }

  /** Puts the caret into the text and selects from there. */
  selectRange(from: number, to: number): void {
    this.area.focus();
    this.area.setSelectionRange(from, to);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('tables') && this.isTyping) this.complete();
    this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  protected override render(): TemplateResult {
    const { completions, active } = this;
    return html`<div class="field">
      <label for="sql">SQL</label>
      <textarea
        id="sql"
        spellcheck="false"
        autocapitalize="none"
        autocomplete="off"
        aria-autocomplete="list"
        aria-controls=${completions === null ? nothing : 'completions'}
        aria-activedescendant=${completions === null ? nothing : `completion-${active}`}
        .value=${live(this.text)}
        @input=${this.onInput}
        @keydown=${this.onKey}
        @blur=${this.onLeave}
      ></textarea>
      ${
        completions === null
          ? nothing
          : html`<ul id="completions" role="listbox" aria-orientation="horizontal" aria-label="Completions">
              ${completions.choices.map(
                (choice, index) =>
                  html`<li
                    id="completion-${index}"
                    role="option"
                    aria-selected=${index === active}
                    @mousedown=${(event: Event) => this.onPick(event, choice)}
                  >
                    ${choice}
                  </li>`,
              )}
            </ul>`
      }
    </div>`;
  }

  private readonly onInput = (): void => {
    this.text = this.area.value;
    emit(this, 'ib-statement', this.text);
    this.isTyping = true;
    this.complete();
  };

  private complete(): void {
    this.completions = sqlCompletions(this.text, this.area.selectionStart, this.tables);
    this.active = 0;
  }

  private readonly onLeave = (): void => {
    this.isTyping = false;
    this.completions = null;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const { completions } = this;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.completions = null;
      emit(this, 'ib-run');
    } else if (completions !== null) {
      this.onCompletionKey(event, completions);
    }
  };

  private onCompletionKey(event: KeyboardEvent, { choices }: SqlCompletions): void {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: choices.length - 1 };
    const step = steps[event.key];
    const choice = choices[this.active];
    if (step !== undefined) {
      this.active = (this.active + step) % choices.length;
    } else if ((event.key === 'Enter' || event.key === 'Tab') && choice !== undefined) {
      this.take(choice);
    } else if (event.key === 'Escape') {
      this.completions = null;
    } else {
      return;
    }
    event.preventDefault();
  }

  private onPick(event: Event, choice: string): void {
    // The field keeps the focus.
    event.preventDefault();
    this.take(choice);
  }

  private take(choice: string): void {
    if (this.completions === null) return;
    this.replace(this.completions.from, this.area.selectionStart, choice);
  }
}
