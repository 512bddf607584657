import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { OpeningStep } from '../../../domain/storage.ts';
import { WorkbenchElement } from '../element/workbenchElement.ts';

/**
 * What stands where there is nothing yet: why, and (in the slot) the step that changes it. While the data set opens nobody
 * knows whether there is nothing, and it says how far that is.
 */
@customElement('ib-empty-state')
export class EmptyState extends WorkbenchElement {
  static override styles = css`
    :host {
      padding: var(--space-6) var(--space-5);
      border: 1px dashed var(--line-strong);
      border-radius: var(--radius-l);
      text-align: center;
    }

    .body {
      display: grid;
      gap: var(--space-4);
      justify-items: center;
      max-width: 36rem;
      margin: 0 auto;
      color: var(--text-dim);
    }

    h2 {
      color: var(--text);
    }
  `;

  @property() heading = '';

  protected override render(): TemplateResult {
    if (!this.isOpen) return renderOpening(this.shell.environment.openingStep.value);
    return html`<div class="body">
      <h2>${this.heading}</h2>
      <slot></slot>
    </div>`;
  }
}

function renderOpening(step: OpeningStep | null): TemplateResult {
  return html`<div class="body">
    <h2>Opening the data set …</h2>
    <p>The database of this browser is being read. It takes a moment on the first visit.</p>
    ${step === null ? nothing : html`<p>${step.doing}</p>`}
  </div>`;
}
