import { css } from 'lit';

/** How the map of sounds looks around its picture. */
export const mapStyles = css`
  .near {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    font-size: var(--text-s);
  }

  .near .button {
    max-width: 16rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .swatch {
    width: 0.75rem;
    height: 0.75rem;
    border-radius: 50%;
    background: var(--swatch);
  }

  .swatch.hollow {
    border: 2px solid var(--text);
    background: none;
  }

  .view {
    display: inline-flex;
    flex-wrap: wrap;
    gap: var(--space-1);
  }
`;
