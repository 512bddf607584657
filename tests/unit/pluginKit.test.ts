import { expect, it } from 'vitest';
import { pluginKitGuide } from '../../src/formats/pluginKit.ts';

it('[header] the guide of the kit names the model, the one file to replace, and every step in order', () => {
  const guide = pluginKitGuide('plugin-20260101', ['mean regret 0.03']);
  expect(guide).toContain('`plugin-20260101`');
  expect(guide).toContain('- mean regret 0.03');
  expect(guide).toContain('`plugin/Source/AutoHyperModelData.h`');
  const steps = ['**Fork**', '**Actions**', '**Upload files**', '**Commit changes**', '**Artifacts**', '/VST3`'];
  const places = steps.map((step) => guide.indexOf(step));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(guide).toContain('C:\\Program Files\\Common Files\\VST3');
});
