import type { RandomState } from '../random/randomState.ts';
import { pattern, pick, type Recipe } from './music.ts';
import { addBurst, addGlide, addTone, type Track } from './voices.ts';

/** Adds one stroke. */
const kick = (track: Track, startSec: number, level: number) =>
  addGlide(track, {
    startSec,
    durationSec: 0.35,
    fromHz: 150,
    toHz: 48,
    vibratoShare: 0,
    level,
    attackSec: 0.002,
    releaseSec: 0.05,
    decaySec: 0.12,
  });

/** Adds one stroke. */
const snare = (track: Track, startSec: number, level: number, random: RandomState) => {
  const burst = { startSec, durationSec: 0.25, level, attackSec: 0.001, decaySec: 0.06, centreHz: 2800, q: 0.6 };
  addBurst(track, burst, random);
  addTone(track, {
    startSec,
    durationSec: 0.2,
    frequencyHz: 185,
    level: 0.5 * level,
    attackSec: 0.001,
    releaseSec: 0.02,
    partials: [1, 0.6],
    ratios: [1, 1.78],
    decaySec: 0.06,
  });
};

/** Adds one stroke. */
export const hat = (track: Track, startSec: number, level: number, decaySec: number, random: RandomState) => {
  const burst = { startSec, durationSec: decaySec * 6, level, attackSec: 0.001, decaySec, centreHz: 11_000, q: 1.2 };
  addBurst(track, burst, random);
};

export const kickAndSnare: Recipe = (track, random) => {
  pattern(track, 'x---x-o-', 0.24, (startSec, accent) => kick(track, startSec, 0.9 * accent));
  pattern(track, '--x---x-', 0.24, (startSec, accent) => snare(track, startSec, 0.8 * accent, random));
};

export const handDrums: Recipe = (track, random) => {
  pattern(track, 'xooxoxoo', 0.17, (startSec, accent) => {
    const frequencyHz = pick([180, 240, 330], random);
    addTone(track, {
      startSec,
      durationSec: 0.5,
      frequencyHz,
      level: 0.6 * accent,
      attackSec: 0.002,
      releaseSec: 0.05,
      partials: [1, 0.5, 0.35, 0.2],
      ratios: [1, 1.59, 2.14, 2.65],
      decaySec: 0.09,
    });
    const burst = { startSec, durationSec: 0.05, attackSec: 0.001, decaySec: 0.008, centreHz: 1500, q: 0.8 };
    addBurst(track, { ...burst, level: 0.3 * accent }, random);
  });
};

export const hiHats: Recipe = (track, random) => {
  pattern(track, 'xoxo', 0.125, (startSec, accent) => hat(track, startSec, 0.7 * accent, 0.02, random));
  pattern(track, '------x-', 0.125, (startSec) => hat(track, startSec, 0.6, 0.15, random));
};

export const sparseWoodblocks: Recipe = (track, random) => {
  pattern(track, 'x-----o---', 0.2, (startSec, accent) => {
    addTone(track, {
      startSec,
      durationSec: 0.15,
      frequencyHz: pick([820, 1100], random),
      level: 0.7 * accent,
      attackSec: 0.001,
      releaseSec: 0.02,
      partials: [1, 0.4],
      ratios: [1, 2.57],
      decaySec: 0.018,
    });
  });
};

export const rollingToms: Recipe = (track, random) => {
  pattern(track, 'xoxoxxoo', 0.14, (startSec, accent) => {
    const hz = pick([82, 110, 146], random);
    const glide = { durationSec: 0.45, vibratoShare: 0, attackSec: 0.002, releaseSec: 0.05, decaySec: 0.16 };
    addGlide(track, { ...glide, startSec, fromHz: hz * 1.4, toHz: hz, level: 0.6 * accent });
  });
};
