import { describe, expect, it } from 'vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import { refusalWords, refusedCount } from '../../src/domain/storage.ts';
import { hasShape } from '../../src/store/schema/jsonShapes.ts';
import { reasonSql, valuesSql, type PresentColumns } from '../../src/store/schema/rowRules.ts';
import {
  ACCOUNT_TABLES,
  DATA_TABLES,
  isRequired,
  type ColumnDefinition,
  type TableDefinition,
} from '../../src/store/schema/schema.ts';
import { hostileDatabase } from '../support/hostileRows.ts';

const TABLE: TableDefinition = {
  name: 't',
  columns: [
    { name: 'id', type: 'VARCHAR', constraint: 'PRIMARY KEY', bytes: [1, 4] },
    { name: 'kind', type: 'VARCHAR', constraint: "NOT NULL DEFAULT 'one'", oneOf: ['one', 'two'] },
    { name: 'loss', type: 'DOUBLE' },
    { name: 'level', type: 'DOUBLE', isNeeded: true },
    { name: 'count', type: 'INTEGER', range: [0, 9] },
    { name: 'done', type: 'BOOLEAN' },
    { name: 'at', type: 'TIMESTAMP' },
  ],
};
const SOUND = { id: "'a'", kind: "'two'", loss: '0.5', level: '1', count: '3', done: 'true', at: "'2026-01-02'" };

describe('[S5] a row of a table', () => {
  it.each<[string, Partial<Record<keyof typeof SOUND, string>>, string | null]>([
    ['that is sound', {}, null],
    ['without what may be missing', { loss: 'NULL', count: 'NULL', done: 'NULL', at: 'NULL' }, null],
    ['with NaN where it stands for none', { loss: "'nan'" }, null],
    ['without its key', { id: 'NULL' }, 'id is missing'],
    ['with an empty key', { id: "''" }, 'id is not to be understood'],
    ['with a key that is too long', { id: "'abcde'" }, 'id is not to be understood'],
    ['with a NUL in a text', { id: "'a' || chr(0)" }, 'id is not to be understood'],
    ['with a word that nobody knows', { kind: "'three'" }, 'kind is not to be understood'],
    ['with an infinite number', { loss: "'-inf'" }, 'loss is out of range'],
    ['with a huge number', { loss: '1e101' }, 'loss is out of range'],
    ['with NaN where a number is needed', { level: "'nan'" }, 'level is out of range'],
    ['without a number that is needed', { level: 'NULL' }, 'level is missing'],
    ['with a count outside its range', { count: '-1' }, 'count is out of range'],
    ['with an infinite date', { at: "'infinity'" }, 'at is out of range'],
    ['with a date before Christ', { at: "'0044-03-15 (BC)'" }, 'at is out of range'],
    ['with a date of six digits', { at: "'294247-01-10'" }, 'at is out of range'],
  ])('%s', async (_, changed, reason) => {
    const types = TABLE.columns.map(({ name, type }) => [name, { name, type }] as const);
    expect(await reasonsOf({ ...SOUND, ...changed }, new Map(types))).toEqual([[reason]]);
  });

  it('of other types is read by what its values say, by its own spelling and without what it lacks', async () => {
    const texts = ['id', 'level', 'count', 'done', 'at'].map(
      (name) => [name, { name: name.toUpperCase(), type: 'VARCHAR' }] as const,
    );
    const present: PresentColumns = new Map(texts);
    const row = { ID: "'a'", LEVEL: "'0.25'", COUNT: "'7'", DONE: "'true'", AT: "'2026-01-02 03:04:05'" };
    expect(await reasonsOf(row, present)).toEqual([[null]]);
    expect(await query(`SELECT ${valuesSql(TABLE, present)} FROM t`, row)).toEqual([
      ['a', 'one', null, 0.25, 7, true, '2026-01-02 03:04:05'],
    ]);
    expect(await reasonsOf({ ...row, LEVEL: "'x'" }, present)).toEqual([['level is no number']]);
    expect(await reasonsOf({ ...row, AT: "'2026-13-01'" }, present)).toEqual([['at is no date']]);
  });
});

it('[S5] every column of every table is tried: the worst of its type is refused by name, and the generator’s sound rows are sound', async () => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  for (const statement of hostileDatabase({ seed: 1, valuesPerColumn: 1, build: 'loose' })) {
    await connection.run(statement);
  }
  for (const table of [...DATA_TABLES, ...ACCOUNT_TABLES]) {
    const present: PresentColumns = new Map(table.columns.map(({ name, type }) => [name, { name, type }]));
    const sql = `SELECT ${reasonSql(table, present)} FROM ${table.name} ORDER BY rowid`;
    const reasons = (await connection.runAndReadAll(sql)).getRowsJson().flat();
    expect(reasons.slice(0, 3), table.name).toEqual([null, null, null]);
    const wanted = table.columns.flatMap((column) => worstReason(table, column) ?? []);
    expect(
      wanted.filter((reason) => !reasons.includes(reason)),
      table.name,
    ).toEqual([]);
  }
  connection.closeSync();
  instance.closeSync();
});

/** NUL in a text, an infinite number or date, none where there must be one; null where the column takes that. */
function worstReason(table: TableDefinition, column: ColumnDefinition): string | null {
  const { name, type, isForgiven } = column;
  if (type === 'VARCHAR') return `${name} is not to be understood`;
  if (type === 'DOUBLE' || type === 'TIMESTAMP') return isForgiven === true ? null : `${name} is out of range`;
  return isRequired(table, column) ? `${name} is missing` : null;
}

it('[S5] what a row belongs to is checked before the row', () => {
  const names = DATA_TABLES.map(({ name }) => name);
  for (const table of DATA_TABLES) {
    for (const { name, belongsTo } of table.columns) {
      if (belongsTo === undefined) continue;
      expect(names.indexOf(belongsTo), table.name).toBeLessThan(names.indexOf(table.name));
      const parent = DATA_TABLES.find((other) => other.name === belongsTo);
      expect(
        parent?.columns.some((column) => column.name === name),
        table.name,
      ).toBe(true);
    }
  }
  expect(ACCOUNT_TABLES.flatMap(({ columns }) => columns.filter(({ belongsTo }) => belongsTo !== undefined))).toEqual(
    [],
  );
});

it('[S5] JSON is of the shape that its reader wants', () => {
  const canRead = (text: string, shape: string) => text === shape;
  const settings = { clusterCount: 4, changeWeight: 0.5, partnerCount: 3, startupTrials: 3, totalTrials: 6, seed: 1 };
  expect(hasShape(JSON.stringify(settings), 'settings', canRead)).toBe(true);
  for (const bad of ['', '{', 'null', '[]', '{}', '{"clusterCount":1e999}']) {
    expect(hasShape(bad, 'settings', canRead), bad).toBe(false);
  }
  expect(hasShape('["a"]', 'ids', canRead)).toBe(true);
  for (const bad of ['[1]', '"a"', '['.repeat(10_000)]) expect(hasShape(bad, 'ids', canRead)).toBe(false);
  for (const shape of ['model', 'outcome'] as const) {
    expect([hasShape(shape, shape, canRead), hasShape('{}', shape, canRead)], shape).toEqual([true, false]);
  }
});

it('refused rows are said by table and reason', () => {
  const rows = { table: 'collections', reason: 'created_at is out of range' };
  expect(refusalWords({ ...rows, rows: 1 })).toBe('collections: 1 row, created_at is out of range');
  expect(refusalWords({ ...rows, rows: 2 })).toBe('collections: 2 rows, created_at is out of range');
  expect(
    refusedCount([
      { ...rows, rows: 2 },
      { ...rows, rows: 3 },
    ]),
  ).toBe(5);
});

async function reasonsOf(row: Readonly<Record<string, string>>, present: PresentColumns): Promise<unknown> {
  return query(`SELECT ${reasonSql(TABLE, present)} FROM t`, row, present);
}

/** Runs a statement on a table of one row. */
async function query(
  sql: string,
  row: Readonly<Record<string, string>>,
  present: PresentColumns = new Map(),
): Promise<unknown> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const columns = Object.entries(row).map(
    ([name, value]) => `(${value})::${present.get(name.toLowerCase())?.type ?? 'VARCHAR'} AS "${name}"`,
  );
  await connection.run(`CREATE TABLE t AS SELECT ${columns.join(', ')}`);
  const rows = (await connection.runAndReadAll(sql)).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}
