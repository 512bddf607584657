import type { ListeningStage } from '../hear/listeningStage.ts';

/**
 * Reads anew what is kept of sounds, which another tab may have changed; where it has for the open one, that begins anew, by what
 * was chosen for it there.
 */
export async function refreshChoices(
  listening: Pick<ListeningStage, 'choices' | 'sound' | 'isChosenByHand' | 'open'>,
): Promise<void> {
  const { choices, sound, isChosenByHand } = listening;
  const source = sound.peek()?.source;
  const chosen = () =>
    source?.kind === 'data-set' &&
    JSON.stringify([choices.wantedFor(source.audioId), choices.candidateFor(source.audioId)]);
  const before = chosen();
  await choices.load();
  if (source === undefined || chosen() === before || sound.peek()?.source !== source) return;
  await listening.open(source, isChosenByHand.peek(), true);
}
