import { describe, expect, it } from 'vitest';
import { PLUGIN_DEFAULTS, type PluginParameters } from '../../src/domain/pluginParameters.ts';
import { soloedParameters } from '../../src/domain/soloedParameters.ts';
import { renderLoop } from '../../src/ml/listening/renderLoop.ts';
import { renderStems } from '../../src/ml/listening/renderStems.ts';
import { pluginStateOf } from '../../src/ml/plugin/pluginStateOf.ts';
import { PluginTwin } from '../../src/ml/plugin/pluginTwin.ts';
import { renderPlugin } from '../../src/ml/plugin/renderPlugin.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import reference from '../fixtures/reference/plugin_runtime.json' with { type: 'json' };
import { referenceSettings } from '../support/pluginReference.ts';
import { readReferenceAudio } from '../support/referenceAudio.ts';

const MODEL = await loadShippedModel();
const DRUMS = 'drums-mono-44k1-s16.flac';
const SOUNDS = [DRUMS, 'plucks-stereo-48k-s24.flac'];
const NULL_DB = -90;

/** What a treatment may do at once: filters, gains, routes, saturation, gate. */
const TREATED: PluginParameters = {
  ...PLUGIN_DEFAULTS,
  autoLevel: 0,
  outputGainDb: -3,
  saturationAmount: 0.2,
  driveFromLevel: 0.5,
  gateEnable: 1,
  gateThreshold: -4,
  clusterGainDb0: 4,
  clusterHpHz1: 300,
  clusterLpHz2: 4000,
};

function main(channels: readonly Float32Array[], sampleRateHz: number, parameters: PluginParameters) {
  return renderPlugin(channels, pluginStateOf(parameters), {
    sampleRateHz,
    auxCount: 0,
    bend: MODEL,
    start: 'plugin',
    isInTime: true,
    tailSamples: 0,
  }).main;
}

function rms(signal: Float32Array): number {
  return Math.sqrt(signal.reduce((sum, x) => sum + x * x, 0) / signal.length);
}

/** How far a − b is below b, in dB. */
function nullDepth(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return 20 * Math.log10(Math.max(rms(a.map((x, n) => x - b[n]!)), 1e-30) / rms(b));
}

function sumOf(parts: readonly Float32Array[]): Float32Array {
  return parts.reduce((sum, part) => sum.map((x, n) => x + part[n]!));
}

describe('the parts of a sound', () => {
  it.each(SOUNDS)('[G4] [G6] sum test: the stems of %s sum to its main output, whatever the treatment', (file) => {
    const { channels, sampleRateHz } = readReferenceAudio(file);
    const whole = main(channels, sampleRateHz, TREATED);
    // Where they go does not matter, nor how many of them are rendered at once.
    const routed = pluginStateOf({ ...TREATED, clusterRoute0: 3, clusterRoute2: 1, outputMode: 2 });
    const stems = [...renderStems(channels, sampleRateHz, routed, MODEL, 3 * channels.length * channels[0]!.length)];
    expect(stems).toHaveLength(4);
    whole.forEach((channel, c) =>
      expect(nullDepth(sumOf(stems.map((stem) => stem[c]!)), channel)).toBeLessThan(NULL_DB),
    );
    // None of them is the whole or nothing: the test would say nothing.
    for (const stem of stems) expect(nullDepth(stem[0]!, whole[0]!)).toBeGreaterThan(-40);
  });

  it('[E1] a soloed cluster is its stem, and without solo a state stays what it is', () => {
    const { channels, sampleRateHz } = readReferenceAudio(DRUMS);
    const [, second] = [...renderStems(channels, sampleRateHz, pluginStateOf(TREATED), MODEL)];
    const [solo] = main(channels, sampleRateHz, soloedParameters({ ...TREATED, autoLevel: 1, outputMode: 4 }, [1]));
    expect(nullDepth(solo!, second![0]!)).toBeLessThan(NULL_DB);
    expect(soloedParameters(TREATED, [])).toBe(TREATED);
  });

  it('[C1–C7, P1–P6] with the bend off and from sample 0 on, masks are those of every unmarked frame of the reference', () => {
    let compared = 0;
    for (const file of reference) {
      const { channels, sampleRateHz } = readReferenceAudio(file.file);
      const used = channels.slice(0, 2);
      const state = pluginStateOf(PLUGIN_DEFAULTS);
      const twin = new PluginTwin(
        { sampleRateHz, channelCount: used.length, auxCount: 0, bend: 'off', start: 'sample 0' },
        { ...state, split: { ...state.split, ...referenceSettings(file) } },
      );
      const output = used.map(() => new Float32Array(1024));
      const golden = new Map(file.frames.map((frame) => [frame.frame, frame]));
      for (let at = 0; at + 1024 <= channels[0]!.length; at += 1024) {
        twin.process(
          used.map((channel) => channel.subarray(at, at + 1024)),
          output,
        );
        const { count, masks } = twin.lastFrame;
        const expected = golden.get(count - 1);
        if (expected === undefined || expected.rounding_sensitive) continue;
        expected.perceptual_masks.flat().forEach((mask, i) => expect(Math.abs(masks[i]! - mask)).toBeLessThan(1e-3));
        compared++;
      }
      expect(twin.lastFrame.effective).toMatchObject({ distancePenalty: referenceSettings(file).distancePenalty });
    }
    expect(compared).toBeGreaterThan(50);
  });
});

describe('one turn of a loop', () => {
  const SOLO = pluginStateOf(soloedParameters(PLUGIN_DEFAULTS, [1]));

  it('[E2] is as long as the excerpt, begins and ends in silence, and is what a long play of the loop gives', () => {
    const { channels, sampleRateHz } = readReferenceAudio(DRUMS);
    const excerpt = channels.map((channel) => channel.slice(10_000, 60_000));
    const once = renderLoop(excerpt, sampleRateHz, SOLO, MODEL);
    expect(once.maskChange).toBeGreaterThan(0);
    expect(once.maskContrast).toBeGreaterThan(0.25);
    expect(once.maskContrast).toBeLessThanOrEqual(1);
    const [turn] = once.channels;
    expect(turn).toHaveLength(50_000);
    expect(Math.abs(turn![0]!) + Math.abs(turn!.at(-1)!)).toBe(0);
    const long = new Float32Array(4 * 50_000);
    for (let at = 0; at < long.length; at += 50_000) long.set(excerpt[0]!, at);
    const played = main([long], sampleRateHz, soloedParameters(PLUGIN_DEFAULTS, [1]))[0]!.subarray(100_000, 150_000);
    expect(nullDepth(turn!.subarray(1000, 49_000), played.subarray(1000, 49_000))).toBeLessThan(NULL_DB);
  });

  it('[E2] a short excerpt goes round long enough for the masks to settle', () => {
    const { channels, sampleRateHz } = readReferenceAudio(DRUMS);
    const excerpt = channels[0]!.slice(0, 12_000);
    const [out] = renderLoop([excerpt], sampleRateHz, SOLO, MODEL).channels;
    expect(out).toHaveLength(12_000);
    const [cold] = main([excerpt], sampleRateHz, soloedParameters(PLUGIN_DEFAULTS, [1]));
    expect(nullDepth(cold!.subarray(1000, 11_000), out!.subarray(1000, 11_000))).toBeGreaterThan(-20);
  });
});
