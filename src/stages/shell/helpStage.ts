import { signal, type ReadonlySignal } from '@preact/signals-core';
import { isAbort } from '../../domain/errors.ts';
import type { SoundPicture } from '../../domain/soundPicture.ts';
import type { ComputePool, RunOptions } from '../../workers/pool/computePool.ts';
import type { HyperparameterSounds } from '../../workers/contracts/listening.ts';

/** Something to hear: an example sound by its place, or a hyperparameter low or high by its place in `TARGETS`. */
export type HelpSound =
  | { readonly kind: 'example'; readonly index: number }
  | { readonly kind: 'hyperparameter'; readonly target: number; readonly end: 'low' | 'high' };

/** The sounds that explain a word: heard one at a time, and the example sounds seen. */
export class HelpStage {
  readonly #pool: ComputePool;
  readonly #playing = signal<string | null>(null);
  readonly #pictures = signal<ReadonlyMap<number, SoundPicture>>(new Map());
  /** What was asked to be rendered, by the hyperparameter's place. */
  readonly #rendered = new Map<number, Promise<HyperparameterSounds>>();
  /** Counts what was asked for, so that an answer which comes too late is not heard. */
  #turn = 0;
  #audio: HTMLAudioElement | null = null;
  #drawing: AbortController | null = null;

  /** By the place of the example sound; those that are not drawn yet are missing. */
  readonly pictures: ReadonlySignal<ReadonlyMap<number, SoundPicture>> = this.#pictures;

  constructor({ pool }: { readonly pool: ComputePool }) {
    this.#pool = pool;
  }

  /** Whether this sound is heard, or is to be as soon as it is made; followed like a signal. */
  isPlaying(sound: HelpSound): boolean {
    return this.#playing.value === nameOf(sound);
  }

  /**
   * Plays a sound from its start, in place of another. Needs a user's gesture. Rejects where it cannot be made or played;
   * then nothing plays.
   */
  async play(sound: HelpSound): Promise<void> {
    this.stop();
    const turn = this.#turn;
    this.#playing.value = nameOf(sound);
    const done = () => {
      if (this.#turn === turn) this.stop();
    };
    try {
      const wav = await this.#wavOf(sound);
      if (this.#turn !== turn) return;
      this.#audio = new Audio(URL.createObjectURL(wav));
      this.#audio.addEventListener('ended', done, { once: true });
      await this.#audio.play();
    } catch (error) {
      done();
      // A sound that another press replaced before it began is no failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
    }
  }

  stop(): void {
    this.#turn += 1;
    this.#playing.value = null;
    if (this.#audio === null) return;
    const { src } = this.#audio;
    // Taken from the element first: one that has not begun to load would ask for an address that is gone.
    this.#audio.removeAttribute('src');
    this.#audio.load();
    this.#audio = null;
    URL.revokeObjectURL(src);
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

  async #wavOf(sound: HelpSound): Promise<Blob> {
    if (sound.kind === 'hyperparameter') return (await this.#endsOf(sound.target))[sound.end];
    return this.#pool.run(async (worker) => worker.synthesiseExample(sound.index), unstopped());
  }

  /** Rendered once; again only after it failed. */
  async #endsOf(target: number): Promise<HyperparameterSounds> {
    const known = this.#rendered.get(target);
    if (known !== undefined) return known;
    const rendering = this.#pool.run(async (worker) => worker.renderHyperparameter(target), unstopped());
    this.#rendered.set(target, rendering);
    rendering.catch(() => this.#rendered.delete(target));
    return rendering;
  }
}

function nameOf(sound: HelpSound): string {
  return sound.kind === 'example' ? `example ${sound.index}` : `hyperparameter ${sound.target} ${sound.end}`;
}

function unstopped(): RunOptions {
  return { signal: new AbortController().signal, interactive: true };
}
