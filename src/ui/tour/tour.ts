import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { BaseElement } from '../shared/element/baseElement.ts';
import { emit } from '../shared/element/events.ts';
import { TOUR_STEPS, type TourStep } from './tourSteps.ts';

const MARGIN_PX = 12;
const RING_PX = 4;

/**
 * A card beside the control that each step tells of. It blocks nothing: the page works on under it. Fires `ib-step` with the
 * step whose tab is to be shown, and `ib-close` when it is over.
 */
@customElement('ib-tour')
export class Tour extends BaseElement {
  static override styles = css`
    .layer {
      position: fixed;
      inset: 0;
      width: auto;
      height: auto;
      margin: 0;
      padding: 0;
      border: 0;
      background: none;
      color: var(--text);
      pointer-events: none;
      overflow: visible;
    }

    .ring {
      position: fixed;
      border: 2px solid var(--focus);
      border-radius: var(--radius);
    }

    .card {
      position: fixed;
      display: grid;
      gap: var(--space-3);
      width: min(22rem, calc(100vw - 1.5rem));
      max-height: calc(100dvh - 1.5rem);
      padding: var(--space-4);
      overflow: auto;
      border: 1px solid var(--line-strong);
      border-radius: var(--radius-l);
      background: var(--surface-raised);
      box-shadow: var(--shadow);
      pointer-events: auto;
    }

    h2 {
      margin: var(--space-1) 0;
    }

    .actions {
      display: flex;
      align-items: center;
      gap: var(--space-2);
    }
  `;

  @property({ type: Boolean }) open = false;
  /** The marked control of a step, once it is there; null while it is not. */
  @property({ attribute: false }) find: (step: TourStep) => HTMLElement | null = () => null;

  @state() private index = 0;
  @query('.layer') private readonly layer!: HTMLElement;
  @query('.card') private readonly card!: HTMLElement | null;
  @query('.ring') private readonly ring!: HTMLElement | null;
  private frame = 0;
  /** The control that was brought into view last. */
  private reached: HTMLElement | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) this.index = 0;
  }

  protected override updated(changed: PropertyValues): void {
    const isShown = this.layer.matches(':popover-open');
    if (this.open && !isShown) this.layer.showPopover();
    else if (!this.open && isShown) this.layer.hidePopover();
    if (this.open && (changed.has('open') || changed.has('index'))) {
      this.reached = null;
      const step = TOUR_STEPS[this.index];
      if (step !== undefined) emit(this, 'ib-step', step);
      this.card?.focus({ preventScroll: true });
      cancelAnimationFrame(this.frame);
      this.follow();
    }
  }

  protected override render(): TemplateResult {
    return html`<div class="layer" popover="manual">${this.open ? this.renderStep() : nothing}</div>`;
  }

  private renderStep(): TemplateResult | typeof nothing {
    const step = TOUR_STEPS[this.index];
    if (step === undefined) return nothing;
    const isLast = this.index === TOUR_STEPS.length - 1;
    return html`<div class="ring" hidden></div>
      <div class="card" role="dialog" aria-labelledby="name" tabindex="-1" @keydown=${this.onKey}>
        <div aria-live="polite" aria-atomic="true">
          <p class="hint" id="name">Tour, step ${this.index + 1} of ${TOUR_STEPS.length}</p>
          <h2>${step.heading}</h2>
          <p>${step.words}</p>
        </div>
        <div class="actions">
          <button class="button small primary" @click=${() => this.go(1)}>${isLast ? 'Done' : 'Next'}</button>
          <button class="button small" ?disabled=${this.index === 0} @click=${() => this.go(-1)}>Back</button>
          <span class="spacer"></span>
          <button class="button small quiet" @click=${this.close}>End Tour</button>
        </div>
      </div>`;
  }

  private go(by: 1 | -1): void {
    const next = this.index + by;
    if (next >= TOUR_STEPS.length) this.close();
    else if (next >= 0) this.index = next;
  }

  private readonly close = (): void => {
    emit(this, 'ib-close');
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const actions: Record<string, () => void> = {
      ArrowRight: () => this.go(1),
      ArrowDown: () => this.go(1),
      ArrowLeft: () => this.go(-1),
      ArrowUp: () => this.go(-1),
      Escape: this.close,
      // On a button Enter presses it.
      ...(event.target === this.card ? { Enter: () => this.go(1) } : {}),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  /** Keeps ring and card beside the control, which may be loaded later, move and be scrolled. */
  private readonly follow = (): void => {
    const step = TOUR_STEPS[this.index];
    if (!this.open || step === undefined) return;
    const control = this.find(step);
    if (control !== this.reached) {
      control?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
      this.reached = control;
    }
    this.place(control?.getBoundingClientRect() ?? null);
    this.frame = requestAnimationFrame(this.follow);
  };

  private place(box: DOMRect | null): void {
    const { card, ring } = this;
    if (card === null || ring === null) return;
    ring.hidden = box === null;
    if (box !== null) {
      ring.style.left = `${box.left - RING_PX}px`;
      ring.style.top = `${box.top - RING_PX}px`;
      ring.style.width = `${box.width + 2 * RING_PX}px`;
      ring.style.height = `${box.height + 2 * RING_PX}px`;
    }
    const { offsetWidth: width, offsetHeight: height } = card;
    const below = (box?.bottom ?? (innerHeight - height) / 2) + MARGIN_PX;
    const fits = below + height + MARGIN_PX <= innerHeight;
    const top = fits || box === null ? below : box.top - height - MARGIN_PX;
    const left = box?.left ?? (innerWidth - width) / 2;
    card.style.left = `${within(left, innerWidth - width)}px`;
    card.style.top = `${within(top, innerHeight - height)}px`;
  }
}

/** A coordinate that keeps the margin at both ends. */
function within(value: number, room: number): number {
  return Math.max(MARGIN_PX, Math.min(value, room - MARGIN_PX));
}
