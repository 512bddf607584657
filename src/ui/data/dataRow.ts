import { css } from 'lit';

/** What a button does on the left, the button on the right; one below the other where there is no room. */
export const dataRow = css`
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 19rem;
    gap: var(--space-3);
    align-items: center;
  }

  .row .button {
    justify-content: flex-start;
    text-align: left;
  }

  @media (max-width: 40rem) {
    .row {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
  }
`;
