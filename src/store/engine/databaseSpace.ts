import { numberOf, textOf } from './rows.ts';
import { quotedName } from './scan.ts';
import { DATABASE_NAME, type Session } from './session.ts';

/** What the database takes of the disk, in bytes; nothing where it lies in memory alone. */
export interface DatabaseSpace {
  readonly fileBytes: number;
  /** Of which about so many hold rows. */
  readonly liveBytes: number;
}

/** Bytes of the database's file, and about how many of them hold rows: blocks in use may hold rows that were deleted. */
export async function spaceOf(session: Session): Promise<DatabaseSpace> {
  const [size] = await session.query(
    `SELECT block_size * total_blocks AS total, block_size * used_blocks AS used FROM pragma_database_size()
     WHERE database_name = '${DATABASE_NAME}'`,
  );
  const tables = await session.query(
    `SELECT table_name, column_count, estimated_size * column_count AS cells FROM duckdb_tables()
     WHERE database_name = '${DATABASE_NAME}' AND schema_name = 'main' AND estimated_size > 0`,
  );
  const [stored, used] = [tables.reduce((sum, row) => sum + numberOf(row['cells']), 0), numberOf(size?.['used'] ?? 0)];
  const counts = tables.map((row) => {
    const name = quotedName(textOf(row['table_name']));
    const columns = numberOf(row['column_count']);
    return `${columns} * (SELECT count(*) FROM main.${name})`;
  });
  const cells = ['0', ...counts].join(' + ');
  const [row] = await session.query(`SELECT (${cells})::DOUBLE AS cells`);
  const liveBytes = stored === 0 ? used : (used * numberOf(row?.['cells'])) / stored;
  return { fileBytes: numberOf(size?.['total'] ?? 0), liveBytes };
}
