import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { Hearing } from '../listening/hear/hearing.ts';
import { PreviewStage, type PreviewState } from '../listening/sound/previewStage.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<Tools, 'pool' | 'dataSet' | 'sources'> {
  /** The player beside the selected file on Import. */
  readonly preview: PreviewStage;
  readonly hearing: ReadonlySignal<Hearing | null>;
}

/** Lets a sound of the list be heard as it is, alone: whatever else plays is paused, and pauses it when it plays again. */
export class ListPlayer {
  readonly #deps: Dependencies;
  readonly #sound: PreviewStage;
  readonly state: ReadonlySignal<PreviewState>;
  readonly playing: ReadonlySignal<boolean>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#sound = new PreviewStage(deps);
    this.state = this.#sound.state;
    this.playing = this.#sound.player.playing;
    effect(() => {
      const others = [deps.preview.player, deps.hearing.value?.listening.player];
      if (others.some((player) => player?.playing.value === true)) this.#sound.player.pause();
    });
  }

  /** Plays a sound from its start. Needs a user's gesture; a sound whose audio is not at hand becomes the state. */
  async play(audioId: string): Promise<void> {
    this.#pauseOthers();
    await this.#sound.open(audioId);
    if (this.#holds(audioId)) await this.#sound.player.play();
  }

  /** Plays a sound, or pauses it where it plays. */
  async toggle(audioId: string): Promise<void> {
    if (!this.#holds(audioId)) return this.play(audioId);
    const { player } = this.#sound;
    if (player.playing.peek()) {
      player.pause();
      return;
    }
    this.#pauseOthers();
    await player.play();
  }

  stop(): void {
    this.#sound.close();
  }

  #holds(audioId: string): boolean {
    const state = this.state.peek();
    return state.kind === 'ready' && state.audioId === audioId;
  }

  #pauseOthers(): void {
    const { preview, hearing } = this.#deps;
    preview.player.pause();
    hearing.peek()?.listening.player.pause();
  }
}
