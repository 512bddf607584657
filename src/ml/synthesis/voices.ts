import type { RandomState } from '../random/randomState.ts';

/** A mono sound that grows while voices are added to it. */
export interface Track {
  readonly sampleRateHz: number;
  readonly samples: Float32Array;
}

export interface Tone {
  readonly startSec: number;
  readonly durationSec: number;
  readonly frequencyHz: number;
  readonly level: number;
  readonly attackSec: number;
  readonly releaseSec: number;
  /** Levels of the partials. */
  readonly partials: readonly number[];
  /** Frequencies of the partials as multiples of the tone's; 1, 2, 3, … without it. */
  readonly ratios?: readonly number[];
  /** Time in which the first partial falls to 1/e, the n-th one in 1/√n of it; steady without it. */
  readonly decaySec?: number;
}

export interface Burst {
  readonly startSec: number;
  readonly durationSec: number;
  readonly level: number;
  readonly attackSec: number;
  /** Time in which the burst falls to 1/e. */
  readonly decaySec: number;
  /** Centre and quality of the band of noise. */
  readonly centreHz: number;
  readonly q: number;
}

/** A silent track of one channel. */
export function createTrack(sampleRateHz: number, durationSec: number): Track {
  return { sampleRateHz, samples: new Float32Array(Math.round(sampleRateHz * durationSec)) };
}

/** Adds a tone; partials beyond 0.45 of the sample rate are left out. */
export function addTone(track: Track, tone: Tone): void {
  const { first, envelope } = place(track, tone);
  if (tone.ratios === undefined && tone.decaySec === undefined) addPeriodic(track, tone, first, envelope);
  else addPartials(track, tone, first, envelope);
}

const TABLE_SAMPLES = 2048;

/** A steady harmonic tone: one period in a table, read with linear interpolation. */
function addPeriodic(track: Track, tone: Tone, first: number, envelope: Float32Array): void {
  const { sampleRateHz, samples } = track;
  const table = new Float32Array(TABLE_SAMPLES + 1);
  for (const [n, level] of tone.partials.entries()) {
    if (level === 0 || tone.frequencyHz * (n + 1) > 0.45 * sampleRateHz) continue;
    for (let i = 0; i <= TABLE_SAMPLES; i++) {
      table[i]! += tone.level * level * Math.sin((2 * Math.PI * (n + 1) * i) / TABLE_SAMPLES);
    }
  }
  const step = (tone.frequencyHz * TABLE_SAMPLES) / sampleRateHz;
  let at = 0;
  for (let i = 0; i < envelope.length; i++) {
    const index = Math.floor(at);
    const before = table[index]!;
    samples[first + i]! += envelope[i]! * (before + (at - index) * (table[index + 1]! - before));
    at += step;
    if (at >= TABLE_SAMPLES) at -= TABLE_SAMPLES;
  }
}

/** Partials that fade each at its own pace, or lie anywhere: a rotating phasor each. */
function addPartials(track: Track, tone: Tone, first: number, envelope: Float32Array): void {
  const { sampleRateHz, samples } = track;
  for (const [n, level] of tone.partials.entries()) {
    const frequencyHz = tone.frequencyHz * (tone.ratios?.[n] ?? n + 1);
    if (frequencyHz > 0.45 * sampleRateHz) continue;
    const angle = (2 * Math.PI * frequencyHz) / sampleRateHz;
    const decay = tone.decaySec === undefined ? 1 : Math.exp(-Math.sqrt(n + 1) / (tone.decaySec * sampleRateHz));
    const c = decay * Math.cos(angle);
    const s = decay * Math.sin(angle);
    let sine = 0;
    let cosine = tone.level * level;
    for (let i = 0; i < envelope.length; i++) {
      samples[first + i]! += sine * envelope[i]!;
      const next = sine * c + cosine * s;
      cosine = cosine * c - sine * s;
      sine = next;
    }
  }
}

/** Adds a glide from one frequency to another with vibrato: a sine of changing frequency. */
export function addGlide(
  track: Track,
  glide: Omit<Tone, 'partials' | 'ratios' | 'frequencyHz'> & {
    readonly fromHz: number;
    readonly toHz: number;
    readonly vibratoShare: number;
  },
): void {
  const { sampleRateHz, samples } = track;
  const { first, envelope } = place(track, glide);
  const decayPerSec = glide.decaySec === undefined ? 0 : 1 / glide.decaySec;
  const octaves = Math.log2(glide.toHz / glide.fromHz);
  let phase = 0;
  let step = 0;
  let level = glide.level;
  let levelStep = 0;
  for (let i = 0; i < envelope.length; i++) {
    if (i % 32 === 0) {
      const timeSec = i / sampleRateHz;
      const progress = Math.min(1, (i / envelope.length) * 3);
      const vibrato = 1 + glide.vibratoShare * Math.sin(2 * Math.PI * 5.5 * timeSec);
      step = (2 * Math.PI * glide.fromHz * 2 ** (octaves * progress) * vibrato) / sampleRateHz;
      levelStep = (glide.level * Math.exp(-decayPerSec * (timeSec + 32 / sampleRateHz)) - level) / 32;
    }
    phase += step;
    if (phase > Math.PI) phase -= 2 * Math.PI;
    samples[first + i]! += level * envelope[i]! * Math.sin(phase);
    level += levelStep;
  }
}

/** Adds a burst of band-limited noise. */
export function addBurst(track: Track, burst: Burst, random: RandomState): void {
  const { sampleRateHz, samples } = track;
  const { first, envelope } = place(track, { ...burst, releaseSec: 0.005 });
  const noise = whiteNoise(envelope.length, 1, random);
  bandPass({ sampleRateHz, samples: noise }, burst.centreHz, burst.q);
  const decay = Math.exp(-1 / (burst.decaySec * sampleRateHz));
  let level = burst.level;
  for (let i = 0; i < noise.length; i++) {
    samples[first + i]! += level * envelope[i]! * noise[i]!;
    level *= decay;
  }
}

/** Adds a plucked string (Karplus and Strong): a burst of noise that circulates through a delay and a low-pass. */
export function addPluck(
  track: Track,
  pluck: { readonly startSec: number; readonly frequencyHz: number; readonly level: number; readonly damping: number },
  random: RandomState,
): void {
  const { sampleRateHz, samples } = track;
  const first = Math.round(pluck.startSec * sampleRateHz);
  const string = whiteNoise(Math.max(2, Math.round(sampleRateHz / pluck.frequencyHz)), 1, random);
  let at = 0;
  for (let i = first; i < samples.length; i++) {
    const next = at + 1 === string.length ? 0 : at + 1;
    samples[i]! += pluck.level * string[at]!;
    string[at] = pluck.damping * 0.5 * (string[at]! + string[next]!);
    at = next;
  }
}

/** A track of white noise, as long as `track`. */
export function noiseLike(track: Track, level: number, random: RandomState): Track {
  return { sampleRateHz: track.sampleRateHz, samples: whiteNoise(track.samples.length, level, random) };
}

function whiteNoise(length: number, level: number, random: RandomState): Float32Array {
  const noise = new Float32Array(length);
  for (let i = 0; i < length; i++) noise[i] = level * (random.uint32() / 2 ** 31 - 1);
  return noise;
}

/** First-order low-pass in place; `passes` of them in a row. */
export function lowPass(track: Track, cutoffHz: number, passes = 1): Track {
  const share = 1 - Math.exp((-2 * Math.PI * cutoffHz) / track.sampleRateHz);
  for (let pass = 0; pass < passes; pass++) {
    let held = 0;
    for (let i = 0; i < track.samples.length; i++) {
      held += share * (track.samples[i]! - held);
      track.samples[i] = held;
    }
  }
  return track;
}

/**
 * Band-pass in place (state-variable filter, peak gain near 1). `centreHz` may be a function of the time in seconds,
 * which is asked every 64 samples.
 */
export function bandPass(track: Track, centreHz: number | ((timeSec: number) => number), q: number): Track {
  const { sampleRateHz, samples } = track;
  const damping = 1 / q;
  let low = 0;
  let band = 0;
  let g = 0;
  let share = 0;
  for (let i = 0; i < samples.length; i++) {
    if (i % 64 === 0) {
      const hz = typeof centreHz === 'number' ? centreHz : centreHz(i / sampleRateHz);
      g = Math.tan((Math.PI * Math.min(hz, 0.45 * sampleRateHz)) / sampleRateHz);
      share = 1 / (1 + g * (g + damping));
    }
    const v = (band + g * (samples[i]! - low)) * share;
    low += 2 * g * v;
    band = 2 * v - band;
    samples[i] = v * damping;
  }
  return track;
}

/** Multiplies the track by a level that is a function of the time in seconds, asked every 32 samples and joined up. */
export function shape(track: Track, levelAt: (timeSec: number) => number): Track {
  const { sampleRateHz, samples } = track;
  let level = levelAt(0);
  for (let start = 0; start < samples.length; start += 32) {
    const target = levelAt((start + 32) / sampleRateHz);
    const step = (target - level) / 32;
    for (let i = start; i < Math.min(start + 32, samples.length); i++) {
      samples[i]! *= level;
      level += step;
    }
    level = target;
  }
  return track;
}

/** Adds `other`, of the same rate, `gain` times. */
export function addTrack(track: Track, other: Track, gain = 1): Track {
  const length = Math.min(track.samples.length, other.samples.length);
  for (let i = 0; i < length; i++) track.samples[i]! += gain * other.samples[i]!;
  return track;
}

type Span = Pick<Tone, 'startSec' | 'durationSec' | 'attackSec' | 'releaseSec'>;

/** Where a voice begins in the track, and its envelope as far as the track reaches. */
function place(track: Track, span: Span): { readonly first: number; readonly envelope: Float32Array } {
  const { sampleRateHz, samples } = track;
  const first = Math.round(span.startSec * sampleRateHz);
  const length = Math.max(0, Math.min(Math.round(span.durationSec * sampleRateHz), samples.length - first));
  const attack = span.attackSec * sampleRateHz;
  const release = span.releaseSec * sampleRateHz;
  const envelope = new Float32Array(length).fill(1);
  for (let i = 0; i < Math.min(length, attack); i++) envelope[i]! *= smoothStep(i / attack);
  for (let i = 0; i < Math.min(length, release); i++) envelope[length - 1 - i]! *= smoothStep(i / release);
  return { first, envelope };
}

/** From 0 at 0 to 1 at 1, level at both ends. */
function smoothStep(share: number): number {
  return share * share * (3 - 2 * share);
}
