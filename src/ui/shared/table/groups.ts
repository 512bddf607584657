import { compareTexts } from './sorting.ts';

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

/**
 * The lines of rows in their order; with `groupOf`, group by group, the groups in alphabetical order and the rows of each in
 * theirs. What belongs to no group, an empty name, comes last.
 */
export function linesOf<Row>(
  rows: readonly { readonly row: Row; readonly key: string }[],
  groupOf: ((row: Row) => string) | null,
): readonly TableLine<Row>[] {
  if (groupOf === null) return rows.map(({ row, key }, index) => ({ kind: 'row', row, key, index }));
  const groups = new Map<string, { readonly row: Row; readonly key: string }[]>();
  for (const entry of rows) {
    const label = groupOf(entry.row);
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [entry]);
    else group.push(entry);
  }
  const lines: TableLine<Row>[] = [];
  for (const [label, members] of [...groups].toSorted(([a], [b]) => compareGroups(a, b))) {
    const head = { label, count: members.length };
    lines.push({ kind: 'group', head, key: GROUP_KEY + label, index: lines.length });
    for (const entry of members) lines.push({ kind: 'row', ...entry, index: lines.length });
  }
  return lines;
}

function compareGroups(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return compareTexts(a, b);
}
