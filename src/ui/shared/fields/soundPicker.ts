import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { BaseElement } from '../element/baseElement.ts';
import { emit } from '../element/events.ts';
import { remembered } from '../element/remembered.ts';
import { formatCount, plural } from '../text/format.ts';

/** So many are listed at once; more are found by words of their names. */
const MOST_LISTED = 100;
/** The list goes up where there is less room than that below. */
const LEAST_ROOM_PX = 240;

/**
 * One sound of many: a field in which words of its name are typed, and the list of those that have them all. Up and Down go through
 * it, Enter picks, Escape leaves it as it was. Fires `ib-pick` with the key.
 */
@customElement('ib-sound-picker')
export class SoundPicker<Sound> extends BaseElement {
  static override styles = css`
    .popup {
      inset: auto;
      left: var(--x);
      top: var(--y);
      width: var(--width);
      max-height: var(--room);
      margin: 0;
      padding: var(--space-1);
      color: var(--text);
      overflow: auto;
    }

    .popup:not(:popover-open) {
      display: none;
    }

    .popup.above {
      top: auto;
      bottom: var(--y);
    }

    [role='option'] {
      padding: var(--space-2) var(--space-3);
      border-radius: var(--radius-s);
      font-size: var(--text-s);
      overflow-wrap: anywhere;
      cursor: pointer;
    }

    [role='option']:hover,
    .active {
      background: var(--surface-selected);
    }

    [aria-selected='true'] {
      color: var(--accent);
    }

    .hint {
      padding: var(--space-1) var(--space-3);
      font-size: var(--text-xs);
    }
  `;

  /** Its accessible name. */
  @property() label = '';
  /** Whether the name is only read out. */
  @property({ type: Boolean }) bare = false;
  @property({ attribute: false }) sounds: readonly Sound[] = [];
  @property({ attribute: false }) keyOf: (sound: Sound) => string = String;
  @property({ attribute: false }) nameOf: (sound: Sound) => string = String;
  /** The key of the picked one; empty for none. */
  @property() value = '';
  /** What stands there while none is picked. */
  @property() placeholder = '';
  @property({ type: Boolean }) disabled = false;

  @state() private isOpen = false;
  /** What was typed since the list was opened; null for nothing. */
  @state() private typed: string | null = null;
  @state() private activeAt = 0;
  @query('input') private readonly input!: HTMLInputElement;
  @query('.popup') private readonly popup!: HTMLElement | null;
  private found: readonly Sound[] = [];

  constructor() {
    super();
    this.onWindow('scroll', () => this.place(), { capture: true, passive: true });
    this.onWindow('resize', () => this.place());
  }

  private readonly soundOf = remembered((sounds: readonly Sound[], key: string) =>
    key === '' ? undefined : sounds.find((sound) => this.keyOf(sound) === key),
  );

  protected override willUpdate(): void {
    if (this.disabled) this.close();
    if (this.isOpen) this.found = this.matching();
  }

  protected override render(): TemplateResult {
    const picked = this.soundOf(this.sounds, this.value);
    const listed = this.isOpen ? this.found.slice(0, MOST_LISTED) : [];
    return html`<div class="field">
      <label for="input" class=${this.bare ? 'visually-hidden' : ''}>${this.label}</label>
      <input
        id="input"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-autocomplete="list"
        aria-expanded=${listed.length > 0}
        aria-controls=${listed.length > 0 ? 'list' : nothing}
        aria-activedescendant=${this.activeAt < listed.length ? `option-${this.activeAt}` : nothing}
        placeholder=${this.placeholder}
        ?disabled=${this.disabled}
        .value=${live(this.typed ?? (picked === undefined ? '' : this.nameOf(picked)))}
        @click=${() => this.open()}
        @input=${this.onInput}
        @keydown=${this.onKey}
        @blur=${() => this.close()}
      />
      ${this.isOpen ? this.renderPopup(listed) : nothing}
    </div>`;
  }

  private renderPopup(listed: readonly Sound[]): TemplateResult {
    return html`<div class="popup" popover="manual" @mousedown=${(event: Event) => event.preventDefault()}>
      ${
        listed.length === 0
          ? nothing
          : html`<div id="list" role="listbox" aria-label=${this.label}>
              ${listed.map((sound, index) => this.renderOption(sound, index))}
            </div>`
      }
      <p class="hint" role="status">${countWords(this.found.length, this.sounds.length)}</p>
    </div>`;
  }

  private renderOption(sound: Sound, index: number): TemplateResult {
    return html`<div
      role="option"
      id="option-${index}"
      class=${index === this.activeAt ? 'active' : ''}
      aria-selected=${this.keyOf(sound) === this.value}
      @click=${() => this.pick(sound)}
    >
      ${this.nameOf(sound)}
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('isOpen') && this.isOpen) {
      this.popup?.showPopover();
      this.place();
    }
    if (changed.has('activeAt')) this.popup?.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  /** Those that have all the words in their names; one of just this name first. */
  private matching(): readonly Sound[] {
    const typed = (this.typed ?? '').trim().toLowerCase();
    if (typed === '') return this.sounds;
    const words = typed.split(/\s+/u);
    const exact: Sound[] = [];
    const others: Sound[] = [];
    for (const sound of this.sounds) {
      const name = this.nameOf(sound).toLowerCase();
      if (name === typed) exact.push(sound);
      else if (words.every((word) => name.includes(word))) others.push(sound);
    }
    return [...exact, ...others];
  }

  private open(): void {
    if (this.isOpen || this.sounds.length === 0) return;
    this.isOpen = true;
    this.input.select();
    const at = this.sounds.findIndex((sound) => this.keyOf(sound) === this.value);
    this.activeAt = Math.max(0, at);
  }

  private close(): void {
    this.isOpen = false;
    this.typed = null;
  }

  private pick(sound: Sound): void {
    this.close();
    emit(this, 'ib-pick', this.keyOf(sound));
  }

  /** Below the field, or above it where there is more room. */
  private place(): void {
    const { popup } = this;
    if (popup === null) return;
    const { left, top, bottom, width } = this.input.getBoundingClientRect();
    const below = innerHeight - bottom;
    const isAbove = below < LEAST_ROOM_PX && top > below;
    popup.classList.toggle('above', isAbove);
    popup.style.setProperty('--x', `${left}px`);
    popup.style.setProperty('--y', `${isAbove ? innerHeight - top + 2 : bottom + 2}px`);
    popup.style.setProperty('--width', `${width}px`);
    popup.style.setProperty('--room', `${Math.min(360, (isAbove ? top : below) - 8)}px`);
  }

  private readonly onInput = (): void => {
    this.typed = this.input.value;
    this.activeAt = 0;
    this.isOpen = true;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const last = Math.min(this.found.length, MOST_LISTED) - 1;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      if (this.isOpen) this.activeAt = Math.min(Math.max(0, this.activeAt + step), Math.max(0, last));
      else this.open();
    } else if (!this.isOpen || (event.key !== 'Enter' && event.key !== 'Escape')) {
      return;
    } else if (event.key === 'Escape') {
      this.close();
    } else {
      const active = this.activeAt <= last ? this.found[this.activeAt] : undefined;
      if (active !== undefined) this.pick(active);
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

function countWords(found: number, all: number): string {
  if (found === 0) return 'No name has all these words.';
  if (found <= MOST_LISTED)
    return found === all ? plural(all, 'sound') : `${formatCount(found)} of ${plural(all, 'sound')}`;
  return `The first ${MOST_LISTED} of ${formatCount(found)}: type words of the name.`;
}
