import { expect, it } from 'vitest';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { renderingCalls } from '../../src/workers/compute/rendering.ts';

it('[B1] a sound is traced along all of its length, and only its loudest part comes back for treatments', async () => {
  const sampleRateHz = 8000;
  const channel = Float32Array.from({ length: 6 * sampleRateHz }, (_, n) => {
    const isLoud = n >= 4 * sampleRateHz && n < 5 * sampleRateHz;
    return (isLoud ? 0.5 : 0.01) * Math.sin(n / 3);
  });
  const sound = { channels: [channel], sampleRateHz };
  const { updates, part } = await renderingCalls.traceSound(sound, PLUGIN_DEFAULTS, 1);
  expect(updates).toEqual(await renderingCalls.traceKnobs(sound, PLUGIN_DEFAULTS));
  expect(updates.length).toBeGreaterThan(0);
  expect(part).toEqual({ channels: [channel.slice(4 * sampleRateHz, 5 * sampleRateHz)], sampleRateHz });
});
