import type { KeptCopy } from '../../domain/storage.ts';

/** What the copies take that the user has not said otherwise of, at most. */
const DEFAULT_ROOM_BYTES = 10e9;
export const BYTES_PER_GB = 1e9;

/** How much room copies may take: what the user chose, else half of what the browser grants and at most 10 GB [S12]. */
export function roomBytes(chosenGb: number | null, grantedBytes: number | null): number {
  if (chosenGb !== null) return chosenGb * BYTES_PER_GB;
  return Math.min(DEFAULT_ROOM_BYTES, (grantedBytes ?? Infinity) / 2);
}

/** Which copies would go so that as many bytes find room, and whether they do then. */
export interface RoomPlan {
  readonly dropped: readonly KeptCopy[];
  readonly fits: boolean;
}

/**
 * Makes room: the copy whose last use is the longest ago goes first, those that were never used before all others. What
 * the user asked for stays, and so does what is held [S12].
 *
 * @param neededBytes beside what the copies take already
 * @param uses a greater number is a later use
 */
export function planRoom(
  copies: readonly KeptCopy[],
  neededBytes: number,
  limitBytes: number,
  uses: ReadonlyMap<string, number>,
  isHeld: (audioId: string) => boolean,
): RoomPlan {
  let overBytes = copies.reduce((sum, { bytes }) => sum + bytes, neededBytes) - limitBytes;
  // It is asked for every file, and copies may be tens of thousands.
  if (overBytes <= 0) return { dropped: [], fits: true };
  const lastUse = ({ audioId }: KeptCopy) => uses.get(audioId) ?? 0;
  const oldestFirst = copies
    .filter(({ audioId, byHand }) => !byHand && !isHeld(audioId))
    .toSorted((a, b) => lastUse(a) - lastUse(b));
  const dropped: KeptCopy[] = [];
  for (const copy of oldestFirst) {
    if (overBytes <= 0) break;
    dropped.push(copy);
    overBytes -= copy.bytes;
  }
  return { dropped, fits: overBytes <= 0 };
}
