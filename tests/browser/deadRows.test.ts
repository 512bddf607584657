import { expect, it } from 'vitest';
import { dropDeadRows } from '../../src/store/engine/deadRows.ts';
import { inMemory } from './storeHarness.ts';

it('rows that were deleted leave a table with a key once they are many; the others, the key and the defaults stay', async () => {
  await inMemory(async (session) => {
    const stored = async () => session.query('SELECT estimated_size FROM duckdb_tables() ORDER BY table_name');
    await session.script(`
      CREATE TABLE few (id VARCHAR PRIMARY KEY);
      CREATE TABLE "many rows" (id VARCHAR PRIMARY KEY, path VARCHAR UNIQUE NOT NULL, n DOUBLE DEFAULT 7);
      INSERT INTO few SELECT i::VARCHAR FROM range(900) t(i);
      INSERT INTO "many rows" SELECT i::VARCHAR, 'path ' || i, i / 3 FROM range(3000) t(i);
      DELETE FROM few;
      DELETE FROM "many rows" WHERE n >= 300`);
    const rows = await session.query('FROM "many rows" ORDER BY id');
    expect(await stored()).toEqual([{ estimated_size: 900 }, { estimated_size: 3000 }]);

    await dropDeadRows(session);

    expect(await stored()).toEqual([{ estimated_size: 900 }, { estimated_size: rows.length }]);
    expect(await session.query('FROM "many rows" ORDER BY id')).toEqual(rows);
    await expect(session.query(`INSERT INTO "many rows" VALUES ('new', 'path 1', 1)`)).rejects.toThrow(/unique/iu);
    await session.script(`INSERT INTO "many rows" (id, path) VALUES ('new', 'new path')`);
    expect(await session.query(`SELECT n FROM "many rows" WHERE id = 'new'`)).toEqual([{ n: 7 }]);
  });
});
