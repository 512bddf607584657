import { clear, entries, set, type UseStore } from 'idb-keyval';
import { projectName } from '../appScope.ts';
import { recordStore } from '../recordStore.ts';

let store: UseStore | null = null;

function useStore(): UseStore {
  store ??= recordStore(projectName('uses'), 'uses');
  return store;
}

let latest: Promise<number> | null = null;

async function latestUse(): Promise<number> {
  return Math.max(0, ...(await soundUses()).values());
}

/** Notes that the sound of a file is used now: later than all that were used before it, by count and not by a clock [S9, S12]. */
export async function noteSoundUse(audioId: string): Promise<void> {
  const number = (latest ?? latestUse()).then((last) => last + 1);
  latest = number;
  try {
    await set(audioId, await number, useStore());
  } catch {
    // A browser that keeps no records knows no order: any copy may make room.
  }
}

/** When sounds were last used, by audio id: a greater number is later, those without one were never used. */
export async function soundUses(): Promise<ReadonlyMap<string, number>> {
  try {
    const all = await entries<IDBValidKey, unknown>(useStore());
    return new Map(
      all.flatMap(([audioId, number]) =>
        typeof audioId === 'string' && Number.isSafeInteger(number) ? [[audioId, Number(number)] as const] : [],
      ),
    );
  } catch {
    return new Map();
  }
}

export async function forgetSoundUses(): Promise<void> {
  try {
    await clear(useStore());
  } catch {
    // There are none.
  }
}
