import type { ListeningSource } from './listeningSound.ts';

/** Distinct among sounds; one of the data set has its audio id. */
export function soundKey(source: ListeningSource): string {
  return source.kind === 'data-set' ? source.audioId : `${source.kind} ${source.path}`;
}
