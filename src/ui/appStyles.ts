import { css } from 'lit';
import { visuallyHidden } from './theme/base.ts';

export const appStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    grid-template-columns: minmax(0, 1fr);
    height: 100dvh;
    overflow: hidden;
    background: var(--bg);
    color: var(--text);
  }

  header {
    border-bottom: 1px solid var(--line);
    background: var(--surface-sunken);
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-1) var(--space-4);
    max-width: var(--page-width);
    min-height: 3.5rem;
    margin: 0 auto;
    padding: var(--space-2) var(--space-5) 0;
  }

  @media (min-width: 60rem) {
    .bar {
      flex-wrap: nowrap;
    }

    .bar > :not(ib-status-area) {
      flex: none;
    }
  }

  /* Below the title: beside it, it would leave too little room for the status, and the page would move while jobs run. */
  .project {
    display: block;
    width: calc(100% - 2.2rem);
    min-height: 1.5rem;
    margin-left: 2.2rem;
    padding: 0 1.5rem 0 0;
    border-color: transparent;
    background-color: transparent;
    font-size: var(--text-s);
  }

  @media (pointer: coarse) {
    .project {
      min-height: var(--control-height);
    }
  }

  h1 {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    margin: 0;
    font-size: var(--text-l);
    font-weight: 650;
    letter-spacing: 0.005em;
    white-space: nowrap;
  }

  .band.a {
    fill: var(--pastel-3);
  }

  .band.b {
    fill: var(--pastel-6);
  }

  .band.c {
    fill: var(--pastel-1);
  }

  .band.d {
    fill: var(--pastel-5);
  }

  .band.e {
    fill: var(--pastel-2);
  }

  .tabs {
    display: flex;
    max-width: var(--page-width);
    margin: 0 auto;
    padding: 0 var(--space-3);
    overflow-x: auto;
    scrollbar-width: none;
  }

  [role='tablist'] {
    display: flex;
    flex: none;
  }

  .tab {
    display: inline-flex;
    flex: none;
    align-items: center;
    min-height: 2.75rem;
    padding: 0 var(--space-3);
    border: 0;
    border-bottom: 3px solid transparent;
    background: none;
    color: var(--text-dim);
    font-weight: 500;
    text-decoration: none;
    white-space: nowrap;
    transition: color var(--motion-fast) var(--ease);
  }

  .tab:hover {
    color: var(--text);
  }

  .tab:focus-visible {
    outline-offset: -3px;
  }

  a.tab::after {
    width: 1px;
    height: 1.25rem;
    margin-left: var(--space-4);
    background: var(--line-strong);
    content: '';
  }

  .tab:is([aria-selected='true'], [aria-current='page']) {
    border-bottom-color: var(--accent);
    color: var(--accent);
  }

  main {
    min-height: 0;
  }

  [role='tabpanel'] {
    height: 100%;
    overflow: auto;
    scrollbar-gutter: stable;
    /* Firefox paints the gutter of an element without a colour of its own in white. */
    scrollbar-color: var(--line-strong) var(--bg);
  }

  [role='tabpanel']:focus-visible {
    outline-offset: -2px;
  }

  .page {
    max-width: var(--page-width);
    margin: 0 auto;
    padding: var(--space-5);
  }

  .page.library {
    max-width: none;
    height: 100%;
    padding: var(--space-3) var(--space-5);
  }

  /* The mark stands for the title, so that the project and the status share a line. */
  @media (max-width: 40rem) {
    .bar {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      min-height: 0;
      padding: var(--space-1) var(--space-4) 0;
    }

    .bar > div {
      display: flex;
      grid-area: 1 / 1;
      align-items: center;
      align-self: start;
      height: var(--small-control-height);
      max-width: calc(100% - 9.5rem);
    }

    .bar > ib-status-area {
      grid-area: 1 / 1;
    }

    h1 span {
      ${visuallyHidden}
    }

    .project {
      width: 100%;
      margin-left: var(--space-2);
    }

    .tab {
      min-height: var(--control-height);
    }

    .page.library {
      padding: var(--space-1) var(--space-3) var(--space-2);
    }

    .tabs {
      padding: 0 var(--space-1);
    }

    .page {
      padding: var(--space-4) var(--space-3);
    }
  }

  @media (max-height: 30rem) {
    :host {
      height: auto;
      min-height: 100dvh;
      overflow: visible;
    }

    [role='tabpanel'] {
      height: auto;
      overflow: visible;
    }
  }
`;
