import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Excerpt } from '../../../domain/listening.ts';
import { heardContext, rest, wake } from './heardContext.ts';
import { audioBufferOf, Playback } from './playback.ts';

/** So close to the end, playing begins at the start again. */
const AT_END_SEC = 0.1;

/** Plays one sound with Web Audio and tells where it is. */
export class AudioPlayer {
  readonly #playing = signal(false);
  readonly #positionSec = signal(0);
  readonly #loop = signal<Excerpt | null>(null);
  #context: AudioContext | null = null;
  #buffer: AudioBuffer | null = null;
  #playback: Playback | null = null;

  readonly playing: ReadonlySignal<boolean> = this.#playing;
  /** Seconds from the start, told ten times a second. */
  readonly positionSec: ReadonlySignal<number> = this.#positionSec;
  /** What is played over and over; null plays to the end once. */
  readonly loop: ReadonlySignal<Excerpt | null> = this.#loop;

  /** Plays a stretch over and over from now on, or no more. */
  setLoop(range: Excerpt | null): void {
    this.#loop.value = range;
    const position = this.#positionSec.peek();
    const isInside = range === null || (position >= range.startSec && position < range.endSec);
    if (this.#playback !== null || !isInside) this.seek(isInside ? position : range.startSec);
  }

  /** Takes a sound in place of the one before, at its start and paused. @param channels of equal, positive length. */
  load(channels: readonly Float32Array<ArrayBuffer>[], sampleRateHz: number): void {
    this.pause();
    this.#loop.value = null;
    this.#buffer = audioBufferOf(channels, sampleRateHz);
    this.#positionSec.value = 0;
  }

  /** Plays from where it is, from the start where it has ended. Needs a user's gesture. */
  async play(): Promise<void> {
    const buffer = this.#buffer;
    if (buffer === null || this.#playing.value) return;
    this.#playing.value = true;
    const context = (this.#context ??= heardContext(() => this.#taken()));
    try {
      await wake(context);
    } catch (error) {
      this.#playing.value = false;
      throw error;
    }
    if (!this.#playing.value || buffer !== this.#buffer || this.#playback !== null) return;
    if (this.#positionSec.value >= buffer.duration - AT_END_SEC) this.#positionSec.value = 0;
    this.#start(context, buffer);
  }

  pause(): void {
    if (!this.#playing.value) return;
    this.#playback?.tellPosition();
    this.#halt();
    this.#playing.value = false;
    rest(this.#context);
  }

  /** Goes to another place, playing on if it plays. */
  seek(toSec: number): void {
    const buffer = this.#buffer;
    if (buffer === null) return;
    this.#positionSec.value = Math.min(Math.max(toSec, 0), buffer.duration);
    if (this.#playback === null || this.#context === null) return;
    this.#halt();
    this.#start(this.#context, buffer);
  }

  /** Pauses what plays; what was paused and begins again has no playback yet. */
  #taken(): void {
    if (this.#playback !== null) this.pause();
  }

  #start(context: AudioContext, buffer: AudioBuffer): void {
    this.#playback = new Playback(buffer, {
      to: context.destination,
      fromSec: this.#positionSec.value,
      loop: this.#loop.value,
      onPosition: (positionSec) => (this.#positionSec.value = positionSec),
      onEnd: () => {
        this.#halt();
        this.#playing.value = false;
        this.#positionSec.value = buffer.duration;
      },
    });
  }

  #halt(): void {
    this.#playback?.halt();
    this.#playback = null;
  }
}
