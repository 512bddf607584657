import { get, set, update, type UseStore } from 'idb-keyval';
import { appPath, normalForm } from '../appScope.ts';
import { recordStore } from '../recordStore.ts';

/** A copy of the database is no database yet; once all is there, what lies in the old place is not looked at again. */
export type TakeoverState = 'copying' | 'finished';

let store: UseStore | null = null;

/** Named without the path of an app: all deployments of a site read it. */
function claimStore(): UseStore {
  store ??= recordStore('inertiabands-takeover', 'takeover');
  return store;
}

/**
 * Whether it is for this app to take over what version 1.0 left, which carries no app's path. The first app that asks gets
 * it for good.
 *
 * @param isNew whether this app has nothing of its own yet; else it is given only what it has asked for before
 */
export async function claimTakeover(isNew: boolean): Promise<boolean> {
  const claimed = (by: unknown) => (isAppPath(by) ? normalForm(by) : isNew ? appPath() : null);
  await update('by', claimed, claimStore());
  return (await get('by', claimStore())) === appPath();
}

function isAppPath(by: unknown): by is string {
  return typeof by === 'string' && by.startsWith('/') && by.endsWith('/');
}

/** How far the takeover of the files is; null before the database is touched, and where the record is of no meaning. */
export async function takeoverState(): Promise<TakeoverState | null> {
  const state: unknown = await get('state', claimStore());
  return state === 'copying' || state === 'finished' ? state : null;
}

export async function noteTakeover(state: TakeoverState): Promise<void> {
  await set('state', state, claimStore());
}
