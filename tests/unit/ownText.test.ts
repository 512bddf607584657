import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { inOwnText, numberIfExact, splitLastStatement, type DescribedColumn } from '../../src/store/engine/ownText.ts';

it('case F16, case F14: what JavaScript has no value for is shown as DuckDB prints it', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const answers: readonly (readonly [sql: string, text: unknown])[] = [
    ['INTERVAL 1 DAY', '1 day'],
    ["'a'::ENUM('a', 'b')", 'a'],
    ['9007199254740993::BIGINT', '9007199254740993'],
    ['42::BIGINT', 42],
    ["TIME '01:02:03'", '01:02:03'],
    ["'-infinity'::DATE", '-infinity'],
    ["'infinity'::TIMESTAMP", 'infinity'],
    ["TIMESTAMP '2026-01-02 03:04:05.678901'", '2026-01-02 03:04:05.678901'],
    ['170141183460469231731687303715884105727::HUGEINT', '170141183460469231731687303715884105727'],
    ['1.50::DECIMAL(5, 2)', '1.50'],
    ['[1, NULL, 3]', '[1, NULL, 3]'],
    ["{'a': 1, 'b': [INTERVAL 1 MONTH]}", "{'a': 1, 'b': [1 month]}"],
    ["MAP {'k': DATE '2026-01-02'}", '{k=2026-01-02}'],
    ["'00000000-0000-0000-0000-000000000001'::UUID", '00000000-0000-0000-0000-000000000001'],
    ["'words; -- and no remark'", 'words; -- and no remark'],
    ['0.1::FLOAT', 0.1],
    ["'-inf'::FLOAT", '-inf'],
    [String.raw`'\x41\x00z'::BLOB`, String.raw`A\x00z`],
    ['NULL', null],
  ];
  const { before, last } = splitLastStatement(
    `CREATE TEMP TABLE t AS SELECT ';' AS a;\nSELECT ${answers.map(([sql]) => `${sql} AS same`).join(', ')} -- ; all\n ; -- done`,
  );
  await connection.run(before);
  const described = await connection.runAndReadAll(`DESCRIBE ${last}`);
  const columns = described.getRowsJson().map(([name, type]) => ({ name, type }) as DescribedColumn);
  const result = await connection.runAndReadAll(inOwnText(last, columns)!);
  const [row] = result.getRowsJson();
  expect(row!.map((cell, i) => numberIfExact(cell as string | null, columns[i]!.type))).toEqual(
    answers.map(([, text]) => text),
  );
});

it('leaves a statement as it is whose values all arrive, and a last one at its place', () => {
  expect(inOwnText('SELECT 1', [{ name: 'a', type: 'INTEGER' }])).toBeNull();
  expect(splitLastStatement('SELECT 1;')).toEqual({ before: '', last: 'SELECT 1' });
  expect(splitLastStatement("SELECT 'a;b';\n FROM t")).toEqual({
    before: "SELECT 'a;b'",
    last: '             \n FROM t',
  });
  expect(splitLastStatement('SELECT $$;$$ /* ; */')).toEqual({ before: '', last: 'SELECT $$;$$ /* ; */' });
});
