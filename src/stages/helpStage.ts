import { signal, type ReadonlySignal } from '@preact/signals-core';
import { isAbort } from '../domain/errors.ts';
import type { SoundPicture } from '../domain/soundPicture.ts';
import type { ComputePool } from '../workers/computePool.ts';

/** The example sounds that explain a word: heard one at a time, and seen. */
export class HelpStage {
  readonly #pool: ComputePool;
  readonly #playing = signal<number | null>(null);
  readonly #pictures = signal<ReadonlyMap<number, SoundPicture>>(new Map());
  #audio: HTMLAudioElement | null = null;
  #drawing: AbortController | null = null;

  constructor({ pool }: { readonly pool: ComputePool }) {
    this.#pool = pool;
  }

  /** The place of the example sound that is heard; null for none. */
  get playing(): ReadonlySignal<number | null> {
    return this.#playing;
  }

  /** By the place of the example sound; those that are not drawn yet are missing. */
  get pictures(): ReadonlySignal<ReadonlyMap<number, SoundPicture>> {
    return this.#pictures;
  }

  /** Plays one example sound from its start, in place of another. Needs a user's gesture. */
  async play(index: number): Promise<void> {
    this.stop();
    this.#playing.value = index;
    const { signal: never } = new AbortController();
    const wav = await this.#pool.run(async (worker) => worker.synthesiseExample(index), {
      signal: never,
      interactive: true,
    });
    if (this.#playing.peek() !== index) return;
    const address = URL.createObjectURL(wav);
    const audio = new Audio(address);
    this.#audio = audio;
    const done = () => {
      URL.revokeObjectURL(address);
      if (this.#audio === audio) this.stop();
    };
    audio.addEventListener('ended', done, { once: true });
    try {
      await audio.play();
    } catch (error) {
      done();
      // A sound that another press replaced before it began is no failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
    }
  }

  stop(): void {
    this.#audio?.pause();
    this.#audio = null;
    this.#playing.value = null;
  }

  /** Draws these example sounds one after the other, until {@link leave}. */
  async draw(indices: readonly number[], columns: number): Promise<void> {
    this.#drawing ??= new AbortController();
    const { signal: left } = this.#drawing;
    const missing = [...new Set(indices)].filter((index) => !this.#pictures.peek().has(index));
    try {
      for (const index of missing) {
        const options = { signal: left, interactive: true };
        const picture = await this.#pool.run(async (worker) => worker.drawExample(index, columns), options);
        this.#pictures.value = new Map([...this.#pictures.peek(), [index, picture]]);
      }
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
  }

  /** Nobody looks or listens any more. */
  leave(): void {
    this.stop();
    this.#drawing?.abort();
    this.#drawing = null;
  }
}
