import { signal, type ReadonlySignal } from '@preact/signals-core';

const TICK_MS = 100;

/** A stretch of a sound; `fromSec` lies before `toSec`. */
export interface LoopRange {
  readonly fromSec: number;
  readonly toSec: number;
}

/** Plays one sound with Web Audio and tells where it is. */
export class AudioPlayer {
  readonly #playing = signal(false);
  readonly #positionSec = signal(0);
  #context: AudioContext | null = null;
  #buffer: AudioBuffer | null = null;
  #source: AudioBufferSourceNode | null = null;
  /** The context's time at which the sound would have begun. */
  #beganAtSec = 0;
  #ticker: ReturnType<typeof setInterval> | undefined;
  readonly #loop = signal<LoopRange | null>(null);

  get playing(): ReadonlySignal<boolean> {
    return this.#playing;
  }

  /** Seconds from the start, told ten times a second. */
  get positionSec(): ReadonlySignal<number> {
    return this.#positionSec;
  }

  /** What is played over and over; null plays to the end once. */
  get loop(): ReadonlySignal<LoopRange | null> {
    return this.#loop;
  }

  /** Plays a stretch over and over from now on, or no more. */
  setLoop(range: LoopRange | null): void {
    this.#loop.value = range;
    const position = this.#positionSec.peek();
    const isInside = range === null || (position >= range.fromSec && position < range.toSec);
    if (this.#source !== null || !isInside) this.seek(isInside ? position : range.fromSec);
  }

  /** Takes a sound in place of the one before, at its start and paused. @param channels of equal, positive length. */
  load(channels: readonly Float32Array<ArrayBuffer>[], sampleRateHz: number): void {
    this.pause();
    this.#loop.value = null;
    const length = channels[0]?.length ?? 0;
    this.#buffer = new AudioBuffer({ length, sampleRate: sampleRateHz, numberOfChannels: channels.length });
    for (const [i, channel] of channels.entries()) this.#buffer.copyToChannel(channel, i);
    this.#positionSec.value = 0;
  }

  /** Plays from where it is, from the start where it has ended. Needs a user's gesture. */
  async play(): Promise<void> {
    const buffer = this.#buffer;
    if (buffer === null || this.#playing.value) return;
    this.#playing.value = true;
    const context = (this.#context ??= new AudioContext());
    await context.resume();
    if (!this.#playing.value || buffer !== this.#buffer) return;
    if (this.#positionSec.value >= buffer.duration - TICK_MS / 1000) this.#positionSec.value = 0;
    this.#start(context, buffer);
  }

  pause(): void {
    if (!this.#playing.value) return;
    this.#tick();
    this.#halt();
    this.#playing.value = false;
    void this.#context?.suspend();
  }

  /** Goes to another place, playing on if it plays. */
  seek(toSec: number): void {
    const buffer = this.#buffer;
    if (buffer === null) return;
    this.#positionSec.value = Math.min(Math.max(toSec, 0), buffer.duration);
    if (this.#source === null || this.#context === null) return;
    this.#halt();
    this.#start(this.#context, buffer);
  }

  #start(context: AudioContext, buffer: AudioBuffer): void {
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    const loop = this.#loop.value;
    if (loop !== null) {
      source.loop = true;
      source.loopStart = loop.fromSec;
      source.loopEnd = loop.toSec;
    }
    source.addEventListener('ended', () => {
      if (source !== this.#source) return;
      this.#halt();
      this.#playing.value = false;
      this.#positionSec.value = buffer.duration;
    });
    this.#beganAtSec = context.currentTime - this.#positionSec.value;
    source.start(0, this.#positionSec.value);
    this.#source = source;
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
  }

  #halt(): void {
    clearInterval(this.#ticker);
    const source = this.#source;
    this.#source = null;
    source?.stop();
    source?.disconnect();
  }

  #tick(): void {
    if (this.#context === null || this.#buffer === null || this.#source === null) return;
    const playedSec = this.#context.currentTime - this.#beganAtSec;
    const loop = this.#loop.value;
    this.#positionSec.value =
      loop !== null && playedSec >= loop.toSec
        ? loop.fromSec + ((playedSec - loop.fromSec) % (loop.toSec - loop.fromSec))
        : Math.min(playedSec, this.#buffer.duration);
  }
}
