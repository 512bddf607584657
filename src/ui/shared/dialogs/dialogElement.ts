import { css, html, nothing, type CSSResult, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { emit } from '../element/events.ts';
import { WorkbenchElement } from '../element/workbenchElement.ts';

/**
 * A modal `<dialog>` with a heading, a body and buttons. What it holds is in its own root, so that it is found inside it.
 * Fires `ib-close`.
 */
export abstract class DialogElement extends WorkbenchElement {
  static override styles: CSSResult[] = [
    css`
      dialog {
        width: min(34rem, calc(100vw - 2rem));
        max-height: calc(100dvh - 2rem);
        padding: var(--space-5);
        overflow: auto;
        overflow-wrap: anywhere;
      }

      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--space-3);
        position: sticky;
        bottom: calc(-1 * var(--space-5));
        margin: var(--space-1) calc(-1 * var(--space-5)) calc(-1 * var(--space-5));
        padding: var(--space-4) var(--space-5) var(--space-5);
        background: var(--surface-raised);
      }

      h2 {
        margin-bottom: var(--space-4);
      }
    `,
  ];

  /** What opens it, where a subclass does not say otherwise. */
  @property({ type: Boolean }) open = false;

  @query('dialog') private readonly dialog!: HTMLDialogElement;

  protected abstract readonly heading: string;
  /** The name of the button that does what Escape does. */
  protected readonly cancelLabel: string = 'Cancel';
  protected abstract renderBody(): TemplateResult;

  protected get shown(): boolean {
    return this.open;
  }

  /** Buttons beside the one that cancels. */
  protected renderActions(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** What Escape and the button Cancel do. */
  protected cancel(): void {
    emit(this, 'ib-close');
  }

  protected override updated(_changed: PropertyValues): void {
    if (this.shown === this.dialog.open) return;
    if (this.shown) this.dialog.showModal();
    else this.dialog.close();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @cancel=${this.onCancel}>
      ${
        this.shown
          ? html`<h2 id="heading">${this.heading}</h2>
              ${this.renderBody()}
              <div class="actions">
                <button class="button" @click=${() => this.cancel()}>${this.cancelLabel}</button>
                ${this.renderActions()}
              </div>`
          : ''
      }
    </dialog>`;
  }

  private readonly onCancel = (event: Event): void => {
    event.preventDefault();
    this.cancel();
  };
}
