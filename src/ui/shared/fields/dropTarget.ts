import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';
import { emit } from '../element/events.ts';

/**
 * Takes what is dropped anywhere in the window, and says so while it is dragged over. Fires `ib-drop` with the
 * `DataTransfer` while it can still be read.
 */
@customElement('ib-drop-target')
export class DropTarget extends BaseElement {
  static override styles = css`
    .overlay {
      position: fixed;
      inset: 0;
      z-index: 10;
      display: grid;
      place-content: center;
      padding: var(--space-5);
      background: var(--scrim);
      pointer-events: none;
    }

    .message {
      padding: var(--space-6) var(--space-7);
      border: 2px dashed var(--accent);
      border-radius: var(--radius-l);
      background: var(--surface-raised);
      box-shadow: var(--shadow);
      font-size: var(--text-l);
      text-align: center;
    }
  `;

  @state() private over = false;

  constructor() {
    super();
    this.onWindow('dragover', (event) => this.onDragOver(event));
    this.onWindow('dragleave', (event) => this.onDragLeave(event));
    this.onWindow('drop', (event) => this.onDrop(event));
  }

  protected override render(): TemplateResult {
    return html`<div class="overlay" ?hidden=${!this.over}>
      <div class="message">
        <p>Drop to add</p>
        <p class="hint">audio files, folders, or a <code>.duckdb</code> data set</p>
      </div>
    </div>`;
  }

  private onDragOver(event: DragEvent): void {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    this.over = true;
  }

  private onDragLeave(event: DragEvent): void {
    if (event.relatedTarget === null) this.over = false;
  }

  private onDrop(event: DragEvent): void {
    this.over = false;
    const { dataTransfer } = event;
    if (dataTransfer === null || !holdsFiles(event)) return;
    event.preventDefault();
    emit(this, 'ib-drop', dataTransfer);
  }
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
