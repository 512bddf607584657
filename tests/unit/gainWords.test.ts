import { expect, it } from 'vitest';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { measuredOtherwiseWords, verdictWords } from '../../src/stages/judging/gainWords.ts';

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

it('[J4] [J5] a gain is told with its range, of which no end reads as 0, and no difference from what', () => {
  const words = (gain: { share: number; low: number; high: number } | null) =>
    verdictWords({
      kind: 'chosen',
      candidateId: 'general',
      label: 'General preset',
      gain: gain === null ? null : { ...gain, mixtures: 12 },
    }).sentence;
  expect(words({ share: 0.27, low: 0.18, high: 0.35 })).toContain(
    "separates 27\u00a0% cleaner than the plugin's defaults (18–35\u00a0%, 12 other mixtures)",
  );
  expect(words({ share: 0.18, low: 0.003, high: 0.35 })).toContain('(under 1–35\u00a0%,');
  expect(words({ share: -0.1, low: -0.2, high: -0.001 })).toMatch(/10\u00a0% less cleanly .*\(under 1–20\u00a0%,/u);
  expect(words({ share: 0.1, low: -0.1, high: 0.3 })).toMatch(
    /no difference that can be told from the plugin's defaults$/u,
  );
  expect(words(null)).toMatch(/: no difference that can be told$/u);
});
