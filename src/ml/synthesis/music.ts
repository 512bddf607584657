import type { RandomState } from '../random/randomState.ts';
import { createTrack, type Track } from './voices.ts';

/** Adds a sound to an empty track. */
export type Recipe = (track: Track, random: RandomState) => void;

export const PENTATONIC = [0, 2, 4, 7, 9, 12, 14, 16] as const;

export function durationOf(track: Track): number {
  return track.samples.length / track.sampleRateHz;
}

export function emptyLike(track: Track): Track {
  return createTrack(track.sampleRateHz, durationOf(track));
}

/** Frequency of a MIDI note number. */
export function noteHz(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

export function pick<T>(items: readonly [T, ...T[]], random: RandomState): T {
  return items[Math.floor(random.double() * items.length)] ?? items[0];
}

/** Levels of the first partials of a sawtooth. */
export function sawtooth(partials: number): number[] {
  return Array.from({ length: partials }, (_, n) => 1 / (n + 1));
}

/** Level of a swell at 0…1 of its course: grows e^nepers-fold for most of it, then falls off smoothly. */
export function growth(share: number, nepers: number): number {
  const top = 0.85;
  if (share < top) return Math.exp(nepers * (share / top - 1));
  const floor = Math.exp(-nepers);
  return floor + (1 - floor) * (0.5 + 0.5 * Math.cos((Math.PI * (share - top)) / (1 - top)));
}

/** Calls `play` at the beats of a pattern: `x` loud, `o` soft, anything else silent; the pattern repeats. */
export function pattern(
  track: Track,
  beats: string,
  stepSec: number,
  play: (startSec: number, accent: number) => void,
): void {
  for (let step = 0; step * stepSec < durationOf(track) - 0.3; step++) {
    const beat = beats[step % beats.length];
    if (beat === 'x' || beat === 'o') play(0.05 + step * stepSec, beat === 'x' ? 1 : 0.45);
  }
}
