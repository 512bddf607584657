import type { Column } from './columns.ts';

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
