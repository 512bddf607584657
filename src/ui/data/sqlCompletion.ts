/** Tables and their columns. */
export type SqlTables = Readonly<Record<string, readonly string[]>>;

/** What may be written in place of the word before the caret. */
export interface SqlCompletions {
  /** Where that word begins; it ends at the caret. */
  readonly from: number;
  /** Best first. */
  readonly choices: readonly string[];
}

const MOST_CHOICES = 8;
/** Nobody types more. In a pasted literal of a megabyte looking for words would take minutes at every key. */
const LONGEST_STATEMENT = 5000;

const KEYWORDS = [
  'SELECT', 'FROM', 'WHERE', 'GROUP BY', 'ORDER BY', 'LIMIT', 'JOIN', 'LEFT JOIN', 'USING', 'HAVING', 'WITH', 'UNION ALL',
  'DISTINCT', 'BETWEEN', 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL', 'DESC', 'CASE WHEN', 'THEN', 'ELSE', 'END', 'AND', 'OR',
  'NOT', 'count(*)', 'avg(', 'min(', 'max(', 'sum(', 'median(', 'quantile_cont(', 'stddev(', 'round(', 'corr(', 'SHOW TABLES',
  'DESCRIBE',
]; // oxfmt-ignore

/**
 * Completes the word before the caret: after `table.` or `alias.` its columns; else the columns of the tables that the
 * statement names, the tables, and SQL's words. Nothing where there is no word, in a string or in a remark, or in a statement
 * that is far too long to be typed.
 */
export function sqlCompletions(sql: string, caret: number, tables: SqlTables): SqlCompletions | null {
  if (sql.length > LONGEST_STATEMENT) return null;
  const before = sql.slice(0, caret);
  if (isInTextOrRemark(before)) return null;
  const [, owner, word = ''] = /(?:([A-Za-z_]\w*)\.)?(\w*)$/u.exec(before) ?? [];
  if (owner === undefined && (word === '' || /^\d/u.test(word))) return null;
  const named = tablesNamedIn(sql, tables);
  const candidates =
    owner === undefined
      ? [...[...new Set(named.values())].flatMap((table) => tables[table] ?? []), ...Object.keys(tables), ...KEYWORDS]
      : (tables[named.get(owner.toLowerCase()) ?? owner] ?? []);
  const prefix = word.toLowerCase();
  const fitting = [...new Set(candidates)].filter((candidate) => candidate.toLowerCase().startsWith(prefix));
  const choices = fitting.filter((candidate) => candidate !== word).slice(0, MOST_CHOICES);
  return choices.length === 0 ? null : { from: caret - word.length, choices };
}

/** A table after FROM or JOIN, and a word after it that is no part of SQL. */
const TABLE_AND_ALIAS =
  /\b(?:FROM|JOIN)\s+([A-Za-z_]\w*)(?:\s+(?:AS\s+)?(?!(?:AS|ON|USING|WHERE|GROUP|ORDER|LIMIT|HAVING|UNION|(?:LEFT|RIGHT|FULL|INNER|CROSS|ASOF|NATURAL|SEMI|ANTI)?\s*JOIN|LEFT|RIGHT|FULL|INNER|CROSS)\b)([A-Za-z_]\w*))?/giu;

/** The known tables after FROM and JOIN, by their own names and by their aliases. */
function tablesNamedIn(sql: string, tables: SqlTables): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const [, table = '', alias] of sql.matchAll(TABLE_AND_ALIAS)) {
    if (!(table in tables)) continue;
    named.set(table.toLowerCase(), table);
    if (alias !== undefined) named.set(alias.toLowerCase(), table);
  }
  return named;
}

function isInTextOrRemark(before: string): boolean {
  const rest = before.replaceAll(/'[^']*'|"[^"]*"|--[^\n]*\n|\/\*[^]*?\*\//gu, ' ');
  return /['"]|--|\/\*/u.test(rest);
}
