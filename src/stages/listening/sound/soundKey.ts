import type { ListeningSound, ListeningSource } from './listeningSound.ts';

/** Distinct among sounds; one of the data set has its audio id. */
export function soundKey(source: ListeningSource): string {
  return source.kind === 'data-set' ? source.audioId : `${source.kind} ${source.path}`;
}

/** The key of the open sound; null for none. */
export function keyOrNull(sound: Pick<ListeningSound, 'source'> | null): string | null {
  return sound === null ? null : soundKey(sound.source);
}

/** Whether a sound is there in later visits: one of the data set. @param key from {@link soundKey}. */
export function isLasting(key: string): boolean {
  return !/^(?:offered|file) /u.test(key);
}
