import { effect, untracked, type ReadonlySignal } from '@preact/signals-core';
import type { Tools } from '../../tools.ts';
import type { ListeningSound } from '../sound/listeningSound.ts';

/** Calls `close` when an open sound of the data set is no longer there, however it went. */
export function whenGone(
  sound: ReadonlySignal<ListeningSound | null>,
  dataSet: Tools['dataSet'],
  close: () => void,
): void {
  effect(() => {
    const source = sound.value?.source;
    if (source?.kind === 'data-set' && dataSet.get(source.audioId) === undefined) untracked(close);
  });
}
