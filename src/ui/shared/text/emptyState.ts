import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';

/** What stands where there is nothing yet: why, and (in the slot) the step that changes it. */
@customElement('ib-empty-state')
export class EmptyState extends BaseElement {
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
    return html`<div class="body">
      <h2>${this.heading}</h2>
      <slot></slot>
    </div>`;
  }
}
