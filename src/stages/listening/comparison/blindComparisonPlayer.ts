import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { RenderedOption } from '../../../workers/contracts/listening.ts';
import { heardContext, rest, wake } from '../sound/heardContext.ts';
import { audioBufferOf } from '../sound/playback.ts';

/** From one option to another: too short to hear as a fade, long enough not to click. */
const SWITCH_SEC = 0.01;
/** All options start together, so far ahead that none is late. */
const LEAD_SEC = 0.05;

interface Voice {
  readonly source: AudioBufferSourceNode;
  readonly volume: GainNode;
  readonly gain: number;
}

/** Plays several renderings of one loop at once and lets one of them be heard, so that switching loses no sample. */
export class BlindComparisonPlayer {
  readonly #playing = signal(false);
  readonly #audible = signal(0);
  #context: AudioContext | null = null;
  #voices: readonly Voice[] = [];
  /** Whether it plays and its context has begun to run. */
  #isHeard = false;

  readonly playing: ReadonlySignal<boolean> = this.#playing;
  /** Index of the option that is heard. */
  readonly audible: ReadonlySignal<number> = this.#audible;

  /** Takes options in place of those before and plays the first. */
  async start(options: readonly RenderedOption[], sampleRateHz: number): Promise<void> {
    this.#end();
    if (this.#context?.sampleRate !== sampleRateHz) {
      await this.#context?.close();
      const made = heardContext(() => this.#taken(made), { sampleRate: sampleRateHz });
      this.#context = made;
    }
    const context = this.#context;
    this.#audible.value = 0;
    const startsAtSec = context.currentTime + LEAD_SEC;
    this.#voices = options.map(({ channels, gain }, i) => {
      const buffer = audioBufferOf(channels, sampleRateHz);
      const source = new AudioBufferSourceNode(context, { buffer, loop: true });
      const volume = new GainNode(context, { gain: i === 0 ? gain : 0 });
      source.connect(volume).connect(context.destination);
      source.start(startsAtSec);
      return { source, volume, gain };
    });
    await this.play();
  }

  async play(): Promise<void> {
    this.#playing.value = true;
    try {
      if (this.#context !== null) await wake(this.#context);
      this.#isHeard = this.#playing.value;
    } catch (error) {
      this.#playing.value = false;
      throw error;
    }
  }

  pause(): void {
    this.#playing.value = false;
    this.#isHeard = false;
    rest(this.#context);
  }

  /** Lets another option be heard, from the same sample on. */
  hear(index: number): void {
    const context = this.#context;
    if (context === null || this.#voices[index] === undefined) return;
    this.#audible.value = index;
    const nowSec = context.currentTime;
    this.#voices.forEach(({ volume, gain }, i) => {
      volume.gain.cancelScheduledValues(nowSec);
      volume.gain.setValueAtTime(volume.gain.value, nowSec);
      volume.gain.linearRampToValueAtTime(i === index ? gain : 0, nowSec + SWITCH_SEC);
    });
  }

  /** Goes round a part of the loop only, the same of all options. */
  zoom(startSec: number, endSec: number): void {
    for (const { source } of this.#voices) {
      source.loopStart = startSec;
      source.loopEnd = endSec;
    }
  }

  /** Lets go of the audio device. */
  release(): void {
    this.#end();
    this.#playing.value = false;
    this.#isHeard = false;
    void this.#context?.close();
    this.#context = null;
  }

  #taken(context: AudioContext): void {
    if (this.#isHeard && this.#context === context) this.pause();
  }

  #end(): void {
    for (const { source, volume } of this.#voices) {
      source.stop();
      source.disconnect();
      volume.disconnect();
    }
    this.#voices = [];
  }
}
