import { css } from 'lit';

/** What stands in the place of the views: one panel in the middle. */
export const placeHolder = css`
  :host {
    display: grid;
    height: 100%;
    padding: var(--space-5);
    overflow: auto;
    place-items: center;
  }

  section {
    display: grid;
    gap: var(--space-4);
    max-width: 38rem;
    justify-items: start;
  }

  h2 {
    margin: 0;
    font-size: var(--text-xl);
  }
`;
