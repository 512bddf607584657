import { RecordsByAudio } from './recordsByAudio.ts';

const USES = new RecordsByAudio('uses', (number) => (Number.isSafeInteger(number) ? Number(number) : null));

let latest: Promise<number> | null = null;

async function latestUse(): Promise<number> {
  return Math.max(0, ...(await soundUses()).values());
}

/**
 * Notes that the sound of a file is used now: later than all that were used before it, by count and not by a clock [S9, S12]. A
 * browser that keeps no records knows no order: any copy may make room.
 */
export async function noteSoundUse(audioId: string): Promise<void> {
  const number = (latest ?? latestUse()).then((last) => last + 1);
  latest = number;
  await USES.set(audioId, await number);
}

/** When sounds were last used, by audio id: a greater number is later, those without one were never used. */
export async function soundUses(): Promise<ReadonlyMap<string, number>> {
  return USES.all();
}

export async function forgetSoundUses(): Promise<void> {
  await USES.forget();
}
