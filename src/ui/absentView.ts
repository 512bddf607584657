import { html, type TemplateResult } from 'lit';
import { reloadAnew } from '../stages/shell/reloadAnew.ts';

/** In the place of a view whose code is missing or late; the view follows when it comes. */
export function absentView(): TemplateResult {
  return html`<section class="panel stack">
    <p>
      This part of the app has not come: the line has stalled, a file is missing on its host, or the app was updated. It
      shows as soon as it is there. Your data is safe.
    </p>
    <div><button class="button" @click=${() => void reloadAnew()}>Reload</button></div>
  </section>`;
}
