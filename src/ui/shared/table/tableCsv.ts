import type { Column } from './columns.ts';
import { plainNumber } from '../text/format.ts';

/** A table as it goes out: its columns over its rows. */
export interface TableOut<Row = never> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** The lines of a table, the header first: what a column sorts by, else the text that it shows. */
export function tableLines<Row>({ columns, rows }: TableOut<Row>): readonly (readonly (string | number)[])[] {
  return [
    columns.map(({ label }) => label),
    ...rows.map((row) =>
      columns.map(({ sortValue, cell }) => {
        const value = sortValue === undefined ? cell(row) : sortValue(row);
        return typeof value === 'number' || typeof value === 'string' ? value : '';
      }),
    ),
  ];
}

/**
 * A native table as it stands in the document, its numbers as programs read them; columns without words, such as buttons,
 * are left out, and in cells what is marked as an aside to them.
 */
export function nativeTable(table: HTMLTableElement | null): TableOut<readonly string[]> {
  const textOf = (cell: Element) => {
    const own = cell.cloneNode(true) as Element;
    for (const aside of own.querySelectorAll('[data-aside]')) aside.remove();
    return plainNumber((own.textContent ?? '').replaceAll(/\s+/gu, ' ').trim());
  };
  const [head = [], ...rows] = Array.from(table?.rows ?? [], ({ cells }) => Array.from(cells, textOf));
  const kept = head.flatMap((label, index) => (LEFT_OUT.has(label) ? [] : [{ label, index }]));
  return {
    columns: kept.map(({ label, index }) => ({ key: label, label, widthRem: 1, cell: (row) => row[index] ?? '' })),
    rows,
  };
}

const LEFT_OUT: ReadonlySet<string> = new Set(['', 'Actions', 'Compare']);
