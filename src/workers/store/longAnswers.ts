import type { TrainingStore } from '../contracts/store.ts';
import { proxy } from '../pool/transfer.ts';

/** Answers of the store that may be long lists. */
const LISTS: ReadonlySet<string> = new Set([
  'listAudio',
  'listStaged',
  'listAttributions',
  'pluginWindows',
  'listPredictions',
] satisfies (keyof TrainingStore)[]);

/** Rows of one message: few enough that receiving it holds up the page for some milliseconds only. */
const PART_ROWS = 250;

type List = (...args: readonly unknown[]) => Promise<readonly unknown[]>;
type ListInParts = (onPart: (rows: readonly unknown[]) => void, ...args: readonly unknown[]) => Promise<void>;

/** The worker's side: the store, its long lists handed over in parts to the callback that comes first. */
export function withListsInParts(store: TrainingStore): TrainingStore {
  return new Proxy(store, {
    get: (_, method) => {
      const value: unknown = Reflect.get(store, method);
      if (typeof method !== 'string' || !LISTS.has(method) || typeof value !== 'function') return value;
      const list = value as List;
      const inParts: ListInParts = async (onPart, ...args) => {
        const rows = await list(...args);
        const taken: unknown[] = [];
        for (let at = 0; at < rows.length; at += PART_ROWS) taken.push(onPart(rows.slice(at, at + PART_ROWS)));
        await Promise.all(taken);
      };
      return inParts;
    },
  });
}

/** The page's side: calls a method of {@link withListsInParts} and puts its list together again. */
export async function callInParts(
  method: string,
  call: (...args: readonly unknown[]) => Promise<unknown>,
  args: readonly unknown[],
): Promise<unknown> {
  if (!LISTS.has(method)) return call(...args);
  const rows: unknown[] = [];
  await call(
    proxy((part: readonly unknown[]) => void rows.push(...part)),
    ...args,
  );
  return rows;
}
