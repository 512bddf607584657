import { durationOf, emptyLike, noteHz, pattern, sawtooth, type Recipe } from './music.ts';
import { rain } from './noisyRecipes.ts';
import { hat, kickAndSnare } from './percussiveRecipes.ts';
import { glassBells, slowPad } from './tonalRecipes.ts';
import { addSpeech } from './speech.ts';
import { addBurst, addTone, addTrack, lowPass, noiseLike, shape } from './voices.ts';

export const lowVoice: Recipe = (track, random) => {
  addSpeech(track, { pitchHz: 105, formantScale: 1, syllablesPerSec: 4.2, level: 1 }, random);
};

export const highVoice: Recipe = (track, random) => {
  addSpeech(track, { pitchHz: 220, formantScale: 1.17, syllablesPerSec: 5.5, level: 1 }, random);
};

export const whisper: Recipe = (track, random) => {
  addSpeech(track, { pitchHz: null, formantScale: 1.1, syllablesPerSec: 3.6, level: 1 }, random);
};

export const smallBand: Recipe = (track, random) => {
  kickAndSnare(track, random);
  pattern(track, 'xx', 0.12, (startSec) => hat(track, startSec, 0.15, 0.02, random));
  for (let startSec = 0.05, i = 0; startSec < durationOf(track); startSec += 0.48, i++) {
    const tone = { startSec, durationSec: 0.46, attackSec: 0.01, releaseSec: 0.1 };
    const root = [40, 40, 45, 47][Math.floor(i / 4) % 4] ?? 40;
    addTone(track, { ...tone, frequencyHz: noteHz(root), level: 0.35, partials: sawtooth(6) });
    for (const interval of [24, 28, 31]) {
      addTone(track, { ...tone, frequencyHz: noteHz(root + interval), level: 0.07, partials: sawtooth(8) });
    }
  }
};

export const voiceOverPad: Recipe = (track, random) => {
  slowPad(track, random);
  addSpeech(track, { pitchHz: 150, formantScale: 1.05, syllablesPerSec: 4.5, level: 0.8 }, random);
};

export const bellsInRain: Recipe = (track, random) => {
  const drops = emptyLike(track);
  rain(drops, random);
  glassBells(track, random);
  addTrack(track, drops, 0.4);
};

export const engineAndBeeps: Recipe = (track, random) => {
  const tone = { startSec: 0, durationSec: durationOf(track), attackSec: 0.5, releaseSec: 0.5 };
  for (const frequencyHz of [41, 41.7, 82.6])
    addTone(track, { ...tone, frequencyHz, level: 0.15, partials: sawtooth(20) });
  addTrack(track, lowPass(noiseLike(track, 1, random), 300, 2), 0.5);
  shape(track, (timeSec) => 0.8 + 0.2 * Math.sin(9 * timeSec));
  pattern(track, 'xx----', 0.25, (startSec) => {
    const beep = { startSec, durationSec: 0.18, attackSec: 0.01, releaseSec: 0.01, partials: [1, 0, 0.2] };
    addTone(track, { ...beep, frequencyHz: 1760, level: 0.25 });
  });
};

export const quietRoom: Recipe = (track, random) => {
  addTrack(track, lowPass(noiseLike(track, 0.004, random), 800));
  const hum = { startSec: 0, durationSec: durationOf(track), attackSec: 0.3, releaseSec: 0.3, partials: [1, 0.3, 0.2] };
  addTone(track, { ...hum, frequencyHz: 50, level: 0.002 });
  pattern(track, 'x-o-', 0.5, (startSec, accent) => {
    const tick = { startSec, durationSec: 0.04, attackSec: 0.001, decaySec: 0.005, centreHz: 3500, q: 3 };
    addBurst(track, { ...tick, level: 0.12 * accent }, random);
  });
};
