import { describe, expect, it } from 'vitest';
import { waveformOf } from '../../src/ml/dsp/waveform.ts';
import { placesInDataSet } from '../../src/ui/shared/text/place.ts';
import { DESCRIPTORS, type Descriptors } from '../../src/domain/descriptors.ts';

describe('the outline of a sound', () => {
  it('holds the least and the greatest sample of each column over all channels', () => {
    const { low, high } = waveformOf([Float32Array.of(0.1, -0.5, 0.2, 0.3), Float32Array.of(0, 0.9, 0, -0.1)], 2);
    expect([...low]).toEqual([-0.5, Math.fround(-0.1)]);
    expect([...high]).toEqual([Math.fround(0.9), Math.fround(0.3)]);
  });

  it('has no hole where there are more columns than samples, and none for no sound or no numbers', () => {
    expect([...waveformOf([Float32Array.of(0.5, -0.5)], 4).high]).toEqual([0.5, 0.5, -0.5, -0.5]);
    expect([...waveformOf([], 2).low]).toEqual([0, 0]);
    expect([...waveformOf([Float32Array.of(Number.NaN)], 1).high]).toEqual([0]);
  });
});

describe('the place in the data set', () => {
  it('counts how the others are spread', () => {
    const of = (value: number) =>
      Object.fromEntries(DESCRIPTORS.map(({ key }) => [key, value])) as unknown as Descriptors;
    const all = Float64Array.from([0, 0, 0.5, 1].flatMap((value) => DESCRIPTORS.map(() => value)));
    const { counts } = placesInDataSet(of(0.5), all).flatnessMedian;
    expect(counts?.[0]).toBe(2);
    expect(counts?.at(-1)).toBe(1);
    expect(counts?.reduce((sum, count) => sum + count, 0)).toBe(4);
  });
});
