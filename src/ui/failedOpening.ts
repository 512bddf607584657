import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { WorkbenchElement } from './shared/element/workbenchElement.ts';
import { base } from './theme/base.ts';
import { placeHolder } from './placeHolder.ts';

/** In place of the views where the data set does not open: the ways on, none of which needs it to. */
@customElement('ib-failed-opening')
export class FailedOpening extends WorkbenchElement {
  static override styles = [base, placeHolder];

  protected override render(): TemplateResult {
    const { environment } = this.workbench;
    return html`<section class="panel" role="status">
      <h2>The data set does not open</h2>
      <p>
        The log below says why. Reloading the page tries again. Export the database file first: it is the copy that
        nobody can take away. Whatever takes its place, the old one is kept aside.
      </p>
      <div class="row">
        <button class="button primary" @click=${() => this.attempt(async () => environment.exportFile())}>
          Export the database file
        </button>
        <button class="button" @click=${() => this.attempt(async () => environment.startOver('backup'))}>
          Restore a backup
        </button>
        <button class="button danger" @click=${() => this.attempt(async () => environment.startOver('nothing'))}>
          Start a new one
        </button>
      </div>
    </section>`;
  }
}
