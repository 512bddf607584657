import { expect, it } from 'vitest';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { measuredOtherwiseWords } from '../../src/stages/judging/gainWords.ts';

it('[J4] beside a gain stands what it was measured with, as soon as something else is heard', () => {
  const words = (change: Partial<Parameters<typeof measuredOtherwiseWords>[0]>, clusterCount = 4) =>
    measuredOtherwiseWords({ settings: PLUGIN_DEFAULTS, compensates: true, ...change }, clusterCount);
  expect(words({})).toBe('');
  const measured = 'measured with 4 clusters, spread 1, glide 150 ms, compensated.';
  for (const change of [
    { settings: { ...PLUGIN_DEFAULTS, numClusters: 6 } },
    { settings: { ...PLUGIN_DEFAULTS, clusterSpread: 2 } },
    { settings: { ...PLUGIN_DEFAULTS, glideMs: 10 } },
    { compensates: false },
  ]) {
    expect(words(change)).toContain(measured);
  }
  expect(words({}, 5)).toContain('5 clusters');
});
