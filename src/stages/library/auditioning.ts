import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { Hearing } from '../listening/hear/hearing.ts';
import type { PreviewStage, PreviewState } from '../listening/sound/previewStage.ts';

interface Dependencies {
  /** What is heard in passing. */
  readonly audition: PreviewStage;
  /** The player beside the selected file on Import. */
  readonly preview: PreviewStage;
  readonly hearing: ReadonlySignal<Hearing | null>;
}

/** Lets a sound of the list be heard as it is, alone: whatever else plays is paused. */
export class Auditioning {
  readonly #deps: Dependencies;
  readonly state: ReadonlySignal<PreviewState>;
  readonly playing: ReadonlySignal<boolean>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.state = deps.audition.state;
    this.playing = deps.audition.player.playing;
    effect(() => {
      if (deps.hearing.value?.listening.player.playing.value === true) deps.audition.player.pause();
    });
  }

  /** Plays a sound from its start. Needs a user's gesture; a sound whose audio is not at hand becomes the state. */
  async play(audioId: string): Promise<void> {
    const { audition } = this.#deps;
    this.#pauseOthers();
    await audition.open(audioId);
    const { value } = audition.state;
    if (value.kind === 'ready' && value.audioId === audioId) await audition.player.play();
  }

  /** Plays a sound, or pauses it where it plays. */
  async toggle(audioId: string): Promise<void> {
    const { audition } = this.#deps;
    const state = audition.state.peek();
    if (state.kind !== 'ready' || state.audioId !== audioId) return this.play(audioId);
    if (audition.player.playing.peek()) {
      audition.player.pause();
      return;
    }
    this.#pauseOthers();
    await audition.player.play();
  }

  stop(): void {
    this.#deps.audition.close();
  }

  #pauseOthers(): void {
    const { preview, hearing } = this.#deps;
    preview.player.pause();
    hearing.peek()?.listening.player.pause();
  }
}
