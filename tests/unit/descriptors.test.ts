import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileKernel } from '../../scripts/build-kernel.mjs';
import { AppError } from '../../src/domain/errors.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

describe('mixing to mono', () => {
  it('[D1] is the mean of all channels, rounded to 32-bit float', () => {
    const channels = [0.1, 0.2, 0.7, -0.3, 0.5, 0.9].map((v) => Float32Array.of(v, -v));
    const mean = channels.reduce((sum, channel) => sum + channel[0]!, 0) / 6;
    expect([...mixToMono(channels)]).toEqual([Math.fround(mean), Math.fround(-mean)]);
    expect([...mixToMono([Float32Array.of(1, 3), Float32Array.of(0, -1)])]).toEqual([0.5, 1]);
  });

  it('[D1] keeps float samples beyond ±1 and a single channel as it is', () => {
    const channel = Float32Array.of(3, -2);
    expect(mixToMono([channel])).toBe(channel);
    expect([...mixToMono([channel, channel])]).toEqual([3, -2]);
  });

  it('writes to the array it is given', () => {
    const out = new Float32Array(2);
    expect(mixToMono([Float32Array.of(1, 2)], out)).toBe(out);
    expect([...out]).toEqual([1, 2]);
  });

  it('refuses no channels and channels of different lengths', () => {
    expect(() => mixToMono([])).toThrow(RangeError);
    expect(() => mixToMono([new Float32Array(2), new Float32Array(3)])).toThrow(RangeError);
    expect(() => mixToMono([new Float32Array(2)], new Float32Array(3))).toThrow(RangeError);
  });
});

describe('the analyser', () => {
  it('[D8] refuses an empty signal', () => {
    expect(codeOf(() => new DescriptorAnalyser(44_100).finish())).toBe('no-audio');
    const analyser = new DescriptorAnalyser(44_100);
    analyser.push(new Float32Array(0));
    expect(codeOf(() => analyser.finish())).toBe('no-audio');
  });

  it.each([
    [1, 1],
    [2047, 1],
    [2048, 1],
    [3071, 1],
    [3072, 2],
    [34_816, 33],
  ])('[D2, D3] analyses %i samples as %i frames', (length, frames) => {
    const analyser = new DescriptorAnalyser(44_100);
    analyser.push(new Float32Array(length).fill(0.5));
    expect(analyser.sampleCount).toBe(length);
    expect(analyser.finish().frameCount).toBe(frames);
  });

  it('[D2] pads a short signal with zeros, not with what was analysed before', () => {
    const loud = new DescriptorAnalyser(44_100);
    loud.push(new Float32Array(5000).fill(0.9));
    loud.finish();
    const [short, padded] = [900, 2048].map((length) => {
      const analyser = new DescriptorAnalyser(44_100);
      const samples = new Float32Array(length);
      samples.fill(0.25, 0, 900);
      analyser.push(samples);
      return analyser.finish().descriptors;
    });
    expect(short).toEqual(padded);
  });

  it('counts samples that are not finite, knows the first, and makes no descriptors of them', () => {
    const analyser = new DescriptorAnalyser(44_100);
    analyser.push(new Float32Array(50_001));
    expect(analyser.nonFinite).toBeNull();
    const bad = new Float32Array(40_000);
    bad[6] = Number.NaN;
    bad[39_999] = Infinity;
    analyser.push(bad);
    expect(analyser.nonFinite).toEqual({ count: 2, firstSample: 50_007 });
    analyser.push(Float32Array.of(0, -Infinity));
    analyser.push(new Float32Array(200_000));
    expect(analyser.nonFinite).toEqual({ count: 3, firstSample: 50_007 });
    expect(analyser.sampleCount).toBe(290_003);
    expect(codeOf(() => analyser.finish())).toBe('bad-samples');
  });

  it('is not disturbed by what an analyser before it refused', () => {
    const refused = new DescriptorAnalyser(44_100);
    refused.push(new Float32Array(3000).fill(Number.NaN));
    expect(codeOf(() => refused.finish())).toBe('bad-samples');
    const analyser = new DescriptorAnalyser(44_100);
    for (let i = 0; i < 3000; i++) analyser.push(Float32Array.of(0.5));
    expect(analyser.nonFinite).toBeNull();
    expect(analyser.finish().descriptors[0]).toBeGreaterThan(-10);
  });

  it('ends with finish', () => {
    const analyser = new DescriptorAnalyser(44_100);
    analyser.push(new Float32Array(10));
    analyser.finish();
    expect(() => analyser.push(new Float32Array(10))).toThrow('finished');
    expect(() => analyser.finish()).toThrow('finished');
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses the sample rate %d', (rate) => {
    expect(() => new DescriptorAnalyser(rate)).toThrow(RangeError);
  });

  it('analyses with the kernel that its source compiles to', async () => {
    const path = new URL('../../src/ml/kernel/kernelBytes.ts', import.meta.url);
    expect(readFileSync(path, 'utf8')).toBe(await compileKernel());
  });
});
