import { quoted, quotedList } from '../engine/sqlLiterals.ts';
import { quotedName } from '../engine/scan.ts';
import { isRequired, type ColumnDefinition, type TableDefinition } from './schema.ts';

/** A column as a database has it, in its own spelling. */
export interface PresentColumn {
  readonly name: string;
  readonly type: string;
}

/** The columns of a table by their names in small letters. */
export type PresentColumns = ReadonlyMap<string, PresentColumn>;

/** Its third power is still a number. */
const LARGEST = 1e100;
const TEXT_BYTES: readonly [number, number] = [0, 64 << 10];
const [EARLIEST, LATEST] = ["TIMESTAMP '1000-01-01'", "TIMESTAMP '9999-12-31'"];

const KIND_WORDS: Record<ColumnDefinition['type'], string> = {
  VARCHAR: 'no text',
  DOUBLE: 'no number',
  INTEGER: 'no whole number',
  BOOLEAN: 'neither true nor false',
  TIMESTAMP: 'no date',
};

/**
 * A column's value in SQL, by its type: NULL where what is there cannot be one, or lies out of the range of a column in which
 * that is forgiven; the default where the column is missing.
 */
export function valueSql(column: ColumnDefinition, present: PresentColumns): string {
  const value = typedSql(column, present);
  return column.isForgiven === true ? withinBounds(column, value) : value;
}

/** A value in SQL; NULL where it is out of the column's range. */
export function withinBounds(column: ColumnDefinition, value: string): string {
  const bounds = boundsOf(column);
  return bounds === null ? value : `CASE WHEN ${value} BETWEEN ${bounds.join(' AND ')} THEN ${value} END`;
}

function typedSql({ name, type, constraint = '' }: ColumnDefinition, present: PresentColumns): string {
  const found = present.get(name);
  if (found === undefined) return `CAST(${/DEFAULT (\S+)/u.exec(constraint)?.[1] ?? 'NULL'} AS ${type})`;
  return found.type === type
    ? quotedName(found.name)
    : `TRY_CAST(CAST(${quotedName(found.name)} AS VARCHAR) AS ${type})`;
}

/** The columns of a table in SQL, by their names and types. */
export function valuesSql({ columns }: TableDefinition, present: PresentColumns): string {
  return columns.map((column) => `${valueSql(column, present)} AS ${column.name}`).join(', ');
}

/** Why a row cannot be understood, in SQL; NULL for a row that can [S5]. */
export function reasonSql(table: TableDefinition, present: PresentColumns): string {
  const arms = table.columns.flatMap((column) => {
    const { name, type } = column;
    const required = isRequired(table, column);
    const value = valueSql(column, present);
    const raw = rawSql(column, present);
    return [
      ...(required ? [`WHEN ${raw} IS NULL THEN '${name} is missing'`] : []),
      ...(raw === value || column.isForgiven === true
        ? []
        : [`WHEN ${raw} IS NOT NULL AND ${value} IS NULL THEN '${name} is ${KIND_WORDS[type]}'`]),
      ...faultsOf(table, column, value).map(
        (fault) => `WHEN ${fault} THEN '${name} is ${type === 'VARCHAR' ? 'not to be understood' : 'out of range'}'`,
      ),
    ];
  });
  return `CASE ${arms.join('\n')} END`;
}

/** What is there; NULL where the column is missing and has no default. */
function rawSql(column: ColumnDefinition, present: PresentColumns): string {
  const found = present.get(column.name);
  return found === undefined ? valueSql(column, present) : quotedName(found.name);
}

/** What a value is refused for, each as a condition that does not hold for NULL. */
function faultsOf(table: TableDefinition, column: ColumnDefinition, value: string): string[] {
  const { type, pattern, oneOf, characters } = column;
  const bounds = boundsOf(column)?.join(' AND ');
  const isText = type === 'VARCHAR';
  const size = isText ? `strlen(${value})` : value;
  const isSome = type === 'DOUBLE' && !isRequired(table, column) ? `NOT isnan(${value}) AND ` : '';
  return [
    ...(bounds === undefined ? [] : [`${isSome}${size} NOT BETWEEN ${bounds}`]),
    // DuckDB takes the texts of a file as they are, and a statement ends where a NUL is.
    ...(isText ? [`${value} IS NOT NULL AND TRY(decode(encode(${value}))) IS NULL`, `contains(${value}, chr(0))`] : []),
    ...(characters === undefined ? [] : [`length(${value}) NOT BETWEEN ${characters.join(' AND ')}`]),
    ...(pattern === undefined ? [] : [`NOT regexp_full_match(${value}, ${quoted(pattern)})`]),
    ...(oneOf === undefined ? [] : [`${value} NOT IN (${quotedList(oneOf)})`]),
  ];
}

/** Between what the number, the date or the count of bytes of a text lies; null for any. */
function boundsOf({ type, range, bytes }: ColumnDefinition): readonly string[] | null {
  if (type === 'TIMESTAMP') return [EARLIEST, LATEST];
  if (type === 'VARCHAR') return (bytes ?? TEXT_BYTES).map(String);
  if (type === 'DOUBLE') return (range ?? [-LARGEST, LARGEST]).map((value) => value.toExponential());
  return range?.map(String) ?? null;
}
