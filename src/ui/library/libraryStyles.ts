import { css } from 'lit';

export const libraryStyles = css`
  :host {
    height: 100%;
  }

  .library {
    display: grid;
    grid-template: auto minmax(0, 1fr) / 12rem minmax(0, 1fr) minmax(22rem, 28rem);
    gap: var(--space-3) var(--space-4);
    height: 100%;
  }

  ib-work-bar {
    grid-column: 1 / -1;
  }

  ib-library-sidebar,
  .side {
    overflow: auto;
    scrollbar-width: thin;
  }

  .middle {
    display: flex;
    flex-direction: column;
    gap: var(--space-2);
    min-width: 0;
    min-height: 0;
  }

  .middle ib-data-table {
    --table-height: 100%;
    --table-max-height: none;
    flex: 1;
    min-height: 14rem;
  }

  .middle ib-sound-map {
    flex: 1;
    overflow: auto;
  }

  .bar,
  .view,
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-items: center;
  }

  .find {
    flex: 1 1 10rem;
    min-width: 8rem;
  }

  .find input {
    min-height: max(2.25rem, var(--small-control-height));
  }

  /* As wide as with a selection, so that the tools keep their places. */
  .bar .count {
    min-width: 8.5rem;
    text-align: end;
  }

  .group {
    width: 9rem;
    min-height: max(2.25rem, var(--small-control-height));
  }

  .narrow-only {
    display: none;
  }

  .player {
    display: none;
  }

  ib-menu {
    position: absolute;
  }

  @media (max-width: 100rem) {
    .acts .seldom {
      display: none;
    }
  }

  /* The filters fold away above the list. */
  @media (max-width: 76rem) {
    .library {
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) minmax(20rem, 26rem);
    }

    .narrow-only {
      display: inline-flex;
    }

    ib-library-sidebar {
      grid-column: 1 / -1;
      max-height: 14rem;
      padding: var(--space-3);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--surface);
    }

    ib-library-sidebar:not(.open) {
      display: none;
    }

    .library.filtering {
      grid-template-rows: auto auto minmax(0, 1fr);
    }
  }

  /* The list comes first, the inspector as a sheet over it, and what plays stays at hand. */
  @media (max-width: 60rem) {
    .library {
      grid-template-columns: minmax(0, 1fr);
    }

    .side {
      position: fixed;
      inset: auto 0 0;
      z-index: 4;
      max-height: 85dvh;
      border-top: 1px solid var(--line-strong);
      background: var(--bg);
      box-shadow: var(--shadow);
    }

    .side:not(.open) {
      display: none;
    }

    .player {
      display: flex;
      gap: var(--space-2);
      align-items: center;
      min-height: 3rem;
    }

    .player .name {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  }

  /* One line of tools; how the list looks is chosen among the filters. */
  @media (max-width: 40rem) {
    .library {
      gap: var(--space-1);
    }

    .bar .count,
    .library:not(.filtering) .view {
      display: none;
    }

    .middle {
      position: relative;
    }

    .bar {
      padding-right: 5.5rem;
    }

    .find {
      flex-basis: 5rem;
      min-width: 5rem;
    }

    .bar > .narrow-only {
      display: inline-block;
      max-width: 8.5rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .library:not(.filtering) .everything {
      display: none;
    }

    .acts {
      position: absolute;
      top: 0.125rem;
      right: 0;
    }

    .acts .button:not(:last-child) {
      display: none;
    }
  }

  @media (max-height: 30rem) {
    .library {
      height: auto;
    }

    .middle ib-data-table {
      --table-height: 24rem;
    }
  }
`;
