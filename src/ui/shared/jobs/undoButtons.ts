import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { UndoStep } from '../../../domain/undo.ts';
import { undoWords } from '../../../stages/data/undoWords.ts';
import { icon } from '../../theme/icons.ts';
import { WorkbenchElement } from '../element/workbenchElement.ts';
import { DataContext } from '../../contexts.ts';

/** Undo and Redo, each with what it would do; Ctrl+Z and Ctrl+Shift+Z outside of text fields. Nothing where there is neither. */
@customElement('ib-undo-buttons')
export class UndoButtons extends WorkbenchElement {
  static override styles = css`
    .buttons {
      display: flex;
      gap: var(--space-1);
    }

    .button {
      max-width: 22rem;
    }

    .button span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    @media (max-width: 64rem) {
      .what {
        display: none;
      }
    }

    @media (max-width: 40rem) {
      .words {
        display: none;
      }
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;

  constructor() {
    super();
    this.onWindow('keydown', (event) => this.onKey(event));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { undoing } = this.data;
    const { value: undoable } = undoing.undoable;
    const { value: redoable } = undoing.redoable;
    if (undoable === null && redoable === null) return nothing;
    return html`<div class="buttons" role="group" aria-label="Undo and redo">
      ${undoable === null ? nothing : this.renderButton('Undo', undoable, async () => undoing.undo())}
      ${redoable === null ? nothing : this.renderButton('Redo', redoable, async () => undoing.redo())}
    </div>`;
  }

  private renderButton(verb: 'Undo' | 'Redo', step: UndoStep, work: () => Promise<unknown>): TemplateResult {
    const what = undoWords(step);
    return html`<button
      class="button quiet small"
      aria-label="${verb}: ${what}"
      aria-keyshortcuts=${verb === 'Undo' ? 'Control+Z' : 'Control+Shift+Z'}
      title="${verb}: ${what} (${verb === 'Undo' ? 'Ctrl+Z' : 'Ctrl+Shift+Z'})"
      ?disabled=${!this.accepts('undo')}
      @click=${() => this.attempt(work)}
    >
      ${icon(verb === 'Undo' ? 'undo' : 'redo')}<span class="words">${verb}<span class="what">: ${what}</span></span>
    </button>`;
  }

  private onKey(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isElsewhere(event)) return;
    const key = event.key.toLowerCase();
    const { undoing } = this.data;
    if (key === 'z' && !event.shiftKey && undoing.undoable.peek() !== null) {
      event.preventDefault();
      this.attempt(async () => undoing.undo());
    } else if ((key === 'y' || (key === 'z' && event.shiftKey)) && undoing.redoable.peek() !== null) {
      event.preventDefault();
      this.attempt(async () => undoing.redo());
    }
  }
}

const BUTTON_TYPES = new Set(['checkbox', 'radio', 'button', 'file', 'range']);

/** Whether the keys belong to a text field or to a dialog. */
function isElsewhere(event: KeyboardEvent): boolean {
  return event.composedPath().some((target) => {
    if (target instanceof HTMLInputElement) return !BUTTON_TYPES.has(target.type);
    return target instanceof HTMLTextAreaElement || target instanceof HTMLDialogElement;
  });
}
