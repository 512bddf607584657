import * as fc from 'fast-check';
import {
  ACCOUNT_TABLES,
  createTable,
  DATA_TABLES,
  type ColumnDefinition,
  type TableDefinition,
} from '../../src/store/schema/schema.ts';

const ALL_TABLES: readonly TableDefinition[] = [...DATA_TABLES, ...ACCOUNT_TABLES];

/** How a database that somebody hands in is built. */
export interface HostileOptions {
  readonly seed: number;
  /** Hostile values a column. */
  readonly valuesPerColumn: number;
  /** `strict`: our own schema; `loose`: no constraints, as a foreign database has none; `texts`: every column is a text, all names are in capitals. */
  readonly build: 'strict' | 'loose' | 'texts';
}

/** Statements that fill an empty database with sound rows, whose ids end in `-sound`, and hostile ones. */
export function hostileDatabase({ seed, valuesPerColumn, build }: HostileOptions): string[] {
  const rows = new Map(ALL_TABLES.map(({ name }) => [name, new Map<string, string>()]));
  const add = (table: TableDefinition, suffix: string, changed: Readonly<Record<string, string>> = {}): void => {
    for (const { belongsTo } of table.columns) {
      const parent = ALL_TABLES.find(({ name }) => name === belongsTo);
      if (parent !== undefined && rows.get(parent.name)?.has(suffix) === false) add(parent, suffix);
    }
    const values = table.columns.map((column) => changed[column.name] ?? soundValue(table, column, suffix));
    rows.get(table.name)?.set(suffix, `(${values.join(', ')})`);
  };
  for (const table of ALL_TABLES) for (const n of [1, 2, 3]) add(table, `${n}-sound`);
  let place = 0;
  for (const table of ALL_TABLES) {
    for (const column of table.columns) {
      for (const value of hostileValues(column, build, seed + (place += 1), valuesPerColumn)) {
        const isRefusedBySql =
          /NOT NULL|PRIMARY/u.test(column.constraint ?? '') || table.primaryKey?.includes(column.name);
        if (build === 'strict' && value === 'NULL' && isRefusedBySql === true) continue;
        add(table, `hostile-${(place += 1)}`, { [column.name]: value });
      }
    }
  }
  return ALL_TABLES.flatMap((table) => {
    const tuples = [...(rows.get(table.name)?.values() ?? [])];
    const hasKey =
      table.primaryKey !== undefined || table.columns.some(({ constraint }) => constraint === 'PRIMARY KEY');
    const insert = build === 'strict' && hasKey ? 'INSERT OR IGNORE INTO' : 'INSERT INTO';
    return [creationOf(table, build), `${insert} ${table.name} VALUES ${tuples.join(',\n')}`];
  });
}

function creationOf(table: TableDefinition, build: HostileOptions['build']): string {
  if (build === 'strict') return createTable(table);
  if (build === 'loose') {
    return `CREATE TABLE ${table.name} (${table.columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`;
  }
  const columns = table.columns.map(({ name }) => `"${name.toUpperCase()}" VARCHAR`);
  return `CREATE TABLE "${table.name.toUpperCase()}" (${columns.join(', ')})`;
}

const SETTINGS = '{"clusterCount":4,"changeWeight":0.5,"partnerCount":3,"startupTrials":3,"totalTrials":6,"seed":1}';

/** A value that fits; every row of one suffix belongs together. */
function soundValue(table: TableDefinition, column: ColumnDefinition, suffix: string): string {
  const { name, type, json, oneOf } = column;
  if (name === 'staged_name' || name === 'image_name' || name === 'repeats') return 'NULL';
  if (json === 'settings') return `'${SETTINGS}'`;
  if (json === 'ids') return `'["audio_id-${suffix}"]'`;
  if (json === 'outcome') return `'{"result": null, "report": null}'`;
  if (name.endsWith('_json')) return `'{"answer": null}'`;
  if (name === 'parts') return "'0.5 0.25'";
  if (name === 'mixture_set') return "'tuning'";
  if (name === 'state') return "'finished'";
  if (name === 'kind' && table.name === 'undo_scope') return "'audio'";
  if (oneOf !== undefined) return `'${oneOf[0] ?? ''}'`;
  if (name === 'objective') return table.name === 'trial_runs' ? "'proxy'" : "'measured'";
  if (type === 'VARCHAR') return `'${name}-${suffix}'`;
  if (type === 'TIMESTAMP') return "'2026-01-02 03:04:05'";
  if (type === 'BOOLEAN') return 'false';
  return type === 'INTEGER' ? '1' : '0.25';
}

const DATES = [
  "'infinity'::TIMESTAMP",
  "'-infinity'::TIMESTAMP",
  "'294247-01-10 04:00:54'::TIMESTAMP",
  "'290308-12-22 (BC) 00:00:00'::TIMESTAMP",
  "'0044-03-15 (BC) 00:00:00'::TIMESTAMP",
  "'12026-01-01'::TIMESTAMP",
];
const DOUBLES = ["'infinity'::DOUBLE", "'-infinity'::DOUBLE", "'nan'::DOUBLE", '1e308', '-1e308', '1.5e101', '5e-324'];
const INTEGERS = ['-2147483648', '2147483647', '-1'];
const TEXTS = [
  "''",
  "repeat('x', 70000)",
  "repeat('[', 40000)",
  "'a' || chr(0) || 'b'",
  'chr(0)',
  `'{"clusterCount":1e999,"changeWeight":1,"partnerCount":1,"startupTrials":1,"totalTrials":1,"seed":1}'`,
  `'{"clusterCount":-4}'`,
  "'[1, null]'",
  "'{'",
  "'null'",
  `'<img src=x onerror=alert(1)>'`,
  `'''; DROP TABLE audio_files; --'`,
  "'../../etc'",
  "chr(8238) || 'gnp.exe'",
];
const WRONG = ["'abc'", "'9e999'", "'infinity'", "'[1, 2]'", "'true'", "'0x1F'", "'2026-13-45'", "''", 'chr(0)'];

const text = fc.string({ unit: 'binary', maxLength: 40 }).map((value) => `'${value.replaceAll(/['\0]/gu, '')}'`);
const double = fc.double().map((value) => `'${value}'::DOUBLE`);
const HOSTILE: Record<ColumnDefinition['type'], fc.Arbitrary<string>> = {
  VARCHAR: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...TEXTS) }, text),
  DOUBLE: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...DOUBLES) }, double),
  INTEGER: fc.oneof(fc.constantFrom(...INTEGERS), fc.integer().map(String)),
  BOOLEAN: fc.constant('NULL'),
  TIMESTAMP: fc.constantFrom(...DATES),
};

/** What no reader may ever meet in a column of that type: the first of these is always tried. */
const WORST: Record<ColumnDefinition['type'], string> = {
  VARCHAR: "'a' || chr(0)",
  DOUBLE: "'infinity'::DOUBLE",
  INTEGER: 'NULL',
  BOOLEAN: 'NULL',
  TIMESTAMP: "'infinity'::TIMESTAMP",
};

function hostileValues(
  { type }: ColumnDefinition,
  build: HostileOptions['build'],
  seed: number,
  numRuns: number,
): string[] {
  const arbitrary = build === 'texts' ? fc.oneof(fc.constantFrom(...WRONG), text) : HOSTILE[type];
  const sampled = fc.sample(fc.oneof({ weight: 5, arbitrary }, fc.constant('NULL')), { seed, numRuns });
  return [build === 'texts' ? "'abc'" : WORST[type], ...sampled];
}
