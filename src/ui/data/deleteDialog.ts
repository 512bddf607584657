import { consume } from '@lit/context';
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { emit } from '../shared/element/events.ts';
import { DataContext } from '../contexts.ts';

const CONFIRMATION = 'delete';

/** Asks to type `delete` before everything goes, and offers the export first. Fires `ib-close` when it is done with. */
@customElement('ib-delete-dialog')
export class DeleteDialog extends DialogElement {
  @consume({ context: DataContext }) private readonly data!: DataContext;

  @state() private typed = '';

  protected readonly heading = 'Delete all data?';

  protected renderBody(): TemplateResult {
    return html`<div class="stack">
      <p>
        This removes all projects: their sounds' data, all trials, models, predictions, what the judge said and the
        treatments and splits chosen for its sounds, backups and copies of audio from this browser. It cannot be undone.
        Your own audio files stay where they are, and so do your settings and the treatments that you saved by name,
        which Hear removes one by one.
      </p>
      <div>
        ${this.action('Export first', async () => this.data.exporting.exportDatabase(), {
          icon: 'download',
          starts: ['export'],
        })}
      </div>
      <div class="field">
        <label for="typed">Type <strong>${CONFIRMATION}</strong> to confirm</label>
        <input
          id="typed"
          type="text"
          autofocus
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.confirm()}
        />
      </div>
    </div>`;
  }

  protected override renderActions(): TemplateResult {
    return this.action('Delete', this.confirm, { look: 'danger', disabled: !this.confirmed });
  }

  protected override cancel(): void {
    this.typed = '';
    emit(this, 'ib-close');
  }

  private get confirmed(): boolean {
    return this.typed.trim().toLowerCase() === CONFIRMATION;
  }

  private readonly confirm = (): void => {
    if (!this.confirmed) return;
    this.cancel();
    this.attempt(async () => this.data.exporting.deleteAll());
  };
}
