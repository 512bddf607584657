import type { Excerpt } from '../../../domain/listening.ts';

const TICK_MS = 100;

/** Where a sound is played from and where to, and who is told about it. */
export interface PlaybackPlan {
  readonly to: AudioNode;
  readonly fromSec: number;
  /** What is played over and over; null plays to the end once. */
  readonly loop: Excerpt | null;
  /** Told ten times a second, in seconds from the sound's start. */
  readonly onPosition: (positionSec: number) => void;
  /** Told where the sound comes to its end by itself. */
  readonly onEnd?: () => void;
}

/** One start of a sound: it plays until it ends or is halted. */
export class Playback {
  readonly #plan: PlaybackPlan;
  readonly #source: AudioBufferSourceNode;
  readonly #durationSec: number;
  /** The context's time at which the sound would have begun. */
  readonly #beganAtSec: number;
  readonly #ticker: ReturnType<typeof setInterval>;

  constructor(buffer: AudioBuffer, plan: PlaybackPlan) {
    const { to, fromSec, loop, onEnd } = plan;
    this.#plan = plan;
    this.#durationSec = buffer.duration;
    const round = loop === null ? {} : { loop: true, loopStart: loop.startSec, loopEnd: loop.endSec };
    this.#source = new AudioBufferSourceNode(to.context, { buffer, ...round });
    this.#source.connect(to);
    if (onEnd !== undefined) this.#source.addEventListener('ended', onEnd);
    this.#beganAtSec = to.context.currentTime - fromSec;
    this.#source.start(0, fromSec);
    this.#ticker = setInterval(() => this.tellPosition(), TICK_MS);
  }

  tellPosition(): void {
    const { to, loop, onPosition } = this.#plan;
    const { startSec, endSec } = loop ?? { startSec: 0, endSec: this.#durationSec };
    const playedSec = to.context.currentTime - this.#beganAtSec;
    if (playedSec < endSec) onPosition(playedSec);
    else onPosition(loop === null ? endSec : startSec + ((playedSec - startSec) % (endSec - startSec)));
  }

  halt(): void {
    const { onEnd } = this.#plan;
    clearInterval(this.#ticker);
    if (onEnd !== undefined) this.#source.removeEventListener('ended', onEnd);
    this.#source.stop();
    this.#source.disconnect();
  }
}

/** Samples as Web Audio plays them. @param channels of equal, positive length. */
export function audioBufferOf(channels: readonly Float32Array<ArrayBuffer>[], sampleRateHz: number): AudioBuffer {
  const length = channels[0]?.length ?? 0;
  const buffer = new AudioBuffer({ length, sampleRate: sampleRateHz, numberOfChannels: channels.length });
  for (const [i, channel] of channels.entries()) buffer.copyToChannel(channel, i);
  return buffer;
}
