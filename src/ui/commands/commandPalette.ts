import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Command } from '../../stages/shell/commands.ts';
import { emit } from '../shared/element/events.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { IS_MAC } from './platform.ts';
import { seenButtons } from './buttons.ts';
import { paletteCommands, wordsFor } from './paletteCommands.ts';
import { keysText, searchCommands } from './shortcuts.ts';
import { DataContext } from '../contexts.ts';

/** Every command by its name: type a part of it, choose with the arrow keys, run with Enter. Fires `ib-close`. */
@customElement('ib-command-palette')
export class CommandPalette extends WorkbenchElement {
  @consume({ context: DataContext }) private readonly data!: DataContext;

  static override styles = css`
    dialog {
      width: min(38rem, calc(100vw - 2rem));
      max-height: min(32rem, calc(100dvh - 4rem));
      margin-top: 12dvh;
      padding: 0;
      overflow: hidden;
    }

    dialog[open] {
      display: grid;
      grid-template-rows: auto minmax(0, 1fr);
    }

    input[type='text'] {
      min-height: 3.25rem;
      padding: 0 var(--space-5);
      border: 0;
      border-bottom: 1px solid var(--line);
      border-radius: 0;
      background: transparent;
      font-size: var(--text-l);
    }

    input[type='text']:focus-visible {
      outline-offset: -3px;
    }

    .list {
      padding: var(--space-2);
      overflow: auto;
    }

    .option {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto auto;
      gap: var(--space-4);
      align-items: center;
      min-height: 2.5rem;
      padding: var(--space-1) var(--space-4);
      border-radius: var(--radius-s);
      cursor: pointer;
    }

    .option[aria-selected='true'] {
      background: var(--surface-selected);
    }

    .option[aria-disabled='true'] {
      color: var(--text-dim);
      cursor: not-allowed;
    }

    .option[aria-disabled='true'] .title::after {
      content: ' – not now';
    }

    .none {
      padding: var(--space-4);
    }
  `;

  @property({ type: Boolean }) open = false;

  @state() private text = '';
  @state() private active = 0;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  /** As they were when it was opened: the buttons of the page do not change behind it. */
  private all: readonly Command[] = [];
  private found: readonly Command[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) {
      this.text = '';
      this.active = 0;
      this.all = paletteCommands({ commands: this.shell.commands, undoing: this.data.undoing }, seenButtons(document));
    }
    const all = this.text === '' ? this.shell.commands.all.value : this.all;
    this.found = this.open ? searchCommands(all, this.text, wordsFor) : [];
  }

  protected override updated(changed: PropertyValues): void {
    if (this.open !== this.dialog.open) {
      if (this.open) this.dialog.showModal();
      else this.dialog.close();
    }
    if (changed.has('active'))
      this.renderRoot.querySelector(`#option-${this.active}`)?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-label="Commands" @cancel=${this.onCancel} @click=${this.onBackdrop}>
      ${
        this.open
          ? html`<input
                type="text"
                role="combobox"
                aria-label="Command"
                aria-expanded="true"
                aria-controls="options"
                aria-activedescendant=${this.found.length === 0 ? nothing : `option-${this.active}`}
                autocomplete="off"
                spellcheck="false"
                placeholder="Type a command …"
                @input=${this.onInput}
                @keydown=${this.onKey}
              />
              <div class="list">
                <div id="options" role="listbox" aria-label="Commands">
                  ${this.found.map((command, index) => this.renderOption(command, index))}
                </div>
                ${this.found.length === 0 ? html`<p class="hint none">No command has that name.</p>` : nothing}
              </div>`
          : nothing
      }
    </dialog>`;
  }

  private renderOption(command: Command, index: number): TemplateResult {
    const [keys] = command.keys ?? [];
    return html`<div
      id="option-${index}"
      class="option"
      role="option"
      aria-selected=${index === this.active}
      aria-disabled=${!enabled(command)}
      @click=${() => this.choose(command)}
      @pointermove=${() => (this.active = index)}
    >
      <span class="title">${command.title}</span>
      <span class="hint">${command.group}</span>
      ${keys === undefined ? html`<span></span>` : html`<kbd>${keysText(keys, IS_MAC)}</kbd>`}
    </div>`;
  }

  private choose(command: Command): void {
    if (!enabled(command)) return;
    emit(this, 'ib-close');
    this.attempt(async () => command.run());
  }

  private readonly onInput = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement) this.text = target.value;
    this.active = 0;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const last = this.found.length - 1;
    const targets: Record<string, number> = {
      ArrowDown: this.active >= last ? 0 : this.active + 1,
      ArrowUp: this.active <= 0 ? last : this.active - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      this.active = Math.max(0, target);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const command = this.found[this.active];
      if (command !== undefined) this.choose(command);
    }
  };

  private readonly onCancel = (event: Event): void => {
    event.preventDefault();
    emit(this, 'ib-close');
  };

  private readonly onBackdrop = (event: Event): void => {
    if (event.target === this.dialog) emit(this, 'ib-close');
  };
}

function enabled({ isEnabled }: Command): boolean {
  return isEnabled?.() ?? true;
}
