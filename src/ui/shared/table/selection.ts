/** What is selected, and where ranges begin (`anchor`) and the keyboard is (`active`); both are row keys. */
export interface Selection {
  readonly keys: ReadonlySet<string>;
  readonly anchor: string | null;
  readonly active: string | null;
}

export const EMPTY_SELECTION: Selection = { keys: new Set(), anchor: null, active: null };

/** `only`: this row alone; `toggle`: this row besides; `range`: from the anchor to this row; `move`: the focus only. */
export type SelectionGesture = 'only' | 'toggle' | 'range' | 'move';

/**
 * What is selected after a gesture on a row. `order` holds the keys of all rows as they are shown; a key that is not
 * among them changes nothing.
 */
export function select(
  selection: Selection,
  order: readonly string[],
  key: string,
  gesture: SelectionGesture,
): Selection {
  const index = order.indexOf(key);
  if (index < 0) return selection;
  if (gesture === 'only') return { keys: new Set([key]), anchor: key, active: key };
  if (gesture === 'move') return { ...selection, active: key };
  if (gesture === 'toggle') {
    const keys = new Set(selection.keys);
    if (!keys.delete(key)) keys.add(key);
    return { keys, anchor: key, active: key };
  }
  const anchorIndex = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const from = anchorIndex < 0 ? index : anchorIndex;
  const keys = order.slice(Math.min(from, index), Math.max(from, index) + 1);
  return { keys: new Set(keys), anchor: order[from] ?? key, active: key };
}

/** What somebody else selected; where it is one row, ranges begin there. */
export function selectedFromOutside(selection: Selection, keys: ReadonlySet<string>): Selection {
  const [only] = keys;
  const isNews = only !== undefined && keys.size === 1 && !(selection.keys.size === 1 && selection.keys.has(only));
  return { ...selection, keys, anchor: isNews ? only : selection.anchor };
}

/** How many of the shown rows are selected. */
export function countSelected(keys: ReadonlySet<string>, order: readonly string[]): number {
  const [only] = keys;
  if (only === undefined) return 0;
  if (keys.size === 1) return Number(order.includes(only));
  return order.reduce((count, key) => count + Number(keys.has(key)), 0);
}

/** Everything that is shown, or nothing where it was everything. */
export function toggleAll(selection: Selection, order: readonly string[]): Selection {
  const all = order.length > 0 && order.every((key) => selection.keys.has(key));
  return { ...selection, keys: new Set(all ? [] : order) };
}

/** The row that a navigation key leads to; null where the key is none of them. */
export function indexAfterKey(key: string, index: number, rowCount: number, pageRows: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + pageRows,
    PageUp: index - pageRows,
    Home: 0,
    End: rowCount - 1,
  };
  const target = steps[key];
  return target === undefined ? null : Math.min(Math.max(target, 0), rowCount - 1);
}
