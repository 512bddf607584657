import { html, type TemplateResult } from 'lit';

/** The app's mark: five bands. */
export function mark(): TemplateResult {
  return html`<svg class="mark" aria-hidden="true" viewBox="0 0 32 32" width="28" height="28">
    <rect class="band a" x="2" y="18" width="4" height="10" rx="2" />
    <rect class="band b" x="8" y="11" width="4" height="17" rx="2" />
    <rect class="band c" x="14" y="4" width="4" height="24" rx="2" />
    <rect class="band d" x="20" y="9" width="4" height="19" rx="2" />
    <rect class="band e" x="26" y="15" width="4" height="13" rx="2" />
  </svg>`;
}
