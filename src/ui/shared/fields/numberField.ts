import { css, html, noChange, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { BaseElement } from '../element/baseElement.ts';
import { emit } from '../element/events.ts';
import { formatCount } from '../text/format.ts';

/**
 * A labelled `<input type="number">` for whole numbers within limits.
 *
 * Fires `ib-number` with the number, or with null while what stands there is none that may be used; the field then says why.
 */
@customElement('ib-number-field')
export class NumberField extends BaseElement {
  static override styles = css`
    :host {
      width: var(--field-width, 8.5rem);
    }

    .message {
      min-height: 1.3em;
      line-height: 1.3;
      font-size: var(--text-xs);
    }
  `;

  @property() label = '';
  @property({ type: Number }) min = 0;
  @property({ type: Number }) max = Number.MAX_SAFE_INTEGER;
  @property({ type: Number }) value = 0;
  @property({ type: Boolean }) disabled = false;

  @state() private problem: string | null = null;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('value') && changed.get('value') !== undefined) this.problem = null;
  }

  protected override render(): TemplateResult {
    const range = `${formatCount(this.min)} – ${formatCount(this.max)}`;
    return html`<div class="field">
      <label for="input">${this.label}</label>
      <input
        id="input"
        type="number"
        inputmode="numeric"
        step="1"
        min=${this.min}
        max=${this.max}
        .value=${this.problem === null ? live(String(this.value)) : noChange}
        ?disabled=${this.disabled}
        aria-invalid=${this.problem === null ? nothing : 'true'}
        aria-describedby="message"
        @input=${this.onInput}
        @blur=${this.onBlur}
      />
      <div id="message" class="message ${this.problem === null ? 'hint' : 'error'}">${this.problem ?? range}</div>
    </div>`;
  }

  private readonly onInput = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const number = event.target.valueAsNumber;
    this.problem = this.problemOf(number);
    if (this.problem === null) this.value = number;
    emit(this, 'ib-number', this.problem === null ? number : null);
  };

  /** A field that is left with something unusable in it goes back to its last good number. */
  private readonly onBlur = (event: Event): void => {
    if (this.problem === null || !(event.target instanceof HTMLInputElement)) return;
    event.target.value = String(this.value);
    this.problem = null;
    emit(this, 'ib-number', this.value);
  };

  private problemOf(number: number): string | null {
    if (!Number.isInteger(number)) return 'A whole number';
    if (number < this.min) return `At least ${formatCount(this.min)}`;
    if (number > this.max) return `At most ${formatCount(this.max)}`;
    return null;
  }
}
