import { describe, expect, it } from 'vitest';
import { DESCRIPTORS } from '../../src/domain/descriptors.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import { DESCRIPTOR_HELP } from '../../src/ui/help/descriptorHelp.ts';
import { EXAMPLE_SOUNDS, synthesiseExampleSound } from '../../src/ml/synthesis/exampleSounds.ts';

const sounds = EXAMPLE_SOUNDS.map((_, i) => synthesiseExampleSound(i));
const descriptorRows = sounds.map(({ sampleRateHz, channels }) => {
  const analyser = new DescriptorAnalyser(sampleRateHz);
  analyser.push(mixToMono(channels));
  return analyser.finish().descriptors;
});

describe('the example sounds', () => {
  it('are 24 of five kinds, with names that sort and say what one hears', () => {
    expect(EXAMPLE_SOUNDS.length).toBe(24);
    expect(new Set(EXAMPLE_SOUNDS.map((s) => s.name)).size).toBe(24);
    expect([...new Set(EXAMPLE_SOUNDS.map((s) => s.kind))]).toEqual([
      'tonal',
      'percussive',
      'noisy',
      'speech',
      'mixture',
    ]);
    for (const { name, kind } of EXAMPLE_SOUNDS) expect(name).toMatch(new RegExp(`^${kind}-\\d\\d-[a-z-]+\\.wav$`));
  });

  it.each(EXAMPLE_SOUNDS.map(({ name }, i) => ({ name, i })))(
    '$name is finite, fades, and stays below 0.9',
    ({ i }) => {
      const { sampleRateHz, channels } = sounds[i]!;
      expect([44_100, 48_000]).toContain(sampleRateHz);
      expect([1, 2]).toContain(channels.length);
      for (const channel of channels) {
        const durationSec = channel.length / sampleRateHz;
        expect(durationSec).toBeGreaterThanOrEqual(6);
        expect(durationSec).toBeLessThanOrEqual(8);
        expect(channel.every((sample) => Math.abs(sample) <= 0.9001)).toBe(true);
        expect(channel.some((sample) => Math.abs(sample) > 0.02)).toBe(true);
        expect(Math.abs(channel[0]!)).toBe(0);
        expect(Math.abs(channel.at(-1)!)).toBe(0);
        const mean = channel.reduce((sum, sample) => sum + sample, 0) / channel.length;
        expect(Math.abs(mean)).toBeLessThan(0.01);
      }
    },
  );

  it('are the same each time', () => {
    for (const i of [1, 12, 17]) {
      const again = synthesiseExampleSound(i);
      expect(again.sampleRateHz).toBe(sounds[i]!.sampleRateHz);
      const bytes = ({ channels }: typeof again) => channels.map((channel) => Buffer.from(channel.buffer));
      expect(Buffer.concat(bytes(again)).equals(Buffer.concat(bytes(sounds[i]!)))).toBe(true);
    }
  });

  it('come in both rates, mono and stereo with channels that differ', () => {
    expect(new Set(sounds.map((s) => s.sampleRateHz)).size).toBe(2);
    expect(new Set(sounds.map((s) => s.channels.length)).size).toBe(2);
    for (const { channels } of sounds) if (channels.length === 2) expect(channels[0]).not.toEqual(channels[1]);
  });

  it('differ in every descriptor', () => {
    const leastSpread: Record<(typeof DESCRIPTORS)[number]['key'], number> = {
      logEnergyMedian: 8,
      logEnergyIqr: 8,
      spectralSlopeMedian: 2,
      spectralFluxMedian: 3,
      spectralFluxIqr: 3,
      peakinessMedian: 6,
      brightnessMedian: 0.8,
      flatnessMedian: 0.6,
      transientnessMedian: 0.03,
      lowHighRatio: 6,
      dynamicRangeProxy: 10,
      silenceRatio: 0.25,
    };
    for (const [d, { key }] of DESCRIPTORS.entries()) {
      const values = descriptorRows.map((row) => row[d]!);
      expect(values.every(Number.isFinite), key).toBe(true);
      expect(Math.max(...values) - Math.min(...values), key).toBeGreaterThan(leastSpread[key]);
    }
    expect(new Set(descriptorRows.map((row) => row.map((v) => Math.round(v * 100)).join())).size).toBe(24);
  });

  it('that Help plays for low and high of a descriptor lie at least half the range apart', () => {
    for (const [d, { key }] of DESCRIPTORS.entries()) {
      const { lowExample, highExample } = DESCRIPTOR_HELP[key];
      const column = descriptorRows.map((row) => row[d]!);
      const range = Math.max(...column) - Math.min(...column);
      expect(descriptorRows[highExample]![d]! - descriptorRows[lowExample]![d]!, key).toBeGreaterThan(range / 2);
    }
  });

  it('end at 24', () => {
    expect(() => synthesiseExampleSound(24)).toThrow(RangeError);
    expect(() => synthesiseExampleSound(-1)).toThrow(RangeError);
  });
});
