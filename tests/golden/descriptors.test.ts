import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_COLUMNS, descriptorsFromVector, isSilent } from '../../src/domain/descriptors.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import reference from '../fixtures/reference/descriptors.json' with { type: 'json' };
import { plainDescriptors } from '../referenceImplementations/plainDescriptors.ts';
import { readReferenceAudio } from '../support/referenceAudio.ts';

/** The largest |a − b| / max(|b|, 1e-3) and the descriptor it is in [D9]. */
function worst(actual: ArrayLike<number>, expected: Readonly<Record<string, number>>) {
  return DESCRIPTOR_COLUMNS.map((name, i) => {
    const b = expected[name]!;
    return { name, error: Math.abs(actual[i]! - b) / Math.max(Math.abs(b), 1e-3) };
  }).reduce((a, b) => (b.error > a.error || Number.isNaN(b.error) ? b : a));
}

describe('descriptors of the reference files', () => {
  it.each(reference.files)('[D1–D9] $file agrees with the 64-bit figures', (entry) => {
    const { sampleRateHz, channels } = readReferenceAudio(entry.file);
    expect([sampleRateHz, channels.length, channels[0]!.length]).toEqual([
      entry.sample_rate,
      entry.channels,
      entry.file_frames,
    ]);
    const analyser = new DescriptorAnalyser(sampleRateHz);
    analyser.push(mixToMono(channels));
    const { descriptors, frameCount } = analyser.finish();
    expect(frameCount).toBe(entry.stft_frames);
    expect(descriptors.length).toBe(12);
    expect(worst(descriptors, entry.float64)).toSatisfy((w: { error: number }) => w.error <= 1e-7);
  });

  it('[J7] of all of them the silent one alone counts as silent', () => {
    const silent = reference.files.filter(({ float64 }) =>
      isSilent(descriptorsFromVector(DESCRIPTOR_COLUMNS.map((column) => float64[column]))),
    );
    expect(silent.map(({ file }) => file)).toEqual(['silence-mono-44k1-s16.wav']);
  });

  it.each(reference.files)('[D9] the reference implementation agrees on $file', (entry) => {
    const { sampleRateHz, channels } = readReferenceAudio(entry.file);
    const plain = plainDescriptors(mixToMono(channels), sampleRateHz);
    expect(worst(plain, entry.float64)).toSatisfy((w: { error: number }) => w.error <= 1e-7);
  });
});
