import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { DialogElement } from './dialogElement.ts';

/** What is about to be done, in words. */
export interface Question {
  readonly heading: string;
  readonly sentences: readonly string[];
  /** The name of the button that does it. */
  readonly action: string;
  readonly work: () => Promise<unknown>;
}

/** Asks before something is done, and does it. Fires `ib-close` when it is answered. */
@customElement('ib-confirm-dialog')
export class ConfirmDialog extends DialogElement {
  /** Null for nothing to ask. */
  @property({ attribute: false }) question: Question | null = null;

  protected get heading(): string {
    return this.question?.heading ?? '';
  }

  protected override get shown(): boolean {
    return this.question !== null;
  }

  protected renderBody(): TemplateResult {
    return html`<div class="stack">${this.question?.sentences.map((sentence) => html`<p>${sentence}</p>`)}</div>`;
  }

  protected override renderActions(): TemplateResult {
    return html`<button class="button danger" @click=${this.confirm}>${this.question?.action}</button>`;
  }

  private readonly confirm = (): void => {
    const { question } = this;
    this.cancel();
    if (question !== null) this.attempt(question.work);
  };
}
