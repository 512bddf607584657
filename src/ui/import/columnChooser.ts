import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../shared/element/baseElement.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import { placePopup } from '../shared/dialogs/placePopup.ts';
import { emit } from '../shared/element/events.ts';

/** Which columns a table shows. Fires `ib-columns` with the keys of those that are hidden. */
@customElement('ib-column-chooser')
export class ColumnChooser extends BaseElement {
  static override styles = css`
    .choices {
      width: 13rem;
      max-height: calc(100dvh - 1rem);
      overflow: auto;
      padding: var(--space-2) var(--space-4);
    }

    .check {
      min-height: var(--small-control-height);
    }
  `;

  @property({ attribute: false }) columns: readonly { readonly key: string; readonly label: string }[] = [];
  @property({ attribute: false }) hiddenKeys: readonly string[] = [];

  protected override render(): TemplateResult {
    return html`<details
      @keydown=${this.onKey}
      @toggle=${this.onToggle}
      @focusout=${(event: FocusEvent) => this.onFocusOut(event)}
    >
      <summary>Columns</summary>
      <div class="choices popup">
        ${this.columns.map(({ key, label }) =>
          renderCheck(label, !this.hiddenKeys.includes(key), (shown) => this.show(key, shown)),
        )}
      </div>
    </details>`;
  }

  /** Beneath its heading, inside the window. */
  private readonly onToggle = (event: Event): void => {
    const details = event.currentTarget as HTMLDetailsElement;
    const box = details.querySelector<HTMLElement>('.choices');
    if (!details.open || box === null) return;
    const { left, bottom } = details.getBoundingClientRect();
    placePopup(box, { x: left, y: bottom + 4 });
  };

  private show(key: string, shown: boolean): void {
    const others = this.hiddenKeys.filter((other) => other !== key);
    emit(this, 'ib-columns', shown ? others : [...others, key]);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    const details = event.currentTarget as HTMLDetailsElement;
    details.open = false;
    details.querySelector('summary')?.focus();
  };

  private onFocusOut(event: FocusEvent): void {
    const details = event.currentTarget as HTMLDetailsElement;
    if (event.relatedTarget instanceof Node && details.contains(event.relatedTarget)) return;
    if (event.relatedTarget !== null) details.open = false;
  }
}
