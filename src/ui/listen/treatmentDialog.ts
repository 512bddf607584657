import { consume } from '@lit/context';
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { OwnTreatment } from '../../domain/treatments.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { ListeningContext } from '../contexts.ts';

/** What is to get a name. */
export interface Naming {
  /** Null for what is heard now. */
  readonly treatment: OwnTreatment | null;
}

/** Asks for the name of a treatment, a new one or another one, and gives it. */
@customElement('ib-treatment-dialog')
export class TreatmentDialog extends DialogElement {
  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;

  /** Null for nothing to ask. */
  @property({ attribute: false }) naming: Naming | null = null;
  @state() private name = '';

  protected override get shown(): boolean {
    return this.naming !== null;
  }

  protected get heading(): string {
    return this.naming?.treatment == null ? 'Save treatment' : `Rename “${this.naming.treatment.name}”`;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('naming')) this.name = this.naming?.treatment?.name ?? '';
  }

  protected renderBody(): TemplateResult {
    return html`<form class="field" @submit=${this.onSubmit}>
      <label for="name">Treatment name</label>
      <input
        id="name"
        type="text"
        autocomplete="off"
        maxlength="60"
        autofocus
        .value=${this.name}
        aria-describedby="why"
        @input=${({ target }: Event) => (this.name = (target as HTMLInputElement).value)}
      />
      <p id="why" class="hint" role="status">
        ${this.name === '' ? 'What is done to the clusters is kept, for any sound. How it is split is not.' : (this.refusal ?? '')}
      </p>
    </form>`;
  }

  protected override renderActions(): TemplateResult {
    return html`<button class="button primary" ?disabled=${this.refusal !== null} @click=${this.give}>
      ${this.naming?.treatment == null ? 'Save' : 'Rename'}
    </button>`;
  }

  private get refusal(): string | null {
    const own = this.listening.hearing.value?.listening.choices.ownTreatments;
    return own?.refusalOf(this.name, this.naming?.treatment?.id ?? null) ?? null;
  }

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    if (this.refusal === null) this.give();
  };

  private readonly give = (): void => {
    const { naming, name } = this;
    const listening = this.listening.hearing.value?.listening;
    this.cancel();
    if (naming === null || listening === undefined) return;
    this.attempt(async () => {
      if (naming.treatment === null) listening.treating.save(name);
      else listening.choices.ownTreatments.rename(naming.treatment.id, name);
    });
  };
}
