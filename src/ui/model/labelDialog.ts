import { consume } from '@lit/context';
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { lineOf, NAME_CHARACTERS, NOTE_CHARACTERS, noteOf, type ModelLabel } from '../../domain/labels.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { BrowsingContext } from '../contexts.ts';

/** Asks for the name of a model and a note on it. */
@customElement('ib-label-dialog')
export class LabelDialog extends DialogElement {
  @consume({ context: BrowsingContext }) private readonly browsing!: BrowsingContext;

  /** What is said of it now; null for nothing to ask. */
  @property({ attribute: false }) label: ModelLabel | null = null;
  @state() private name = '';
  @state() private note = '';

  protected override get shown(): boolean {
    return this.label !== null;
  }

  protected get heading(): string {
    return `Name and note of ${this.label?.modelId ?? ''}`;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('label')) return;
    this.name = this.label?.name ?? '';
    this.note = this.label?.note ?? '';
  }

  protected renderBody(): TemplateResult {
    return html`<form class="stack tight" @submit=${this.onSubmit}>
      <div class="field">
        <label for="name">Name</label>
        <input
          id="name"
          type="text"
          autocomplete="off"
          maxlength=${NAME_CHARACTERS}
          autofocus
          .value=${this.name}
          @input=${({ target }: Event) => (this.name = (target as HTMLInputElement).value)}
        />
      </div>
      <div class="field">
        <label for="note">Note</label>
        <textarea
          id="note"
          rows="4"
          maxlength=${NOTE_CHARACTERS}
          .value=${this.note}
          @input=${({ target }: Event) => (this.note = (target as HTMLTextAreaElement).value)}
        ></textarea>
      </div>
      <p class="hint">Without a name it is called by its id, which stays.</p>
    </form>`;
  }

  protected override renderActions(): TemplateResult {
    return html`<button class="button primary" @click=${this.save}>Save</button>`;
  }

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.save();
  };

  private readonly save = (): void => {
    const { label } = this;
    if (label === null) return;
    const [name, note] = [lineOf(this.name, NAME_CHARACTERS), noteOf(this.note)];
    this.cancel();
    if (name === label.name && note === label.note) return;
    this.attempt(async () => this.browsing.tagging.labelModel({ ...label, name, note }));
  };
}
