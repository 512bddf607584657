import { expect, it } from 'vitest';
import type { RidgeParameters } from '../../src/domain/model.ts';
import { resample, StreamResampler } from '../../src/ml/dsp/resample.ts';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { measuredCalls } from '../../src/workers/compute/measuredTrials.ts';
import { renderingCalls } from '../../src/workers/compute/rendering.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { somePluginModel } from '../support/someModels.ts';

const SHIPPED = { model: null, rateHz: null };

it('[B1] a sound is traced along all of its length, and only its loudest part comes back for treatments', async () => {
  const sampleRateHz = 8000;
  const channel = Float32Array.from({ length: 6 * sampleRateHz }, (_, n) => {
    const isLoud = n >= 4 * sampleRateHz && n < 5 * sampleRateHz;
    return (isLoud ? 0.5 : 0.01) * Math.sin(n / 3);
  });
  const sound = { channels: [channel], sampleRateHz };
  const { updates, part } = await renderingCalls.traceSound(sound, PLUGIN_DEFAULTS, 1, SHIPPED);
  expect(updates).toEqual(await renderingCalls.traceKnobs(sound, PLUGIN_DEFAULTS, SHIPPED));
  expect(updates.length).toBeGreaterThan(0);
  expect(part).toEqual({ channels: [channel.slice(4 * sampleRateHz, 5 * sampleRateHz)], sampleRateHz });
});

const RATE_HZ = 44_100;
/** A second of tones that change. */
const SOUND = Float32Array.from({ length: 44_100 }, (_, n) => 0.4 * Math.sin(n / (3 + n / 20_000)));
const MINE: RidgeParameters = { ...somePluginModel(4).parameters, intercept: [2.4, 0.2, 1, 0, 2] };

it('[B4] a sound is heard by the model that was built into the plugin, and at the project’s rate', async () => {
  const sound = { channels: [SOUND], sampleRateHz: RATE_HZ };
  const traced = async (plugin: { readonly model: typeof MINE | null; readonly rateHz: number | null }) =>
    renderingCalls.traceKnobs(sound, PLUGIN_DEFAULTS, plugin);
  const shipped = await traced(SHIPPED);
  expect(await traced({ model: await loadShippedModel(), rateHz: RATE_HZ })).toEqual(shipped);
  const built = await traced({ ...SHIPPED, model: MINE });
  expect(built).toHaveLength(shipped.length);
  expect(built.at(-1)?.inferred).not.toEqual(shipped.at(-1)?.inferred);
  const faster = await traced({ ...SHIPPED, rateHz: 2 * RATE_HZ });
  expect(faster.map(({ share }) => share)).not.toEqual(shipped.map(({ share }) => share));
});

it('[J8] what the judge hears of a file is cut and traced at the project’s rate', async () => {
  const setup = { clusterCount: 4, model: null, rateHz: RATE_HZ / 2 };
  const heard = await measuredCalls.cutSegments([SOUND], RATE_HZ, setup);
  expect(heard.segments.map(({ length }) => length)).toEqual([0, 1, 2, 3].map(() => 3 * RATE_HZ));
  const slower = resample(SOUND, RATE_HZ, RATE_HZ / 2);
  const same = await measuredCalls.cutSegments([slower], RATE_HZ / 2, setup);
  expect(heard.bend).toEqual(same.bend);
});

it('a signal that arrives in blocks is resampled as it is whole', () => {
  for (const [fromHz, toHz] of [
    [44_100, 48_000],
    [96_000, 44_100],
  ] as const) {
    const stream = new StreamResampler(fromHz, toHz);
    const parts: Float32Array[] = [];
    for (let at = 0; at < SOUND.length; at += 1777) parts.push(stream.push(SOUND.subarray(at, at + 1777)));
    parts.push(stream.finish());
    const joined = Float32Array.from(parts.flatMap((part) => Array.from(part)));
    const whole = resample(SOUND, fromHz, toHz);
    expect(joined).toHaveLength(whole.length);
    expect(Math.max(...joined.map((value, n) => Math.abs(value - whole[n]!)))).toBeLessThan(1e-6);
  }
});

it('[E1] a render says how loud it becomes, also beyond full scale', async () => {
  const sound = { channels: [SOUND], sampleRateHz: RATE_HZ };
  const state = { ...PLUGIN_DEFAULTS, autoLevel: 0, outputGainDb: 12 };
  const { wav, peak } = await renderingCalls.renderWav(sound, state, SHIPPED);
  const samples = new Float32Array((await wav.arrayBuffer()).slice(-4 * SOUND.length));
  expect(peak).toBeGreaterThan(1);
  expect(peak).toBe(Math.max(...samples.map(Math.abs)));
});
