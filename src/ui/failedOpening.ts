import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { emit } from './shared/element/events.ts';
import { WorkbenchElement } from './shared/element/workbenchElement.ts';
import { placeHolder } from './placeHolder.ts';

/** In place of the views where the data set does not open: the ways on, none of which needs it to. */
@customElement('ib-failed-opening')
export class FailedOpening extends WorkbenchElement {
  static override styles = placeHolder;

  protected override render(): TemplateResult {
    const { environment } = this.shell;
    return html`<section class="panel" role="status">
      <h2>The data set does not open</h2>
      <p>
        The log below says why. Try again first, and export the database file before anything else: it is the copy that
        nobody can take away. Whatever takes its place, the old one is kept aside.
      </p>
      <div class="toolbar">
        ${this.action('Try again', async () => environment.tryAgain(), { look: 'primary' })}
        ${this.action('Export the database file', async () => environment.exportFile())}
        ${this.action('Free Space', () => emit(this, 'ib-show', 'space'))}
        ${this.action('Restore a backup', async () => environment.startOver('backup'))}
        ${this.action('Start a new one', async () => environment.startOver('nothing'), { look: 'danger' })}
      </div>
    </section>`;
  }
}
