import { css } from 'lit';

export const importStyles = css`
  .files {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 22rem;
    gap: var(--space-5);
    align-items: start;
  }

  .list-head {
    align-items: center;
  }

  /* Its place is there from the start, so that nothing moves when files come. */
  .reserved {
    visibility: hidden;
  }

  .filter {
    flex: 1 1 12rem;
    max-width: 20rem;
  }

  .choice {
    width: 10rem;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
    margin-left: auto;
  }

  ib-menu {
    position: absolute;
  }

  ib-data-table {
    --table-height: max(20rem, calc(100dvh - 34rem));
    --table-max-height: none;
  }

  @media (max-width: 68rem) {
    .files {
      grid-template-columns: minmax(0, 1fr);
    }

    ib-data-table {
      --table-height: 24rem;
    }
  }

  @media (max-width: 40rem) {
    /* What is for files makes room for the first step; the controls take two lines with or without the last of them. */
    .empty,
    .reserved {
      display: none;
    }

    .of-files {
      display: grid;
      grid-template-columns: repeat(4, minmax(0, 1fr));
      gap: var(--space-2);
    }

    .of-files > .button {
      padding-inline: var(--space-1);
      font-size: var(--text-s);
    }

    .of-files > .button > svg {
      display: none;
    }

    .list-head {
      gap: var(--space-2);
    }

    .filter {
      flex-basis: 9rem;
      max-width: none;
    }

    .choice {
      flex: 1 1 9rem;
    }
  }
`;
