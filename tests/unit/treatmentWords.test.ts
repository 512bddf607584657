import { expect, it } from 'vitest';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import type { FittedTreatment, TreatmentFigures, TreatmentId } from '../../src/domain/treatments.ts';
import { declinedWords, treatmentWords } from '../../src/ui/listen/treatmentWords.ts';

const NO_CHANGE: TreatmentFigures = {
  airDb: 0,
  belowAirDb: 0,
  bodyDb: 0,
  crestDb: 0,
  attackDb: 0,
  rangeDb: 0,
  loudnessLu: 0,
};

function fittedWith(figures: Partial<TreatmentFigures>, isReached: boolean): FittedTreatment {
  return { parameters: PLUGIN_DEFAULTS, figures: { ...NO_CHANGE, ...figures }, isReached, isOpposite: false };
}

function wordsOf(treatment: TreatmentId, figures: Partial<TreatmentFigures>, isReached = true): string {
  const fitted: FittedTreatment = fittedWith(figures, isReached);
  return treatmentWords(treatment, null, fitted);
}

it('a treatment that does not do to a sound what it is meant to says so beside what it does', () => {
  expect(wordsOf('transients-back', { attackDb: 0.4 }, false)).toBe(
    'Fitted to this sound: attacks against the whole +0.4 dB, as loud as before. It falls short of what it is meant to do: this sound gives it too little to work on.',
  );
  expect(wordsOf('gentle-glue', { rangeDb: -0.38 }, false)).toMatch(/^Fitted.* −0\.4 dB, .* falls short of/u);
  expect(wordsOf('gentle-glue', { rangeDb: -1.2, loudnessLu: 0.3 })).toBe(
    'Fitted to this sound: range between loud and quiet parts −1.2 dB, loudness +0.3 LU.',
  );
});

it('what rounds to zero has no sign', () => {
  expect(wordsOf('tame-air', { airDb: -3.3, belowAirDb: -0.04, loudnessLu: -0.04 })).toBe(
    'Fitted to this sound: above 8 kHz −3.3 dB, below 0.0 dB, as loud as before.',
  );
});

it('[E4] says what each treatment that is not offered would do instead', () => {
  expect(declinedWords(new Map())).toBe('');
  const glue = fittedWith({ rangeDb: 0.71 }, false);
  const back = fittedWith({ attackDb: 0.2 }, false);
  expect(
    declinedWords(
      new Map([
        ['gentle-glue', glue],
        ['transients-back', back],
      ]),
    ),
  ).toBe(
    'Not offered, as this sound split like this would get the opposite: Transients back (attacks against the whole +0.2 dB), ' +
      'Gentle glue (range between loud and quiet parts +0.7 dB).',
  );
});
