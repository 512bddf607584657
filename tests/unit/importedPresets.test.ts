import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { encodeVstPreset } from '../../src/formats/presets/vstPreset.ts';
import { importedPreset, ImportedPresets } from '../../src/stages/listening/choices/importedPresets.ts';
import { kept } from '../fakes/keptSettings.ts';

vi.mock('../../src/store/settings.ts', async () => (await import('../fakes/keptSettings.ts')).keptSettings);

beforeEach(() => {
  kept.clear();
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

const SAVED_MS = 1000;
const preset = async (clusterGainDb2: number) =>
  importedPreset(new File([encodeVstPreset({ ...PLUGIN_DEFAULTS, clusterGainDb2 })], `${clusterGainDb2}.vstpreset`));

it('[V5] [V7] an imported state of a sound of the data set is there in the next visit, one of a sound that is gone then is not', async () => {
  const first = new ImportedPresets();
  await first.load();
  first.keep('a', await preset(5));
  first.keep('offered x.wav', await preset(6));
  first.keep(null, await preset(7));
  await vi.advanceTimersByTimeAsync(SAVED_MS);
  const next = new ImportedPresets();
  await next.load();
  expect(next.of('a')).toMatchObject({ kind: 'vstpreset', name: '5', parameters: { clusterGainDb2: 5 } });
  expect([next.of('offered x.wav'), next.of(null)]).toEqual([null, null]);
  await next.forget();
  const last = new ImportedPresets();
  await last.load();
  expect(last.of('a')).toBeNull();
});

it('[V5] what is kept is read as strictly as a file that is chosen: what is damaged is passed over, the others stay', async () => {
  const good = await preset(5);
  kept.set('soundImports', [
    ['bad', { name: 'bad.vstpreset', bytes: new TextEncoder().encode('no preset') }],
    ['good', good.file],
  ]);
  const imports = new ImportedPresets();
  await imports.load();
  expect(imports.of('bad')).toBeNull();
  expect(imports.of('good')).toEqual(good.preset);
  kept.set('soundImports', [['good', { name: 5 }]]);
  const others = new ImportedPresets();
  await others.load();
  expect(others.of('good')).toBeNull();
});
