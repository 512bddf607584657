import { css, html, type TemplateResult } from 'lit';

/** How short native tables look. */
export const plainTable = css`
  .scroll {
    overflow-x: auto;
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--text-s);
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: var(--space-2);
    border-bottom: 1px solid color-mix(in srgb, var(--line) 70%, transparent);
    text-align: left;
    vertical-align: middle;
  }

  th:first-child,
  td:first-child {
    padding-left: 0;
  }

  th:last-child,
  td:last-child {
    padding-right: 0;
  }

  tbody tr:last-child > * {
    border-bottom: 0;
  }

  thead th {
    color: var(--text-dim);
    font-weight: 600;
  }

  tbody th {
    font-weight: 400;
  }

  .end {
    text-align: right;
  }

  td.end {
    white-space: nowrap;
  }

  td > .actions {
    display: flex;
    justify-content: flex-end;
    gap: var(--space-2);
  }
`;

/** What stands at the head of a column, and whether at its end, as numbers do. */
type ColumnHead = string | { readonly end: string | TemplateResult };

/** Heads of columns that are aligned at their end. */
export function atEnd(...heads: readonly (string | TemplateResult)[]): ColumnHead[] {
  return heads.map((end) => ({ end }));
}

/** A short native table. @param rows its `<tr>` elements. */
export function renderTable(name: string, heads: readonly ColumnHead[], rows: unknown): TemplateResult {
  return renderBodies(
    name,
    heads,
    html`<tbody>
      ${rows}
    </tbody>`,
  );
}

function renderBodies(name: string, heads: readonly ColumnHead[], bodies: unknown): TemplateResult {
  return html`<table aria-label=${name}>
    <thead>
      <tr>
        ${heads.map((head) =>
          typeof head === 'string'
            ? html`<th scope="col">${head}</th>`
            : html`<th scope="col" class="end">${head.end}</th>`,
        )}
      </tr>
    </thead>
    ${bodies}
  </table>`;
}

/**
 * The same by what stands in its cells, which are aligned as their heads are.
 *
 * @param namedBy the column whose cells name their rows
 */
export function renderCells(
  name: string,
  heads: readonly ColumnHead[],
  rows: readonly (readonly unknown[])[],
  namedBy = 0,
): TemplateResult {
  return renderTable(name, heads, renderRows(heads, rows, namedBy));
}

/** The same in groups, each with a name that is read out; one without rows is left out. */
export function renderGroupedCells(
  name: string,
  heads: readonly ColumnHead[],
  groups: readonly { readonly name: string; readonly rows: readonly (readonly unknown[])[] }[],
): TemplateResult {
  const filled = groups.filter(({ rows }) => rows.length > 0);
  return renderBodies(
    name,
    heads,
    filled.map(
      (group) =>
        html`<tbody aria-label=${group.name}>
          ${renderRows(heads, group.rows)}
        </tbody>`,
    ),
  );
}

function renderRows(heads: readonly ColumnHead[], rows: readonly (readonly unknown[])[], namedBy = 0): unknown {
  const renderCell = (cell: unknown, column: number) => {
    if (column === namedBy) return html`<th scope="row">${cell}</th>`;
    return typeof heads[column] === 'string' ? html`<td>${cell}</td>` : html`<td class="end">${cell}</td>`;
  };
  return rows.map(
    (cells) =>
      html`<tr>
        ${cells.map(renderCell)}
      </tr>`,
  );
}

/** The same with room to scroll, and a button below it that saves it; elements that show it import `saveButtons.ts`. */
export function renderSavedCells(...table: Parameters<typeof renderCells>): TemplateResult {
  return html`<div class="scroll">
    ${renderCells(...table)}
    <div class="end"><ib-save-buttons .name=${table[0]} native></ib-save-buttons></div>
  </div>`;
}
