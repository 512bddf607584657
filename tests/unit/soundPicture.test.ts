import { expect, it } from 'vitest';
import { perceptualBins } from '../../src/ml/plugin/perceptualBins.ts';
import { soundPicture } from '../../src/ml/plugin/soundPicture.ts';

const SAMPLE_RATE_HZ = 44_100;

/** Silence, then a tone of the same length. */
function silenceThenTone(frequencyHz: number): Float32Array {
  const half = 2 * SAMPLE_RATE_HZ;
  return Float32Array.from({ length: 2 * half }, (_, n) =>
    n < half ? 0 : 0.5 * Math.sin((2 * Math.PI * frequencyHz * n) / SAMPLE_RATE_HZ),
  );
}

it('[P2] the picture of a tone is brightest in the bin of its frequency, and dark while there is silence', () => {
  const { columns, levels } = soundPicture([silenceThenTone(1000)], SAMPLE_RATE_HZ, 20);
  const rows = levels.length / columns;
  const { edges } = perceptualBins(SAMPLE_RATE_HZ);
  const toneBin = (1000 * 2048) / SAMPLE_RATE_HZ;
  const expected = edges.findIndex((_, i) => edges[i]! <= toneBin && toneBin < edges[i + 1]!);
  expect(Math.max(...levels.subarray(0, 9 * rows))).toBe(0);
  const last = [...levels.subarray(19 * rows)];
  expect(last.indexOf(Math.max(...last))).toBe(expected);
  expect(levels[19 * rows + expected]).toBeGreaterThan(250);
});

it('a sound shorter than one frame gives a dark picture', () => {
  expect(Math.max(...soundPicture([new Float32Array(100).fill(0.5)], SAMPLE_RATE_HZ, 8).levels)).toBe(0);
});
