import { css, html, type TemplateResult } from 'lit';

/** How sounds are laid out. */
export type ListLayout = 'list' | 'map';

const LAYOUTS = [
  { value: 'list', label: 'List' },
  { value: 'map', label: 'Map' },
] as const;

export const layoutSwitchStyles = css`
  .switch {
    display: inline-flex;
  }

  .switch .button:first-child {
    border-radius: var(--radius-s) 0 0 var(--radius-s);
  }

  .switch .button:last-child {
    margin-left: -1px;
    border-radius: 0 var(--radius-s) var(--radius-s) 0;
  }

  .switch .button[aria-pressed='true'] {
    background: var(--surface-selected);
    border-color: var(--accent);
  }
`;

/** Chooses between list and map. */
export function renderLayoutSwitch(
  name: string,
  current: ListLayout,
  show: (layout: ListLayout) => void,
): TemplateResult {
  return html`<div class="switch" role="group" aria-label=${name}>
    ${LAYOUTS.map(
      ({ value, label }) =>
        html`<button class="button small" aria-pressed=${value === current} @click=${() => show(value)}>
          ${label}
        </button>`,
    )}
  </div>`;
}
