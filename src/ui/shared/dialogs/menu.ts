import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';
import { focusedElement } from '../element/focusedElement.ts';
import { placePopup } from './placePopup.ts';
import { emit } from '../element/events.ts';

export interface MenuItem {
  readonly label: string;
  readonly disabled?: boolean;
  readonly run: () => void;
}

/** What can be done with something, and where the menu opens, in pixels of the window. */
export interface MenuAt {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly x: number;
  readonly y: number;
}

/** A menu of actions at a place of the window. Fires `ib-close` when one was chosen or nothing is wanted. */
@customElement('ib-menu')
export class Menu extends BaseElement {
  static override styles = css`
    .menu {
      min-width: 13rem;
      max-width: calc(100vw - 1rem);
      padding: var(--space-1);
    }

    button {
      min-height: max(2.25rem, var(--small-control-height));
      padding: 0 var(--space-4);
      border: 0;
      border-radius: var(--radius-s);
      background: none;
      text-align: left;
    }

    button:hover:not(:disabled),
    button:focus {
      background: var(--surface-selected);
    }

    button:disabled {
      color: var(--text-dim);
      cursor: not-allowed;
    }
  `;

  @property({ attribute: false }) menu: MenuAt | null = null;
  private openedFrom: HTMLElement | null = null;

  constructor() {
    super();
    this.onWindow('pointerdown', (event) => this.onOutside(event), { capture: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('menu') && this.menu !== null) this.openedFrom = focusedElement();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const box = this.renderRoot.querySelector<HTMLElement>('.menu');
    if (!changed.has('menu') || this.menu === null || box === null) return;
    placePopup(box, this.menu);
    box.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { menu } = this;
    if (menu === null) return nothing;
    return html`<div class="menu popup" role="menu" aria-label=${menu.label} @keydown=${this.onKey}>
      ${menu.items.map(
        (item) =>
          html`<button
            role="menuitem"
            tabindex="-1"
            ?disabled=${item.disabled ?? false}
            @click=${() => this.choose(item)}
          >
            ${item.label}
          </button>`,
      )}
    </div>`;
  }

  private choose(item: MenuItem): void {
    this.close();
    item.run();
  }

  private close(): void {
    emit(this, 'ib-close');
    this.openedFrom?.focus();
  }

  private onOutside(event: Event): void {
    if (this.menu !== null && !event.composedPath().includes(this)) emit(this, 'ib-close');
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('button:not(:disabled)')];
    const index = buttons.indexOf(this.renderRoot.querySelector<HTMLElement>('button:focus') ?? this);
    const targets: Record<string, number> = {
      ArrowDown: (index + 1) % buttons.length,
      ArrowUp: (index - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) buttons[target]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
