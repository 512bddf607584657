import { stagedTable, type InsertColumn } from './arrowInsert.ts';
import type { Session } from './session.ts';
import { quotedList } from './sqlLiterals.ts';

/** From so many keys on reading them as SQL takes longer than staging them, and a list beside an OR is compared with row by row. */
const STAGED_FROM = 200;
const COLUMNS: readonly InsertColumn<string>[] = [{ name: 'key', type: 'VARCHAR', of: (key) => key }];

/**
 * What stands between the brackets of `IN (…)` for these keys: the keys themselves, or where there are many a query of a
 * temporary table of that name, which stays until the next list of that name.
 */
export async function keyList(session: Session, name: string, keys: Iterable<string>): Promise<string> {
  const all = [...keys];
  if (all.length < STAGED_FROM) return quotedList(all);
  await session.stage(stagedTable(name, COLUMNS, all));
  return `SELECT key FROM temp.${name}`;
}
