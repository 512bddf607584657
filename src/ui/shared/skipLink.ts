import { css, html, type TemplateResult } from 'lit';

export const skipLinkStyles = css`
  /* Clipped where it lies: outside the page it would be taken for a link that leads nowhere. */
  .skip {
    position: fixed;
    z-index: 7;
    left: var(--space-3);
    top: var(--space-2);
    padding: var(--space-2) var(--space-4);
    border-radius: var(--radius-s);
    background: var(--accent);
    color: var(--on-accent);
  }

  .skip:not(:focus) {
    clip-path: inset(50%);
  }
`;

/** A way past what stands first, for keys alone: seen while it has the focus. */
export function renderSkipLink(name: string, skip: () => void): TemplateResult {
  const onClick = (event: Event) => {
    event.preventDefault();
    skip();
  };
  return html`<a class="skip" href="#panel" @click=${onClick}>${name}</a>`;
}
