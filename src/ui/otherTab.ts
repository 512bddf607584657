import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { DatabaseState } from '../stages/shell/environment.ts';
import { WorkbenchElement } from './shared/element/workbenchElement.ts';
import { placeHolder } from './placeHolder.ts';

type Elsewhere = Extract<DatabaseState, 'held-elsewhere' | 'asked-for' | 'coming' | 'going'>;

const WORDS: Record<Elsewhere, { readonly heading: string; readonly text: string }> = {
  'held-elsewhere': {
    heading: 'Another tab has the data set open',
    text:
      'One tab at a time works with it, so that nothing is written twice. Close the other tab and this one takes over by ' +
      'itself, or use it here now: the other tab then stops its jobs and keeps what is finished.',
  },
  'asked-for': { heading: 'Asking the other tab', text: 'The other tab is asked to let go of the data set …' },
  coming: {
    heading: 'The other tab is finishing',
    text: 'It stops its jobs and stores what is finished. This tab goes on as soon as that is done …',
  },
  going: {
    heading: 'Another tab takes over',
    text: 'The jobs of this tab are stopped and what is finished is being stored …',
  },
};

/** Whether another tab has the data set, gets it or is asked for it: there is nothing to work with here meanwhile. */
export function isElsewhere(database: DatabaseState): database is Elsewhere {
  return database in WORDS;
}

/** In place of the views while another tab has the data set: says so, and offers to take it over. */
@customElement('ib-other-tab')
export class OtherTab extends WorkbenchElement {
  static override styles = placeHolder;

  protected override render(): TemplateResult | typeof nothing {
    const { environment } = this.shell;
    const database = environment.database.value;
    if (!isElsewhere(database)) return nothing;
    const { heading, text } = WORDS[database];
    return html`<section class="panel" role="status">
      <h2>${heading}</h2>
      <p>${text}</p>
      ${this.action('Use here', async () => environment.useHere(), {
        look: 'primary',
        disabled: database !== 'held-elsewhere',
      })}
    </section>`;
  }
}
