/** A value of the SQL console: numbers stay numbers, everything that is neither number, truth value nor NULL is text. */
export type SqlCell = string | number | boolean | null;

/** What a statement of the SQL console answered. */
export interface SqlResult {
  readonly columns: readonly string[];
  /** Row-major, each as long as `columns`. */
  readonly rows: readonly (readonly SqlCell[])[];
  /** Whether there was more than the limits allow: rows, or text in all of them. */
  readonly cut: boolean;
  readonly elapsedMs: number;
}

/** A table that the console can ask, and its columns with DuckDB's names of their types. */
export interface SqlTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** How many rows the console fetches, and how long a statement may take. */
export const SQL_ROW_LIMIT = 10_000;
export const SQL_TIME_LIMIT_MS = 20_000;
/** Characters of a cell that are kept, and of all cells, each counted as so many more; beyond them rows are left out. */
export const SQL_CELL_LIMIT = 10_000;
export const SQL_TEXT_LIMIT = 20_000_000;
export const SQL_CELL_COST = 16;
