import type { RandomState } from '../random/randomState.ts';
import { addBurst, addTrack, bandPass, createTrack, noiseLike, shape, type Track } from './voices.ts';

/** Centres of the first three formants of five vowels, in Hz, of a low voice. */
const VOWELS = [
  [730, 1090, 2440],
  [530, 1840, 2480],
  [270, 2290, 3010],
  [570, 840, 2410],
  [300, 870, 2240],
] as const;

const FORMANT_LEVELS = [1, 0.5, 0.25];

export interface Voice {
  /** Pitch in Hz; null for a whisper. */
  readonly pitchHz: number | null;
  /** All formants, as multiples of a low voice's. */
  readonly formantScale: number;
  readonly syllablesPerSec: number;
  readonly level: number;
}

interface Syllable {
  readonly startSec: number;
  readonly endSec: number;
  readonly vowel: (typeof VOWELS)[number];
  readonly stress: number;
}

/** Adds babble that moves like speech: vowels between formants, consonants of noise, pauses between phrases. */
export function addSpeech(track: Track, voice: Voice, random: RandomState): void {
  const { sampleRateHz, samples } = track;
  const durationSec = samples.length / sampleRateHz;
  const syllables = drawSyllables(durationSec, voice.syllablesPerSec, random);
  const source = createTrack(sampleRateHz, durationSec);
  const at = (timeSec: number) => syllables.find((s) => timeSec < s.endSec) ?? null;
  excite(source, voice.pitchHz, random);
  shape(source, (timeSec) => {
    const syllable = at(timeSec);
    if (syllable === null || timeSec < syllable.startSec) return 0;
    const progress = (timeSec - syllable.startSec) / (syllable.endSec - syllable.startSec);
    return syllable.stress * Math.sin(Math.PI * progress) ** 0.6;
  });
  for (const [n, level] of FORMANT_LEVELS.entries()) {
    const formant = { sampleRateHz, samples: source.samples.slice() };
    let centreHz: number = VOWELS[0][n]!;
    bandPass(
      formant,
      (timeSec) => (centreHz += 0.06 * ((at(timeSec)?.vowel[n] ?? centreHz) * voice.formantScale - centreHz)),
      8,
    );
    addTrack(track, formant, level * voice.level);
  }
  for (const { startSec, stress } of syllables) {
    if (random.double() < 0.6) continue;
    const burst = {
      startSec: Math.max(0, startSec - 0.05),
      durationSec: 0.09,
      attackSec: 0.02,
      decaySec: 0.03,
      q: 1.5,
    };
    addBurst(track, { ...burst, level: 0.3 * stress * voice.level, centreHz: 3000 + 4000 * random.double() }, random);
  }
}

function drawSyllables(durationSec: number, syllablesPerSec: number, random: RandomState): Syllable[] {
  const syllables: Syllable[] = [];
  let startSec = 0.1;
  while (startSec < durationSec - 0.3) {
    const lengthSec = (0.6 + 0.6 * random.double()) / syllablesPerSec;
    const vowel = VOWELS[Math.floor(random.double() * VOWELS.length)] ?? VOWELS[0];
    syllables.push({ startSec, endSec: startSec + lengthSec, vowel, stress: 0.5 + 0.5 * random.double() });
    startSec += lengthSec + (random.double() < 0.15 ? 0.35 + 0.3 * random.double() : 0.03);
  }
  return syllables;
}

/** Adds pulses of a falling, wavering pitch with some breath, or breath alone without a pitch. */
function excite(track: Track, pitchHz: number | null, random: RandomState): void {
  const { sampleRateHz, samples } = track;
  addTrack(track, noiseLike(track, pitchHz === null ? 0.5 : 0.02, random));
  if (pitchHz === null) return;
  let phase = 0;
  let rate = 0;
  for (let i = 0; i < samples.length; i++) {
    if (i % 64 === 0) {
      const timeSec = i / sampleRateHz;
      const sentence = (timeSec % 2.5) / 2.5;
      const contour = 1 + 0.18 * Math.sin(2.1 * timeSec) + 0.07 * Math.sin(7.3 * timeSec + 1) - 0.1 * sentence;
      rate = (pitchHz * contour) / sampleRateHz;
    }
    phase += rate;
    if (phase >= 1) phase -= 1;
    const closing = (1 - phase) * (1 - phase) * (1 - phase);
    samples[i]! += 1.6 * closing * closing - 0.2;
  }
}
