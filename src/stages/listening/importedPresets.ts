import { signal } from '@preact/signals-core';
import type { ReadPluginPreset } from '../../formats/presets/readPluginPreset.ts';
import type { ListeningSource } from './listeningSound.ts';
import { soundKey } from './soundKey.ts';

const NO_SOUND = '';

/** Presets that were imported, the last for each sound that was open then; one for no sound waits for the next. */
export class ImportedPresets {
  readonly #all = signal<ReadonlyMap<string, ReadPluginPreset>>(new Map());

  /** Reads the signal. */
  of(source: ListeningSource | null): ReadPluginPreset | null {
    return this.#all.value.get(keyOf(source)) ?? null;
  }

  keep(source: ListeningSource | null, preset: ReadPluginPreset): void {
    this.#all.value = new Map([...this.#all.peek(), [keyOf(source), preset]]);
  }

  /** The one that waits, which waits no longer; null for none. */
  takeWaiting(): ReadPluginPreset | null {
    const waiting = this.#all.peek().get(NO_SOUND) ?? null;
    if (waiting !== null) this.#all.value = new Map([...this.#all.peek()].filter(([key]) => key !== NO_SOUND));
    return waiting;
  }
}

function keyOf(source: ListeningSource | null): string {
  return source === null ? NO_SOUND : soundKey(source);
}
