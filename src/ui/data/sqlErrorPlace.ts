/** A stretch of a statement, as offsets into its text. */
export interface SqlPlace {
  readonly from: number;
  readonly to: number;
}

/**
 * Where in the statement DuckDB's message points: the word at the caret below its `LINE n:`; null where it points nowhere.
 * DuckDB shows only a part of a long line, with `...` at its cut ends.
 */
export function sqlErrorPlace(message: string, sql: string): SqlPlace | null {
  const match = /LINE (\d+): ([^\n]*)\n( *)\^/u.exec(message);
  if (match === null) return null;
  const [, number = '', shown = '', indent = ''] = match;
  const lines = sql.split('\n');
  const line = lines[Number(number) - 1];
  if (line === undefined) return null;
  const lineFrom = lines.slice(0, Number(number) - 1).reduce((sum, { length }) => sum + length + 1, 0);
  const cutStart = shown.startsWith('...') ? 3 : 0;
  const cutEnd = shown.endsWith('...') ? 3 : 0;
  const excerptAt = line.indexOf(shown.slice(cutStart, shown.length - cutEnd));
  if (excerptAt < 0) return null;
  const column = excerptAt + indent.length - `LINE ${number}: `.length - cutStart;
  if (column < 0 || column > line.length) return null;
  const word = /^[\p{L}\p{N}_]+|^./u.exec(line.slice(column))?.[0] ?? '';
  const from = lineFrom + Math.min(column, Math.max(0, line.length - 1));
  return { from, to: Math.min(sql.length, lineFrom + column + Math.max(1, word.length)) };
}
