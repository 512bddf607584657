import { expect, it } from 'vitest';
import { decodePluginHeader } from '../../src/formats/pluginHeader.ts';
import { pluginKit } from '../../src/formats/pluginKit.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';

it('[header] the kit holds the header and a guide that names the model, the file to replace and the steps in order', async () => {
  const model = await loadShippedModel();
  const files = pluginKit(model, 'plugin-20260101', ['mean regret 0.03'], 'How.');
  expect(Object.keys(files)).toEqual(['AutoHyperModelData.h', 'GUIDE.md']);
  const [header, guide] = Object.values(files).map((bytes) => new TextDecoder().decode(bytes));
  expect(header!.startsWith('// mean regret 0.03\n')).toBe(true);
  expect(decodePluginHeader(header!, 'AutoHyperModelData.h').intercept).toEqual(model.intercept.map(Math.fround));
  expect(guide).toContain('`plugin-20260101`');
  expect(guide).toContain('- mean regret 0.03');
  expect(guide).toContain('`plugin/Source/AutoHyperModelData.h`');
  const steps = ['**Fork**', '**Actions**', '**Upload files**', '**Commit changes**', '**Artifacts**', '/VST3`'];
  const places = steps.map((step) => guide!.indexOf(step));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(guide).toContain('C:\\Program Files\\Common Files\\VST3');
});
