import { describe, expect, it } from 'vitest';
import { integratedLoudness } from '../../src/ml/loudness/integratedLoudness.ts';
import { matchLoudness } from '../../src/ml/loudness/matchLoudness.ts';
import { readReferenceAudio } from '../support/referenceAudio.ts';

/** Stretches of a sine, each with its own peak level in dBFS. */
function sines(
  sampleRateHz: number,
  frequencyHz: number,
  stretches: readonly (readonly [levelDb: number, seconds: number])[],
): Float32Array {
  const out = new Float32Array(stretches.reduce((sum, [, seconds]) => sum + Math.round(seconds * sampleRateHz), 0));
  const turn = (2 * Math.PI * frequencyHz) / sampleRateHz;
  let n = 0;
  for (const [levelDb, seconds] of stretches) {
    const level = 10 ** (levelDb / 20);
    for (const end = n + Math.round(seconds * sampleRateHz); n < end; n++) out[n] = level * Math.sin(turn * n);
  }
  return out;
}

/** EBU Tech 3341 (2016), table 1: minimum requirements, stereo sine waves of 1000 Hz; all ±0.1 LU. */
const TECH_3341 = [
  { name: 'case 1', stretches: [[-23, 20]], lufs: -23 },
  { name: 'case 2', stretches: [[-33, 20]], lufs: -33 },
  {
    name: 'case 3',
    stretches: [
      [-36, 10],
      [-23, 60],
      [-36, 10],
    ],
    lufs: -23,
  },
  {
    name: 'case 4',
    stretches: [
      [-72, 10],
      [-36, 10],
      [-23, 60],
      [-36, 10],
      [-72, 10],
    ],
    lufs: -23,
  },
  {
    name: 'case 5',
    stretches: [
      [-26, 20],
      [-20, 20.1],
      [-26, 20],
    ],
    lufs: -23,
  },
] as const;

describe('loudness', () => {
  it.each([44_100, 48_000, 96_000])(
    '[E2] BS.1770: a sine of 997 Hz at 0 dBFS in one channel, %i Hz, is −3.01 LKFS',
    (rate) => {
      const sine = sines(rate, 997, [[0, 5]]);
      expect(integratedLoudness([sine], rate)).toBeCloseTo(-3.01, 1);
      expect(integratedLoudness([sine, new Float32Array(sine.length)], rate)).toBeCloseTo(-3.01, 1);
      expect(integratedLoudness([sine, sine], rate)).toBeCloseTo(0, 1);
    },
  );

  it.each(TECH_3341)('[E2] EBU Tech 3341, $name: $lufs LUFS', ({ stretches, lufs }) => {
    const sine = sines(48_000, 1000, stretches);
    expect(Math.abs(integratedLoudness([sine, sine], 48_000) - lufs)).toBeLessThanOrEqual(0.1);
  });

  it('[E2] silence has no loudness, and a short sound one of its own', () => {
    expect(integratedLoudness([new Float32Array(48_000)], 48_000)).toBe(-Infinity);
    expect(integratedLoudness([], 48_000)).toBe(-Infinity);
    expect(integratedLoudness([sines(48_000, 997, [[0, 0.2]])], 48_000)).toBeCloseTo(-3.01, 1);
  });

  it('[E2] matched sounds are equally loud, do not clip, and silence stays as it is', () => {
    const sounds = ['drums-mono-44k1-s16.flac', 'impulses-mono-44k1-s16.wav', 'silence-mono-44k1-s16.wav'].map(
      (file) => readReferenceAudio(file).channels,
    );
    const { gains, loudnessLkfs } = matchLoudness(sounds, 44_100);
    const matched = sounds.map((channels, i) => channels.map((channel) => channel.map((x) => x * gains[i]!)));
    const [first, second] = matched.map((channels) => integratedLoudness(channels, 44_100));
    expect(Math.abs(loudnessLkfs[0]! - loudnessLkfs[1]!)).toBeGreaterThan(1);
    expect(Math.abs(first! - second!)).toBeLessThan(0.05);
    expect(gains[2]).toBe(1);
    for (const [channel] of matched) expect(channel!.every((x) => Math.abs(x) <= 0.98 + 1e-6)).toBe(true);
  });
});
