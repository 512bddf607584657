import { formatValue } from '../text/format.ts';
import type { SortValue } from './sorting.ts';

/** One column of a data table. */
export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  readonly widthRem: number;
  /** The share of the room that is left over; 0 keeps the width. */
  readonly grow?: number;
  readonly align?: 'start' | 'end';
  /** What the rows are sorted by; a column without it does not sort. */
  readonly sortValue?: (row: Row) => SortValue;
  /** Anything that Lit renders. */
  readonly cell: (row: Row) => unknown;
}

/** A column of texts that sorts by them; a dash stands for none. */
export function textColumn<Row>(
  key: string,
  label: string,
  widthRem: number,
  text: (row: Row) => string | null,
  grow = 0,
): Column<Row> {
  return { key, label, widthRem, grow, sortValue: text, cell: (row) => text(row) ?? '–' };
}

/** A column of numbers that sorts by them. */
export function numericColumn<Row, Value extends number | null = number>(
  key: string,
  label: string,
  widthRem: number,
  value: (row: Row) => Value,
  format: (value: Value) => string = formatValue,
  grow = 1,
): Column<Row> {
  return { key, label, widthRem, grow, align: 'end', sortValue: value, cell: (row) => format(value(row)) };
}

/** The widths that somebody gave to columns, by key. */
export type ColumnWidths = Readonly<Record<string, number>>;

const BOX_WIDTH_REM = 2.5;
/** Of a head: a letter as wide as most come to, the padding, and the place for the arrow. */
const LETTER_REM = 0.56;
const PADDING_REM = 1;
const ARROW_REM = 1.25;

/** No column is narrower than its head. */
function leastWidthRem({ label, widthRem, sortValue }: Column<never>): number {
  return Math.max(widthRem, LETTER_REM * label.length + PADDING_REM + (sortValue === undefined ? 0 : ARROW_REM));
}

/** The columns as grid tracks that come out the same in every row, and the width below which the table scrolls. */
export function gridTracks(
  columns: readonly Column<never>[],
  selectable: boolean,
  widthsRem: ColumnWidths,
): { readonly tracks: string; readonly minWidthRem: number } {
  const tracks = columns.map((column) => {
    const { grow = 0 } = column;
    const given = widthsRem[column.key];
    if (given !== undefined) return `${given}rem`;
    const widthRem = leastWidthRem(column);
    return grow > 0 ? `minmax(${widthRem}rem, ${grow}fr)` : `${widthRem}rem`;
  });
  const boxWidthRem = selectable ? BOX_WIDTH_REM : 0;
  return {
    tracks: [...(selectable ? [`${BOX_WIDTH_REM}rem`] : []), ...tracks].join(' '),
    minWidthRem: columns.reduce((sum, column) => sum + (widthsRem[column.key] ?? leastWidthRem(column)), boxWidthRem),
  };
}

/** The columns in the order that was given to their keys; those that it does not name keep their places among the rest. */
export function inOrder<C extends { readonly key: string }>(
  columns: readonly C[],
  keys: readonly string[],
): readonly C[] {
  const named = keys.flatMap((key) => columns.find((column) => column.key === key) ?? []);
  let next = 0;
  return columns.map((column) => (keys.includes(column.key) ? (named[next++] ?? column) : column));
}
