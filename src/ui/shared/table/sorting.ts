export type SortDirection = 'ascending' | 'descending';

export interface SortState {
  readonly key: string;
  readonly direction: SortDirection;
}

export type SortValue = string | number | null;

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * The rows in the order of a value, a new array. Text compares as people read it (`take 2` before `take 10`), equal rows
 * keep their order, and rows without a value come last in both directions.
 */
export function sortRows<Row>(
  rows: readonly Row[],
  value: (row: Row) => SortValue,
  direction: SortDirection,
): readonly Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, value: value(row) }));
  keyed.sort((a, b) => {
    const aMissing = isMissing(a.value);
    const bMissing = isMissing(b.value);
    if (aMissing || bMissing) return Number(aMissing) - Number(bMissing);
    return sign * compare(a.value, b.value);
  });
  return keyed.map(({ row }) => row);
}

/** What a press on a column's header does: ascending first, then back and forth. */
export function nextSort(current: SortState | null, key: string): SortState {
  const ascending = current?.key === key && current.direction === 'ascending';
  return { key, direction: ascending ? 'descending' : 'ascending' };
}

function isMissing(value: SortValue): boolean {
  return value === null || Number.isNaN(value);
}

function compare(a: SortValue, b: SortValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareTexts(String(a), String(b));
}

/** As people read it: `take 2` before `take 10`. */
export function compareTexts(a: string, b: string): number {
  return collator.compare(a, b);
}
