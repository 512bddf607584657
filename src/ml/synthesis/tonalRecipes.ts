import { PENTATONIC, durationOf, emptyLike, noteHz, pattern, pick, sawtooth, type Recipe } from './music.ts';
import { addGlide, addPluck, addTone, addTrack, bandPass, lowPass, noiseLike, shape } from './voices.ts';

export const organChord: Recipe = (track) => {
  const chords = [
    [48, 60, 64, 67],
    [53, 60, 65, 69],
    [55, 59, 62, 67],
    [48, 60, 64, 72],
  ];
  const lengthSec = durationOf(track) / chords.length;
  for (const [i, chord] of chords.entries()) {
    for (const note of chord) {
      addTone(track, {
        startSec: i * lengthSec,
        durationSec: lengthSec + 0.1,
        frequencyHz: noteHz(note),
        level: 0.2,
        attackSec: 0.05,
        releaseSec: 0.15,
        partials: [1, 0.8, 0.5, 0.4, 0, 0.2, 0, 0.15],
      });
    }
  }
};

export const pluckedStrings: Recipe = (track, random) => {
  pattern(track, 'xooxo', 0.22, (startSec, accent) => {
    const frequencyHz = noteHz(50 + pick(PENTATONIC, random));
    addPluck(track, { startSec, frequencyHz, level: 0.35 * accent, damping: 0.994 }, random);
  });
};

export const glassBells: Recipe = (track, random) => {
  for (let startSec = 0.05; startSec < durationOf(track) - 1; startSec += 0.5 + random.double()) {
    addTone(track, {
      startSec,
      durationSec: 3,
      frequencyHz: noteHz(76 + pick(PENTATONIC, random)),
      level: 0.3,
      attackSec: 0.002,
      releaseSec: 0.2,
      partials: [1, 0.6, 0.4, 0.25, 0.15],
      ratios: [1, 2.76, 5.4, 8.93, 13.3],
      decaySec: 0.7,
    });
  }
};

export const slowPad: Recipe = (track) => {
  for (const [i, note] of [45, 52, 57, 61, 64].entries()) {
    for (const detune of [0.996, 1.003]) {
      const partials = sawtooth(10);
      const tone = { startSec: 0, durationSec: durationOf(track), attackSec: 2.5, releaseSec: 2, level: 0.1, partials };
      addTone(track, { ...tone, frequencyHz: noteHz(note) * detune * (1 + 0.0007 * i) });
    }
  }
  lowPass(track, 700, 2);
};

export const brassSwell: Recipe = (track) => {
  const bright = emptyLike(track);
  for (const note of [46, 53, 58, 62]) {
    const tone = { startSec: 0, durationSec: durationOf(track), attackSec: 0.3, releaseSec: 0.4, level: 0.12 };
    addTone(track, { ...tone, frequencyHz: noteHz(note), partials: sawtooth(5) });
    addTone(bright, { ...tone, frequencyHz: noteHz(note), partials: Array.from({ length: 24 }, () => 0.25) });
  }
  const swell = (timeSec: number) => 0.5 - 0.5 * Math.cos((2 * Math.PI * timeSec) / 2.4);
  shape(track, (timeSec) => 0.15 + 0.85 * swell(timeSec));
  addTrack(
    track,
    shape(bright, (timeSec) => swell(timeSec) ** 3),
  );
};

export const whistledMelody: Recipe = (track, random) => {
  let note = 84;
  pattern(track, 'xxoxx-', 0.45, (startSec, accent) => {
    const next = 79 + pick(PENTATONIC, random);
    addGlide(track, {
      startSec,
      durationSec: 0.44,
      fromHz: noteHz(note),
      toHz: noteHz(next),
      vibratoShare: 0.008,
      level: 0.4 * (0.6 + 0.4 * accent),
      attackSec: 0.04,
      releaseSec: 0.08,
    });
    note = next;
  });
  addTrack(track, bandPass(noiseLike(track, 1, random), 2500, 2), 0.01);
};
