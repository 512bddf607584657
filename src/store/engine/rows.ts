import { DataType, Precision, type Data, type Float64, type Table, type Utf8, type Vector } from 'apache-arrow';

/** A value as DuckDB's Arrow results hold it; timestamps are milliseconds since 1970 (UTC). */
export type SqlValue = string | number | boolean | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** The columns of a result by name, each as long as the result has rows. */
export type SqlColumns = Readonly<Record<string, ArrayLike<SqlValue>>>;

/** The columns of an Arrow result. Doubles without nulls come as typed arrays, all else as plain arrays. */
export function toColumns(table: Table): SqlColumns {
  return Object.fromEntries(
    table.schema.fields.map((field, index) => {
      const vector = table.getChildAt(index);
      return [field.name, vector === null ? [] : toValues(vector)];
    }),
  );
}

/** The rows of an Arrow result as plain objects. */
export function toRows(table: Table): SqlRow[] {
  const columns = Object.entries(toColumns(table));
  return Array.from({ length: table.numRows }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row] ?? null])),
  );
}

function toValues(vector: Vector): ArrayLike<SqlValue> {
  // Most files say nothing in most columns of texts.
  if (vector.nullCount === vector.length) return Array.from<null>({ length: vector.length }).fill(null);
  // Asked for one by one, as a vector gives its values, texts and numbers take many times as long.
  if (DataType.isUtf8(vector.type)) return vector.data.flatMap((data) => textsOf(data as Data<Utf8>));
  if (vector.nullCount === 0) {
    const values: unknown = vector.toArray();
    if (values instanceof Float64Array || values instanceof Int32Array) return values;
  } else if (DataType.isFloat(vector.type) && vector.type.precision === Precision.DOUBLE) {
    return vector.data.flatMap((data) => doublesOf(data as Data<Float64>));
  }
  return Array.from(vector, (value: unknown) => (typeof value === 'bigint' ? Number(value) : (value as SqlValue)));
}

function doublesOf(data: Data<Float64>): (number | null)[] {
  return Array.from(data.values.subarray(0, data.length), (value, row) => (data.getValid(row) ? value : null));
}

const UTF_8 = new TextDecoder();

/** Decoded together where each byte is a character: one by one, texts took half the time of a long result. */
function textsOf(data: Data<Utf8>): (string | null)[] {
  const { length, valueOffsets, values } = data;
  const [from = 0, to = 0] = [valueOffsets[0], valueOffsets[length]];
  const all = UTF_8.decode(values.subarray(from, to));
  const areBytes = all.length === to - from;
  return Array.from({ length }, (_, row) => {
    if (!data.getValid(row)) return null;
    const [begin = 0, end = 0] = [valueOffsets[row], valueOffsets[row + 1]];
    return areBytes ? all.slice(begin - from, end - from) : UTF_8.decode(values.subarray(begin, end));
  });
}

/** A text that must be there. Throws a TypeError where the database holds something else. */
export function textOf(value: SqlValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`expected a text in the database, found ${String(value)}`);
  return value;
}

/** A number; NULL reads as NaN. */
export function numberOf(value: SqlValue | undefined): number {
  return typeof value === 'number' ? value : Number.NaN;
}

/** A text or null. */
export function textOrNull(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** A number or null. */
export function numberOrNull(value: SqlValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** A date from milliseconds; NULL reads as 1970, as rows of other programs may lack it. */
export function dateOf(value: SqlValue | undefined): Date {
  return new Date(typeof value === 'number' ? value : 0);
}
