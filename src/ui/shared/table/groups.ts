import { compareTexts, sortRows, type SortDirection, type SortValue } from './sorting.ts';

/** The line above the rows that share something. */
export interface GroupHead {
  readonly label: string;
  readonly count: number;
}

/** What stands in one line of a table: a row, or the head of a group. */
export type TableLine<Row> =
  | { readonly kind: 'row'; readonly row: Row; readonly key: string; readonly index: number }
  | { readonly kind: 'group'; readonly head: GroupHead; readonly key: string; readonly index: number };

/** No key of a row begins like this. */
const GROUP_KEY = '\u0000group ';

/** The lines of a table, in order. Those of rows alone are made as they are shown: there may be a million. */
export interface TableLines<Row> {
  readonly length: number;
  /** The rows without the heads, and their keys, which are made when they are first asked for. */
  readonly rows: readonly Row[];
  readonly keys: readonly string[];
  /** The key of the first row. */
  readonly firstKey: string | undefined;
  slice(first: number, end: number): readonly TableLine<Row>[];
  /** Where the row with a key stands; -1 for nowhere. */
  indexOf(key: string): number;
}

/** The lines of rows, in the order of a value or in their own. */
export function sortedLines<Row>(
  rows: readonly Row[],
  keyOf: (row: Row, index: number) => string,
  sorted: { readonly value: (row: Row) => SortValue; readonly direction: SortDirection } | null,
  groupOf: ((row: Row) => string) | null,
): TableLines<Row> {
  if (sorted === null) return linesOf(rows, keyOf, groupOf);
  const keyed = sortRows(
    rows.map((row, i) => ({ row, key: keyOf(row, i) })),
    ({ row }) => sorted.value(row),
    sorted.direction,
  );
  return linesOf(
    keyed.map(({ row }) => row),
    (_, i) => keyed[i]?.key ?? '',
    groupOf,
  );
}

/**
 * The lines of rows in their order; with `groupOf`, group by group, the groups in alphabetical order and the rows of each in
 * theirs. What belongs to no group, an empty name, comes last.
 *
 * @param keyOf a row and its place
 */
export function linesOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row, index: number) => string,
  groupOf: ((row: Row) => string) | null,
): TableLines<Row> {
  if (groupOf !== null) return groupedLines(rows, rows.map(keyOf), groupOf);
  let keys: readonly string[] | null = null;
  const [first] = rows;
  return {
    length: rows.length,
    rows,
    get keys() {
      return (keys ??= rows.map(keyOf));
    },
    firstKey: first && keyOf(first, 0),
    slice: (from, end) =>
      rows.slice(from, end).map((row, i) => ({ kind: 'row', row, key: keyOf(row, from + i), index: from + i })),
    indexOf(key) {
      return this.keys.indexOf(key);
    },
  };
}

function groupedLines<Row>(
  rows: readonly Row[],
  keys: readonly string[],
  groupOf: (row: Row) => string,
): TableLines<Row> {
  const groups = new Map<string, { readonly row: Row; readonly key: string }[]>();
  for (const [i, row] of rows.entries()) {
    const label = groupOf(row);
    const entry = { row, key: keys[i] ?? '' };
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [entry]);
    else group.push(entry);
  }
  const lines: TableLine<Row>[] = [];
  const members: { readonly row: Row; readonly key: string }[] = [];
  for (const [label, own] of [...groups].toSorted(([a], [b]) => compareGroups(a, b))) {
    lines.push({ kind: 'group', head: { label, count: own.length }, key: GROUP_KEY + label, index: lines.length });
    for (const entry of own) {
      lines.push({ kind: 'row', ...entry, index: lines.length });
      members.push(entry);
    }
  }
  return {
    length: lines.length,
    rows: members.map(({ row }) => row),
    keys: members.map(({ key }) => key),
    firstKey: members[0]?.key,
    slice: (first, end) => lines.slice(first, end),
    indexOf: (key) => lines.findIndex((line) => line.key === key),
  };
}

function compareGroups(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return compareTexts(a, b);
}
