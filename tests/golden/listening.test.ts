import type { ClusterSettings } from '../../src/domain/clusterSettings.ts';
import { describe, expect, it } from 'vitest';
import type { ClusterMix, ClusterTone } from '../../src/domain/clusterMix.ts';
import { soloMix, untouchedMix } from '../../src/domain/clusterMix.ts';
import { ClusterRenderer } from '../../src/ml/listening/clusterRenderer.ts';
import { renderClusters } from '../../src/ml/listening/renderClusters.ts';
import { renderLoop } from '../../src/ml/listening/renderLoop.ts';
import { SEARCH_SETTINGS } from '../../src/ml/plugin/clusterSettings.ts';
import { UNPREDICTED } from '../../src/ml/plugin/pluginModel.ts';
import reference from '../fixtures/reference/plugin_runtime.json' with { type: 'json' };
import { referenceSettings } from '../support/pluginReference.ts';
import { readReferenceAudio } from '../support/referenceAudio.ts';

const SETTINGS: ClusterSettings = { ...SEARCH_SETTINGS, ...UNPREDICTED, clusterCount: 4 };
const OTHER_SETTINGS: ClusterSettings = { ...SETTINGS, distancePenalty: 2.5, minimaxStrength: 0.98, normRate: 0.001 };
const SOUNDS = ['drums-mono-44k1-s16.flac', 'plucks-stereo-48k-s24.flac', 'noise-stereo-44k1-f32.wav'];
const NULL_DB = -90;

function decibels(error: number, of: number): number {
  return 20 * Math.log10(Math.max(error, 1e-30) / of);
}

function rms(signal: Float32Array): number {
  return Math.sqrt(signal.reduce((sum, x) => sum + x * x, 0) / signal.length);
}

/** How far a − b is below b, in dB. */
function nullDepth(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return decibels(rms(a.map((x, n) => x - b[n]!)), rms(b));
}

function withTone(c: number, change: Partial<ClusterTone>, mix = 1): ClusterMix {
  const { tones } = untouchedMix(4);
  return { mix, tones: tones.with(c, { ...tones[c]!, ...change }) };
}

describe('the plugin as it is heard', () => {
  it.each(SOUNDS)('[E1] null test: with all gains at 0 dB and mix 1, %s comes out as it went in', (file) => {
    const { channels, sampleRateHz } = readReferenceAudio(file);
    const { channels: out } = renderClusters(channels, sampleRateHz, SETTINGS, untouchedMix(4));
    channels.forEach((channel, c) => expect(nullDepth(out[c]!, channel)).toBeLessThan(NULL_DB));
  });

  it.each(SOUNDS)('[E1] sum test: the clusters of %s, each soloed, sum to the sound', (file) => {
    const { channels, sampleRateHz } = readReferenceAudio(file);
    const solos = [0, 1, 2, 3].map((c) => renderClusters(channels, sampleRateHz, SETTINGS, soloMix(4, c)).channels);
    channels.forEach((channel, at) => {
      const sum = channel.map((_, n) => solos.reduce((total, solo) => total + solo[at]![n]!, 0));
      expect(nullDepth(sum, channel)).toBeLessThan(NULL_DB);
    });
    // None of them is the sound itself, or nothing: the test would say nothing.
    for (const solo of solos) expect(rms(solo[0]!)).toBeGreaterThan(0);
    expect(Math.max(...solos.map((solo) => nullDepth(solo[0]!, channels[0]!)))).toBeGreaterThan(-20);
  });

  it('[E1] its masks are those of the plugin in every unmarked frame of the reference', () => {
    let compared = 0;
    for (const file of reference) {
      const { channels, sampleRateHz } = readReferenceAudio(file.file);
      const renderer = new ClusterRenderer({
        sampleRateHz,
        channelCount: Math.min(channels.length, 2),
        mix: untouchedMix(file.settings.K),
        candidates: [referenceSettings(file)],
      });
      const output = channels.slice(0, 2).map(() => new Float32Array(1024));
      const golden = new Map(file.frames.map((frame) => [frame.frame, frame]));
      for (let at = 0; at + 1024 <= channels[0]!.length; at += 1024) {
        renderer.process(
          channels.slice(0, 2).map((channel) => channel.subarray(at, at + 1024)),
          output,
        );
        const expected = golden.get(renderer.lastFrame.frame);
        if (expected === undefined || expected.rounding_sensitive || renderer.frameCount === 0) continue;
        expected.perceptual_masks
          .flat()
          .forEach((mask, i) => expect(Math.abs(renderer.lastFrame.masks[i]! - mask)).toBeLessThan(1e-3));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  it('[E1] muted clusters are missing, and mix 0 is the sound itself', () => {
    const { channels, sampleRateHz } = readReferenceAudio(SOUNDS[0]!);
    const [solo] = renderClusters(channels, sampleRateHz, SETTINGS, soloMix(4, 2)).channels;
    const [rest] = renderClusters(channels, sampleRateHz, SETTINGS, withTone(2, { muted: true })).channels;
    expect(
      nullDepth(
        rest!.map((x, n) => x + solo![n]!),
        channels[0]!,
      ),
    ).toBeLessThan(NULL_DB);
    const [dry] = renderClusters(channels, sampleRateHz, SETTINGS, withTone(2, { muted: true }, 0)).channels;
    expect(nullDepth(dry!, channels[0]!)).toBeLessThan(NULL_DB);
  });

  it('[E1] gain and filters of all clusters act on a tone by the plugin’s formula', () => {
    const sampleRateHz = 44_100;
    const frequencyHz = 1000;
    const tone = Float32Array.from(
      { length: 44_100 },
      (_, n) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * n) / sampleRateHz),
    );
    const each: ClusterTone = { gain: 0.5, muted: false, soloed: false, highPassHz: 800, lowPassHz: 2000 };
    const mix: ClusterMix = { mix: 0.75, tones: [each, each, each, each] };
    const [out] = renderClusters([tone], sampleRateHz, SETTINGS, mix).channels;
    const square = frequencyHz ** 2;
    const wet = 0.5 * (square / (square + 800 ** 2)) ** 2 * (2000 ** 2 / (square + 2000 ** 2)) ** 2;
    const middle = (signal: Float32Array) => rms(signal.subarray(10_000, 34_000));
    expect(middle(out!) / middle(tone)).toBeCloseTo(0.25 + 0.75 * wet, 2);
  });

  it('[E1] another candidate takes over without a click and ends where it would have been from the start', () => {
    const sampleRateHz = 44_100;
    const { channels } = readReferenceAudio('tone-440-mono-44k1-s16.wav');
    const sound = channels[0]!;
    const renderer = new ClusterRenderer({
      sampleRateHz,
      channelCount: 1,
      candidates: [SETTINGS, OTHER_SETTINGS],
      mix: soloMix(4, 1),
    });
    const out = new Float32Array(sound.length);
    const switchAt = 40_960;
    for (let at = 0; at + 128 <= sound.length; at += 128) {
      if (at === switchAt) renderer.choose(1);
      renderer.process([sound.subarray(at, at + 128)], [out.subarray(at, at + 128)]);
    }
    const latency = renderer.latencySamples;
    const alone = [SETTINGS, OTHER_SETTINGS].map(
      (settings) => renderClusters([sound], sampleRateHz, settings, soloMix(4, 1)).channels[0]!,
    );
    const compare = (from: number, to: number, other: Float32Array) =>
      Math.max(...out.subarray(from, to).map((x, n) => Math.abs(x - other[from - latency + n]!)));
    expect(compare(latency, switchAt, alone[0]!)).toBeLessThan(1e-6);
    expect(compare(switchAt + 6 * 1024, sound.length - 128, alone[1]!)).toBeLessThan(1e-6);
    // The two differ, so there is something to hide, and no step is steeper than those of the tone itself.
    expect(Math.abs(rms(alone[0]!) / rms(alone[1]!) - 1)).toBeGreaterThan(0.02);
    const steepest = (signal: Float32Array) =>
      signal.reduce((most, x, n) => Math.max(most, n === 0 ? 0 : Math.abs(x - signal[n - 1]!)), 0);
    expect(steepest(out.subarray(switchAt - 4096, switchAt + 12_288))).toBeLessThan(
      1.02 * Math.max(...alone.map((signal) => steepest(signal.subarray(switchAt - 8192, switchAt + 12_288)))),
    );
  });

  it('[E1] blocks of any length give the same result', () => {
    const { channels, sampleRateHz } = readReferenceAudio(SOUNDS[0]!);
    const sound = channels[0]!.subarray(0, 20_000);
    const render = (block: number) => {
      const renderer = new ClusterRenderer({
        sampleRateHz,
        channelCount: 1,
        candidates: [SETTINGS],
        mix: soloMix(4, 0),
      });
      const out = new Float32Array(sound.length);
      for (let at = 0; at < sound.length; at += block) {
        renderer.process([sound.subarray(at, at + block)], [out.subarray(at, at + block)]);
      }
      return out;
    };
    expect(render(128)).toEqual(render(1531));
  });

  it('[E1] a warm-up is heard but not given out', () => {
    const { channels, sampleRateHz } = readReferenceAudio(SOUNDS[0]!);
    const whole = renderClusters(channels, sampleRateHz, SETTINGS, soloMix(4, 1));
    const rest = renderClusters(channels, sampleRateHz, SETTINGS, soloMix(4, 1), 5000);
    expect(rest.channels[0]).toEqual(whole.channels[0]!.slice(5000));
    expect(rest.maskChange).toBeGreaterThan(0);
    expect(rest.maskContrast).toBeGreaterThan(0.25);
    expect(rest.maskContrast).toBeLessThanOrEqual(1);
  });

  it('[E1] refuses candidates of different numbers of clusters and more than two channels', () => {
    const candidates = [SETTINGS, { ...SETTINGS, clusterCount: 5 }];
    const setup = { sampleRateHz: 44_100, mix: untouchedMix(4) };
    expect(() => new ClusterRenderer({ ...setup, channelCount: 1, candidates })).toThrow(RangeError);
    expect(() => new ClusterRenderer({ ...setup, channelCount: 3, candidates: [SETTINGS] })).toThrow(RangeError);
  });
});

describe('one turn of a loop', () => {
  it('[E2] is as long as the excerpt, begins and ends in silence, and is what a long play of the loop gives', () => {
    const { channels, sampleRateHz } = readReferenceAudio(SOUNDS[0]!);
    const excerpt = channels.map((channel) => channel.subarray(10_000, 60_000));
    const once = renderLoop(excerpt, sampleRateHz, SETTINGS, 1).channels[0]!;
    expect(once).toHaveLength(50_000);
    expect(Math.abs(once[0]!) + Math.abs(once.at(-1)!)).toBe(0);
    const turns = 3;
    const long = new Float32Array(turns * 50_000);
    for (let turn = 0; turn < turns; turn++) long.set(excerpt[0]!, turn * 50_000);
    const played = renderClusters([long], sampleRateHz, SETTINGS, soloMix(4, 1)).channels[0]!.subarray(100_000);
    expect(nullDepth(once.subarray(1000, 45_000), played.subarray(1000, 45_000))).toBeLessThan(NULL_DB);
  });

  it('[E2] a short excerpt goes round long enough for the masks to settle', () => {
    const { channels, sampleRateHz } = readReferenceAudio(SOUNDS[0]!);
    const excerpt = channels[0]!.subarray(0, 12_000);
    const { channels: out } = renderLoop([excerpt], sampleRateHz, SETTINGS, 0);
    expect(out[0]).toHaveLength(12_000);
    const cold = renderClusters([excerpt], sampleRateHz, SETTINGS, soloMix(4, 0)).channels[0]!;
    expect(nullDepth(cold.subarray(1000, 11_000), out[0]!.subarray(1000, 11_000))).toBeGreaterThan(-20);
  });
});
