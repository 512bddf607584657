/** Values as SQL says them. Parameters would do for texts alone: they travel as JSON, which DuckDB rounds. */

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** What stands between the brackets of `IN (…)`; nothing is in an empty one. */
export function quotedList(texts: Iterable<string>): string {
  return Array.from(texts, quoted).join(', ') || 'NULL';
}

/** A condition that holds for the rows of these keys; for all rows where `keys` is null. */
export function isAmong(column: string, keys: Iterable<string> | null): string {
  return keys === null ? 'true' : `${column} IN (${quotedList(keys)})`;
}

/** A double to the last bit: with an exponent it is no decimal, which would be rounded. */
export function double(value: number): string {
  return Number.isFinite(value) ? value.toExponential() : `'${value}'::DOUBLE`;
}
