import { durationOf, growth, type Recipe } from './music.ts';
import { addBurst, addTrack, bandPass, lowPass, noiseLike, shape } from './voices.ts';

export const whiteHiss: Recipe = (track, random) => {
  addTrack(track, noiseLike(track, 0.3, random));
};

export const rain: Recipe = (track, random) => {
  addTrack(track, bandPass(noiseLike(track, 0.25, random), 4500, 0.4));
  for (let startSec = 0.02; startSec < durationOf(track); startSec += 0.03 * (0.2 + 2 * random.double())) {
    const burst = { startSec, durationSec: 0.03, attackSec: 0.001, decaySec: 0.006, q: 5 };
    addBurst(track, { ...burst, level: 0.9 * random.double() ** 2, centreHz: 1500 + 5000 * random.double() }, random);
  }
};

export const rumble: Recipe = (track, random) => {
  addTrack(track, lowPass(noiseLike(track, 1, random), 60, 3));
  shape(track, (timeSec) => 20 * (1 + 0.4 * Math.sin(1.3 * timeSec)));
};

export const wind: Recipe = (track, random) => {
  const centreHz = (timeSec: number) => 500 * 2 ** (1.2 * Math.sin(0.9 * timeSec) + 0.4 * Math.sin(2.7 * timeSec));
  addTrack(track, bandPass(noiseLike(track, 0.9, random), centreHz, 5));
  shape(track, (timeSec) => 0.5 + 0.35 * Math.sin(0.9 * timeSec) + 0.15 * Math.sin(3.1 * timeSec));
};

export const surf: Recipe = (track, random) => {
  addTrack(track, noiseLike(track, 0.8, random));
  const swell = (timeSec: number) => growth((timeSec / 2.5) % 1, 6);
  bandPass(track, (timeSec) => 300 + 3500 * swell(timeSec), 0.5);
  shape(track, (timeSec) => 0.01 + swell(timeSec));
};
