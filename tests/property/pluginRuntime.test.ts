import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BIN_COUNT, FRAME_SAMPLES, symmetricHann } from '../../src/ml/dsp/spectrum.ts';
import { perceptualBins } from '../../src/ml/plugin/perceptualBins.ts';
import { PluginKernel } from '../../src/ml/kernel/pluginKernel.ts';
import { PluginSpectrum } from '../../src/ml/plugin/pluginSpectrum.ts';
import { RuntimeAnalyser } from '../../src/ml/plugin/runtimeAnalyser.ts';
import { nearestRank, RUNTIME_FRAME_VALUES, type RuntimeFrame } from '../../src/ml/plugin/runtimeFrame.ts';
import { RuntimeHistory } from '../../src/ml/plugin/runtimeHistory.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';
import { plainMeasuredBins } from '../referenceImplementations/plainMeasuredBins.ts';

const SEED = 71;
const RATE_HZ = 8000;

/** Noise whose level rises and falls. */
function noise(seed: number, samples: number): Float32Array {
  const rng = new DefaultRng(seed);
  return Float32Array.from({ length: samples }, (_, n) => rng.standardNormal() * (0.1 + 0.09 * Math.sin(n / 9000)));
}

function chord(samples: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, n) => 0.3 * Math.sin(n / 7) + 0.1 * Math.sin(n / 3.1));
}

function samplesOf(frames: number): number {
  return 1024 * (frames + 1);
}

describe('perceptual bins', () => {
  it('[P2] divide the whole spectrum at any sample rate, each bin with a line of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 400_000 }), (sampleRateHz) => {
        const { edges, centreHz, logFrequency } = perceptualBins(sampleRateHz);
        expect([edges[0], edges[64]]).toEqual([0, BIN_COUNT]);
        for (let i = 0; i < 64; i++) expect(edges[i + 1]).toBeGreaterThan(edges[i]!);
        expect([...centreHz]).toEqual([...centreHz].toSorted((a, b) => a - b));
        expect(Math.max(...logFrequency.map(Math.abs))).toBeLessThanOrEqual(1);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('[P2] need a rate that reaches above their lowest edge', () => {
    for (const rate of [0, 80, Number.NaN, Infinity]) expect(() => perceptualBins(rate)).toThrow(RangeError);
  });
});

describe('the plugin’s spectrum', () => {
  const spectrum = new PluginSpectrum();
  const magnitudes = new Float32Array(BIN_COUNT);

  it('[P1] is the unscaled transform of the symmetrically windowed frame', () => {
    const signal = noise(1, 3000);
    spectrum.magnitudes(signal, 500, magnitudes);
    for (const k of [0, 1, 2, 17, 511, 512, 1023, 1024]) {
      let re = 0;
      let im = 0;
      for (let n = 0; n < FRAME_SAMPLES; n++) {
        const x = signal[500 + n]! * symmetricHann(n);
        re += x * Math.cos((2 * Math.PI * k * n) / FRAME_SAMPLES);
        im += x * Math.sin((2 * Math.PI * k * n) / FRAME_SAMPLES);
      }
      expect(Math.abs(magnitudes[k]! - Math.hypot(re, im))).toBeLessThan(1e-5);
    }
  });

  it('[P1] is exactly 0 for silence', () => {
    spectrum.magnitudes(new Float32Array(FRAME_SAMPLES), 0, magnitudes);
    expect(magnitudes.every((value) => value === 0)).toBe(true);
  });

  it('[P1] averages the magnitudes of the first two channels, not their samples', () => {
    const left = noise(2, FRAME_SAMPLES);
    const inverted = left.map((x) => -x);
    const both = new Float32Array(BIN_COUNT);
    spectrum.magnitudes(left, 0, magnitudes);
    spectrum.channelMean([left, inverted, noise(3, FRAME_SAMPLES)], 0, both);
    both.forEach((value, k) => expect(value).toBeCloseTo(magnitudes[k]!, 4));
    expect(() => spectrum.channelMean([], 0, both)).toThrow(RangeError);
  });
});

describe('the plugin’s measurements of a frame', () => {
  const kernel = PluginKernel.instance;

  it.each([
    { of: 'one channel', rate: 44_100, channels: [noise(11, 4000)], at: 1024 },
    { of: 'two channels', rate: 8000, channels: [noise(12, 4000), noise(13, 4000)], at: 512 },
    { of: 'a chord', rate: 96_000, channels: [chord(4000)], at: 1000 },
    { of: 'silence', rate: 48_000, channels: [new Float32Array(4000)], at: 0 },
  ])('[P1–P3, P7] are those of the definitions for $of', ({ rate, channels, at }) => {
    kernel.select(FRAME_SAMPLES, '64-bit');
    kernel.divide(perceptualBins(rate).edges);
    channels.forEach((channel, c) => kernel.inputs[c]?.set(channel));
    kernel.measure(at, channels.length);
    const expected = plainMeasuredBins(channels, at, rate);
    expected.magnitudes.forEach((value, k) => {
      expect(Math.abs(kernel.magnitudes[k]! - value)).toBeLessThan(1e-7 * Math.max(1, value));
    });
    kernel.energy.forEach((value, i) => expect(value / (expected.energy[i]! || 1)).toBeCloseTo(value === 0 ? 0 : 1, 6));
    kernel.logEnergy.forEach((value, i) => expect(value).toBeCloseTo(expected.logEnergy[i]!, 5));
    expect(kernel.totalEnergy / (expected.totalEnergy || 1)).toBeCloseTo(kernel.totalEnergy === 0 ? 0 : 1, 6);
    expect(kernel.medianSlope).toBeCloseTo(expected.medianSlope, 5);
    expect(kernel.medianPeak).toBeCloseTo(expected.medianPeak, 5);
  });

  it('[P8] are no numbers where a sample is none, and good again in the next frame', () => {
    const signal = noise(14, 4000);
    kernel.divide(perceptualBins(RATE_HZ).edges);
    kernel.inputs[0].set(signal);
    kernel.measure(0, 1);
    const { medianSlope, totalEnergy } = kernel;
    kernel.inputs[0][700] = Number.NaN;
    kernel.measure(0, 1);
    expect([kernel.medianSlope, kernel.medianPeak, kernel.totalEnergy]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    kernel.inputs[0].set(signal);
    kernel.measure(0, 1);
    expect([kernel.medianSlope, kernel.totalEnergy]).toEqual([medianSlope, totalEnergy]);
  });
});

describe('the runtime analyser', () => {
  it('[P1] does not depend on how the signal is cut into blocks', () => {
    const channels = [noise(4, samplesOf(300) + 77), noise(5, samplesOf(300) + 77)];
    const whole = new RuntimeAnalyser(RATE_HZ, 16);
    whole.push(channels);
    const expected = whole.finish();
    expect(expected.map(({ startFrame }) => startFrame)).toEqual([0, 16, 32]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const analyser = new RuntimeAnalyser(RATE_HZ, 16);
        let at = 0;
        for (let block = 0; at < channels[0]!.length; block++) {
          const end = at + sizes[block % sizes.length]!;
          analyser.push(channels.map((channel) => channel.subarray(at, end)));
          at = end;
        }
        expect(analyser.finish()).toEqual(expected);
      }),
      { seed: SEED, numRuns: 5 },
    );
  });

  it('[P8] gives each window what the plugin shows at its end', () => {
    const signal = noise(6, samplesOf(270));
    const whole = new RuntimeAnalyser(RATE_HZ, 7);
    whole.push([signal]);
    const windows = whole.finish();
    expect(windows.map(({ startFrame, frameCount }) => [startFrame, frameCount])).toEqual([
      [0, 256],
      [7, 256],
      [14, 256],
    ]);
    for (const { startFrame, descriptors } of windows) {
      const part = new RuntimeAnalyser(RATE_HZ, 7);
      part.push([signal.subarray(0, samplesOf(startFrame + 256))]);
      expect(part.current()).toEqual(descriptors);
    }
  });

  it('[P8] has one window of a short signal, and none of one shorter than 24 frames', () => {
    const windowsOf = (frames: number) => {
      const analyser = new RuntimeAnalyser(RATE_HZ, 128);
      analyser.push([noise(7, samplesOf(frames))]);
      expect(analyser.frameCount).toBe(frames);
      expect(analyser.current().some((value) => value !== 0)).toBe(frames >= 24);
      return analyser.finish().map(({ frameCount }) => frameCount);
    };
    expect([1, 23, 24, 255, 256].map(windowsOf)).toEqual([[], [], [24], [255], [256]]);
  });

  it('[P1] refuses blocks whose channels change, and windows that do not advance', () => {
    const analyser = new RuntimeAnalyser(RATE_HZ, 128);
    expect(() => analyser.push([])).toThrow(RangeError);
    const other = new RuntimeAnalyser(RATE_HZ, 128);
    other.push([noise(8, 10)]);
    expect(() => other.push([noise(8, 10), noise(9, 10)])).toThrow(RangeError);
    for (const hop of [0, 1.5, Number.NaN]) expect(() => new RuntimeAnalyser(RATE_HZ, hop)).toThrow(RangeError);
  });
});

describe('the history', () => {
  const frame = (value: (name: string) => number): RuntimeFrame =>
    Object.fromEntries(RUNTIME_FRAME_VALUES.map((name) => [name, value(name)])) as RuntimeFrame;

  it('[P8] forgets all but the last 256 frames', () => {
    const rng = new DefaultRng(9);
    const frames = Array.from({ length: 600 }, () => frame(() => rng.standardNormal()));
    const long = new RuntimeHistory();
    for (const each of frames) long.push(each);
    const fresh = new RuntimeHistory();
    for (const each of frames.slice(-256)) fresh.push(each);
    expect(long.length).toBe(256);
    expect(long.descriptors()).toEqual(fresh.descriptors());
  });

  it('[P8] takes order statistics, spans and the share of silent frames', () => {
    const history = new RuntimeHistory();
    for (let t = 0; t < 101; t++) history.push(frame((name) => (name === 'energy' && t < 25 ? 0.09 : t + 10)));
    const median = 60;
    const [logMedian, logIqr, slope, flux, fluxIqr, ...rest] = history.descriptors();
    expect([logMedian, logIqr, slope, flux, fluxIqr]).toEqual([median, 50, median, median, 50]);
    expect(rest.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => median));
    // The plugin's 10th percentile of 101 values is the one at index 9.
    expect(rest[5]).toBe(86);
    expect(rest[6]).toBeCloseTo(25 / 101, 6);
  });

  it('[P8] turns what is not finite into 0', () => {
    const history = new RuntimeHistory();
    for (let t = 0; t < 30; t++) history.push(frame((name) => (name === 'slope' ? Infinity : 1)));
    expect(history.descriptors()[2]).toBe(0);
  });

  it('[P8] ranks at floor((n − 1)·p)', () => {
    const values = Float32Array.from({ length: 64 }, (_, i) => i);
    expect([0, 10, 50, 95, 100].map((percent) => nearestRank(values, percent))).toEqual([0, 6, 31, 59, 63]);
    expect(nearestRank(values.subarray(0, 61), 10)).toBe(5);
  });
});
