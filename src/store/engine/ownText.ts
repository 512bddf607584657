import type { SqlCell } from '../../domain/sqlResult.ts';
import { quotedName } from './scan.ts';

/** A column of a result as `DESCRIBE` tells it. */
export interface DescribedColumn {
  readonly name: string;
  readonly type: string;
}

/** Types whose values arrive as DuckDB has them. */
// oxfmt-ignore
const ARRIVING = new Set([
  'BOOLEAN', 'VARCHAR', 'DOUBLE', '"NULL"', 'NULL',
  'TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER',
]);

const PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[^]*?\$\1\$|--[^\n]*|\/\*[^]*?\*\/|;/gu;

/** What comes before the last statement, and that statement at its place in the whole: errors name lines and columns. */
export function splitLastStatement(sql: string): { readonly before: string; readonly last: string } {
  const ends = [...sql.matchAll(PIECES)].filter(([piece]) => piece === ';').map(({ index }) => index);
  const isEmpty = (text: string) => text.replaceAll(/--[^\n]*|\/\*[^]*?\*\//gu, '').trim() === '';
  const end = ends.findLast((at) => !isEmpty(sql.slice(at + 1))) ?? null;
  const lastEnd = ends.find((at) => at > (end ?? -1)) ?? sql.length;
  if (end === null) return { before: '', last: sql.slice(0, lastEnd) };
  return {
    before: sql.slice(0, end),
    last: sql.slice(0, end + 1).replaceAll(/[^\n]/gu, ' ') + sql.slice(end + 1, lastEnd),
  };
}

/**
 * A statement whose rows are those of another with DuckDB's own text in the place of what JavaScript has no value for; null
 * where all arrive as they are.
 */
export function inOwnText(statement: string, columns: readonly DescribedColumn[]): string | null {
  if (columns.every(({ type }) => ARRIVING.has(type))) return null;
  const names = columns.map((_, i) => `c${i}`);
  const cells = columns.map(({ name, type }, i) => {
    const cell = ARRIVING.has(type) ? `c${i}` : `c${i}::VARCHAR`;
    return `${cell} AS ${quotedName(name)}`;
  });
  return `SELECT ${cells.join(', ')} FROM (${statement}\n) AS answer(${names.join(', ')})`;
}

/** A whole number that JavaScript holds exactly as a number, which can be sorted and counted with; else the text itself. */
export function numberIfExact(cell: SqlCell, type: string): SqlCell {
  // Of 32 bits, which JavaScript would show with the digits of 64.
  if (typeof cell === 'string' && type === 'FLOAT') return Number.isFinite(Number(cell)) ? Number(cell) : cell;
  if (typeof cell !== 'string' || !/^(?:U?BIGINT|U?HUGEINT|DECIMAL)/u.test(type)) return cell;
  const value = Number(cell);
  return String(value) === cell && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : cell;
}
