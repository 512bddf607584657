import {
  Bool,
  Float64,
  Int32,
  makeData,
  makeVector,
  Table,
  tableToIPC,
  TimestampMicrosecond,
  Utf8,
  type Vector,
} from 'apache-arrow';

/** One column of rows of type `T`: its name, its SQL type and where its value comes from. */
export type InsertColumn<T> =
  | { readonly name: string; readonly type: 'VARCHAR'; readonly of: (row: T) => string | null }
  | { readonly name: string; readonly type: 'DOUBLE' | 'INTEGER'; readonly of: (row: T) => number | null }
  | { readonly name: string; readonly type: 'BOOLEAN'; readonly of: (row: T) => boolean | null }
  /** Milliseconds since 1970 (UTC), kept to the microsecond. */
  | { readonly name: string; readonly type: 'TIMESTAMP'; readonly of: (row: T) => number | null };

/** Columns of numbers by their names. @param of what a row has for the column at a place among them. */
export function doubleColumns<T>(
  names: readonly string[],
  of: (row: T, place: number) => number | undefined,
): InsertColumn<T>[] {
  return names.map((name, place) => ({ name, type: 'DOUBLE', of: (row) => of(row, place) ?? null }));
}

/** Rows on their way into a temporary table. */
export interface StagedTable {
  readonly name: string;
  /** The columns with their SQL types. */
  readonly definition: string;
  readonly rowCount: number;
  /** An Arrow IPC stream; null for no rows, which DuckDB does not take. */
  readonly stream: Uint8Array | null;
}

/**
 * Rows as an Arrow IPC stream, built without `eval` (Arrow's own builders need it, a strict content policy forbids it).
 * Every column owns its buffer: DuckDB silently inserts nothing where two share one.
 */
export function stagedTable<T>(name: string, columns: readonly InsertColumn<T>[], rows: readonly T[]): StagedTable {
  const definition = columns.map((column) => `${column.name} ${column.type}`).join(', ');
  if (rows.length === 0) return { name, definition, rowCount: 0, stream: null };
  const vectors = Object.fromEntries(columns.map((column) => [column.name, toVector(column, rows)]));
  return { name, definition, rowCount: rows.length, stream: tableToIPC(new Table(vectors), 'stream') };
}

function toVector<T>(column: InsertColumn<T>, rows: readonly T[]): Vector {
  if (column.type === 'VARCHAR') return textVector(rows.map((row) => column.of(row)));
  if (column.type === 'BOOLEAN') {
    const values = rows.map((row) => column.of(row));
    const data = bitmap(values, (value) => value === true);
    return makeVector(makeData({ type: new Bool(), data, ...validity(values) }));
  }
  const values = rows.map((row) => column.of(row));
  if (column.type === 'DOUBLE') {
    const data = filled(new Float64Array(values.length), values);
    return makeVector(makeData({ type: new Float64(), data, ...validity(values) }));
  }
  if (column.type === 'INTEGER') {
    const data = filled(new Int32Array(values.length), values);
    return makeVector(makeData({ type: new Int32(), data, ...validity(values) }));
  }
  const data = BigInt64Array.from(values, (value) => BigInt(Math.round((value ?? 0) * 1000)));
  return makeVector(makeData({ type: new TimestampMicrosecond(), data, ...validity(values) }));
}

/** Not by `from`, which goes through an iterator. */
function filled<A extends Float64Array | Int32Array>(numbers: A, values: readonly (number | null)[]): A {
  values.forEach((value, row) => (numbers[row] = value ?? 0));
  return numbers;
}

/** Encoded together where each character is a byte: one by one, texts took most of the time of storing many rows. */
function textVector(values: readonly (string | null)[]): Vector {
  const encoder = new TextEncoder();
  const joined = values.join('');
  const all = encoder.encode(joined);
  const areBytes = all.length === joined.length;
  const parts = areBytes ? [] : values.map((value) => encoder.encode(value ?? ''));
  const valueOffsets = new Int32Array(values.length + 1);
  values.forEach((value, row) => {
    valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + ((areBytes ? value : parts[row])?.length ?? 0);
  });
  const data = areBytes ? all : new Uint8Array(valueOffsets.at(-1) ?? 0);
  parts.forEach((part, row) => data.set(part, valueOffsets[row] ?? 0));
  return makeVector(makeData({ type: new Utf8(), valueOffsets, data, ...validity(values) }));
}

function validity(values: readonly unknown[]): { length: number; nullCount: number; nullBitmap: Uint8Array | null } {
  let nullCount = 0;
  for (const value of values) if (value === null) nullCount += 1;
  const nullBitmap = nullCount === 0 ? null : bitmap(values, (value) => value !== null);
  return { length: values.length, nullCount, nullBitmap };
}

function bitmap<V>(values: readonly V[], isSet: (value: V) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, row) => {
    if (isSet(value)) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  });
  return bits;
}
