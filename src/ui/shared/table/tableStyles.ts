import { css } from 'lit';

export const tableStyles = css`
  .frame {
    height: var(--table-height, auto);
    max-height: var(--table-max-height, 26rem);
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    scroll-padding-top: var(--row-height);
    contain: content;
    font-size: var(--text-s);
    font-variant-numeric: tabular-nums;
  }

  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    min-width: var(--min-width);
    background: var(--surface-raised);
    box-shadow: 0 1px 0 var(--line);
    font-weight: 600;
  }

  .body {
    height: min(calc(var(--count) * var(--row-height)), 15000000px);
    min-width: var(--min-width);
    padding-top: calc(var(--first) * var(--row-height) - var(--skipped));
  }

  .row {
    display: grid;
    grid-template-columns: var(--tracks);
    align-items: center;
    width: 100%;
    height: var(--row-height);
    contain: strict;
  }

  .row[data-key] {
    border-bottom: 1px solid color-mix(in srgb, var(--line) 55%, transparent);
  }

  .row[tabindex] {
    cursor: default;
  }

  .row.hovered,
  .row[tabindex]:hover {
    background: var(--surface-hover);
  }

  .row.marked {
    color: var(--accent);
    font-weight: 600;
  }

  .row.selected,
  .row[tabindex].selected:hover {
    background: var(--surface-selected);
  }

  .row:focus-visible {
    outline-offset: -2px;
  }

  .cell {
    display: flex;
    align-items: center;
    min-width: 0;
    height: 100%;
    padding: 0 var(--space-2);
  }

  .cell.end {
    justify-content: flex-end;
    text-align: right;
  }

  .cell.box {
    justify-content: center;
    padding: 0;
  }

  .content {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .sort {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    min-width: 0;
    height: 100%;
    padding: 0;
    border: 0;
    background: none;
    font-weight: 600;
    white-space: nowrap;
  }

  .sort > span:first-child {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .end .sort {
    flex-direction: row-reverse;
  }

  .sort:hover {
    color: var(--accent);
  }

  .arrow {
    display: inline-flex;
    flex: none;
    width: 1rem;
  }

  /* A head that nothing is sorted by has all of its room for its letters. */
  .arrow:empty {
    display: none;
  }

  .arrow svg {
    width: 1rem;
    height: 1rem;
  }

  .group {
    border-bottom: 1px solid var(--line);
    background: var(--surface-sunken);
    font-weight: 600;
  }

  .group .cell {
    grid-column: 1 / -1;
    gap: var(--space-2);
  }

  .group .count {
    color: var(--text-dim);
    font-weight: 400;
  }

  [data-column] {
    position: relative;
  }

  .pull {
    position: absolute;
    inset: 0.375rem 0 0.375rem auto;
    width: 0.5rem;
    border-right: 2px solid transparent;
    cursor: col-resize;
    touch-action: none;
  }

  [data-column]:hover .pull,
  .pull:active {
    border-color: var(--line-strong);
  }

  .empty {
    display: grid;
    place-content: center;
    min-height: 8rem;
    padding: var(--space-5);
    color: var(--text-dim);
    text-align: center;
  }
`;
