import { stagedTable, type InsertColumn } from './arrowInsert.ts';
import type { Session } from './session.ts';
import { isAmong } from './sqlLiterals.ts';

/** So many keys stand in a statement's text: to plan a thousand takes longer than to stage them. */
const KEYS_IN_TEXT = 64;
const KEY: readonly InsertColumn<string>[] = [{ name: 'key', type: 'VARCHAR', of: (key) => key }];

/** A condition that holds for the rows of these keys, as many as there may be; for all rows where `keys` is null. Good until the next call. */
export async function amongKeys(session: Session, column: string, keys: Iterable<string> | null): Promise<string> {
  const wanted = keys === null ? null : [...keys];
  if (wanted === null || wanted.length <= KEYS_IN_TEXT) return isAmong(column, wanted);
  if (!isSame(wanted, session.wantedKeys)) {
    session.wantedKeys = null;
    await session.stage(stagedTable('wanted_keys', KEY, wanted));
    session.wantedKeys = wanted;
  }
  return `${column} IN (SELECT key FROM wanted_keys)`;
}

function isSame(keys: readonly string[], staged: readonly string[] | null): boolean {
  return keys.length === staged?.length && keys.every((key, at) => key === staged[at]);
}
