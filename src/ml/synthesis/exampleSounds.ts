import { RandomState } from '../random/randomState.ts';
import * as mixed from './mixedRecipes.ts';
import type { Recipe } from './music.ts';
import * as noisy from './noisyRecipes.ts';
import * as percussive from './percussiveRecipes.ts';
import * as tonal from './tonalRecipes.ts';
import { createTrack } from './voices.ts';

export type ExampleKind = 'tonal' | 'percussive' | 'noisy' | 'speech' | 'mixture';

export interface ExampleSound {
  /** A file name that says what one hears. */
  readonly name: string;
  readonly kind: ExampleKind;
}

export interface SynthesisedSound {
  readonly sampleRateHz: number;
  /** One or two channels of the same length, in [−0.9, 0.9]. */
  readonly channels: Float32Array[];
}

interface Entry extends ExampleSound {
  readonly recipe: Recipe;
  readonly sampleRateHz: 44_100 | 48_000;
  readonly durationSec: number;
  /** Largest absolute sample. */
  readonly peak: number;
  /** Delay of the right channel behind the left in seconds; null for a mono sound. */
  readonly widthSec: number | null;
}

type Settings = Pick<Entry, 'sampleRateHz' | 'durationSec' | 'peak' | 'widthSec'>;

const mono44: Settings = { sampleRateHz: 44_100, durationSec: 6, peak: 0.8, widthSec: null };
const mono48: Settings = { sampleRateHz: 48_000, durationSec: 6, peak: 0.8, widthSec: null };
const stereo44: Settings = { sampleRateHz: 44_100, durationSec: 7, peak: 0.8, widthSec: 0.0007 };
const stereo48: Settings = { sampleRateHz: 48_000, durationSec: 7, peak: 0.8, widthSec: 0.0007 };

const ENTRIES: readonly Entry[] = [
  entry('tonal', '01-organ-chord', tonal.organChord, { ...stereo48, durationSec: 8, peak: 0.7 }),
  entry('tonal', '02-plucked-strings', tonal.pluckedStrings, stereo44),
  entry('tonal', '03-glass-bells', tonal.glassBells, { ...stereo48, peak: 0.5 }),
  entry('tonal', '04-slow-pad', tonal.slowPad, { ...stereo44, durationSec: 8, peak: 0.4 }),
  entry('tonal', '05-brass-swell', tonal.brassSwell, { ...mono44, durationSec: 7.2 }),
  entry('tonal', '06-whistled-melody', tonal.whistledMelody, { ...mono48, peak: 0.45 }),
  entry('percussive', '01-kick-and-snare', percussive.kickAndSnare, { ...mono44, peak: 0.9 }),
  entry('percussive', '02-hand-drums', percussive.handDrums, { ...stereo48, peak: 0.7 }),
  entry('percussive', '03-hi-hats', percussive.hiHats, { ...stereo44, peak: 0.5 }),
  entry('percussive', '04-sparse-woodblocks', percussive.sparseWoodblocks, { ...mono44, peak: 0.7 }),
  entry('percussive', '05-rolling-toms', percussive.rollingToms, { ...mono48, peak: 0.85 }),
  entry('noisy', '01-white-hiss', noisy.whiteHiss, { ...stereo44, peak: 0.3 }),
  entry('noisy', '02-rain', noisy.rain, { ...stereo48, peak: 0.7 }),
  entry('noisy', '03-low-rumble', noisy.rumble, { ...mono44, durationSec: 8 }),
  entry('noisy', '04-wind', noisy.wind, { ...stereo44, durationSec: 8, peak: 0.6 }),
  entry('noisy', '05-surf', noisy.surf, { ...stereo48, durationSec: 7.5 }),
  entry('speech', '01-low-voice', mixed.lowVoice, { ...mono44, durationSec: 7 }),
  entry('speech', '02-high-voice', mixed.highVoice, { ...mono48, durationSec: 7, peak: 0.6 }),
  entry('speech', '03-whisper', mixed.whisper, { ...mono44, peak: 0.15 }),
  entry('mixture', '01-small-band', mixed.smallBand, { ...stereo44, durationSec: 8, peak: 0.9 }),
  entry('mixture', '02-voice-over-pad', mixed.voiceOverPad, stereo48),
  entry('mixture', '03-bells-in-rain', mixed.bellsInRain, { ...stereo44, peak: 0.6 }),
  entry('mixture', '04-engine-and-beeps', mixed.engineAndBeeps, mono48),
  entry('mixture', '05-quiet-room', mixed.quietRoom, { ...mono44, durationSec: 8, peak: 0.03 }),
];

/** Twenty-four short sounds of five kinds, from organ to quiet room: something to learn from without own files. */
export const EXAMPLE_SOUNDS: readonly ExampleSound[] = ENTRIES.map(({ name, kind }) => ({ name, kind }));

/** The silence into and out of which each sound fades. */
const FADE_IN_SEC = 0.01;
const FADE_OUT_SEC = 0.08;

/** Another sound of the same recipe. */
interface SoundVariant {
  readonly seed: number;
  readonly durationSec: number;
}

/**
 * Synthesises the sound at `index` of {@link EXAMPLE_SOUNDS}: 6–8 s at 44.1 or 48 kHz, always the same samples; or a variant
 * of it. Throws a RangeError for another index.
 */
export function synthesiseExampleSound(index: number, variant: SoundVariant | null = null): SynthesisedSound {
  const found = ENTRIES[index];
  if (found === undefined) throw new RangeError(`there are ${ENTRIES.length} example sounds, none at ${index}`);
  const { sampleRateHz, recipe, peak, widthSec } = found;
  const { seed, durationSec } = variant ?? { seed: 1000 + index, durationSec: found.durationSec };
  const track = createTrack(sampleRateHz, durationSec);
  recipe(track, new RandomState(seed));
  const left = track.samples;
  if (widthSec === null) return { sampleRateHz, channels: [finish(left, sampleRateHz, peak)] };
  const right = new Float32Array(left.length);
  const delay = Math.round(widthSec * sampleRateHz);
  for (let i = 0; i < left.length; i++) right[i] = 0.8 * (left[i - delay] ?? 0) + 0.2 * left[i]!;
  return { sampleRateHz, channels: [finish(left, sampleRateHz, peak), finish(right, sampleRateHz, peak)] };
}

/** Scales to the peak and fades both ends, in place. */
function finish(samples: Float32Array, sampleRateHz: number, peak: number): Float32Array {
  let largest = 0;
  for (const sample of samples) largest = Math.max(largest, Math.abs(sample));
  const gain = largest > 0 ? peak / largest : 0;
  const fadeIn = FADE_IN_SEC * sampleRateHz;
  const fadeOut = FADE_OUT_SEC * sampleRateHz;
  for (let i = 0; i < samples.length; i++) {
    samples[i]! *= gain * Math.min(1, i / fadeIn, (samples.length - 1 - i) / fadeOut);
  }
  return samples;
}

function entry(kind: ExampleKind, title: string, recipe: Recipe, settings: Settings): Entry {
  return { name: `${kind}-${title}.wav`, kind, recipe, ...settings };
}
