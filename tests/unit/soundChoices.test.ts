import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { encodeVstPreset } from '../../src/formats/presets/vstPreset.ts';
import { importedPreset } from '../../src/stages/listening/choices/importedPresets.ts';
import { SoundChoices } from '../../src/stages/listening/choices/soundChoices.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { disk, kept } from '../fakes/keptSettings.ts';

vi.mock('../../src/store/settings.ts', async () => (await import('../fakes/keptSettings.ts')).keptSettings);

beforeEach(() => {
  kept.clear();
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

const SAVED_MS = 1000;
/** What a tab knows of sounds. */
const openTab = async () => {
  const choices = new SoundChoices({ log: new LogBook() });
  await choices.loaded;
  return choices;
};
const preset = async (clusterGainDb2: number) =>
  importedPreset(new File([encodeVstPreset({ ...PLUGIN_DEFAULTS, clusterGainDb2 })], `${clusterGainDb2}.vstpreset`));
const split = (clusterSpread: number) => ({ settings: { ...PLUGIN_DEFAULTS, clusterSpread }, compensates: true });

it('[durability] a choice is kept at once, as the page may go at any time; of a slider that moves, what it came to', async () => {
  const tab = await openTab();
  tab.imports.keep('x', await preset(4));
  tab.keepSettings('x', split(2));
  tab.splits.keep('x', 'imported');
  await vi.advanceTimersByTimeAsync(0);
  tab.keepSettings('x', split(3));
  tab.keepSettings('x', split(4));
  const spreadIn = async () => (await openTab()).settingsFor('x')?.settings.clusterSpread;
  expect((await openTab()).imports.of('x')?.parameters.clusterGainDb2).toBe(4);
  expect(await spreadIn()).toBe(2);
  await vi.advanceTimersByTimeAsync(SAVED_MS);
  expect(await spreadIn()).toBe(4);
});

it('[durability] what a full disk did not keep is kept with the next choice, once there is room', async () => {
  const tab = await openTab();
  disk.isFull = true;
  tab.treatments.keep('x', 'tame-air');
  await vi.advanceTimersByTimeAsync(SAVED_MS);
  disk.isFull = false;
  tab.treatments.keep('y', 'tame-air');
  await vi.advanceTimersByTimeAsync(SAVED_MS);
  const next = await openTab();
  expect(['x', 'y'].map((key) => next.treatments.of(key))).toEqual(['tame-air', 'tame-air']);
});

describe('[tabs] of what two tabs choose for sounds', () => {
  it('nothing is lost: each keeps its own choices beside what the other has kept', async () => {
    const [first, second] = [await openTab(), await openTab()];
    for (const [tab, key, spread] of [
      [second, 'x', 2],
      [first, 'y', 3],
    ] as const) {
      tab.treatments.keep(key, 'tame-air');
      tab.splits.keep(key, 'defaults');
      tab.keepSettings(key, split(spread));
      tab.imports.keep(key, await preset(spread));
      tab.ownTreatments.save(`Of ${key}`, PLUGIN_DEFAULTS);
      await vi.advanceTimersByTimeAsync(SAVED_MS);
    }
    const third = await openTab();
    for (const [key, spread] of [
      ['x', 2],
      ['y', 3],
    ] as const) {
      expect(third.treatments.of(key)).toBe('tame-air');
      expect(third.splits.of(key)).toBe('defaults');
      expect(third.settingsFor(key)?.settings).toEqual({ clusterSpread: spread });
      expect(third.imports.of(key)?.parameters).toMatchObject({ clusterGainDb2: spread });
    }
    expect(third.ownTreatments.all.value.map(({ name }) => name)).toEqual(['Of x', 'Of y']);
  });

  it('what one has changed, taken back or removed is so in the other once that reads anew', async () => {
    const first = await openTab();
    first.treatments.keep('changed', 'tame-air');
    first.treatments.keep('taken back', 'tame-air');
    first.treatments.keep('offered x.wav', 'tame-air');
    first.imports.keep('changed', await preset(5));
    const removed = first.ownTreatments.save('Mine', PLUGIN_DEFAULTS);
    await vi.advanceTimersByTimeAsync(SAVED_MS);
    const second = await openTab();
    second.treatments.keep('changed', 'gentle-glue');
    second.treatments.keep('taken back', null);
    second.imports.keep('changed', await preset(6));
    second.ownTreatments.remove(removed);
    await vi.advanceTimersByTimeAsync(SAVED_MS);
    first.treatments.keep('at once', 'gentle-glue');
    await first.load();
    const treatments = ['changed', 'taken back', 'offered x.wav', 'at once'].map((key) => first.treatments.of(key));
    expect(treatments).toEqual(['gentle-glue', null, 'tame-air', 'gentle-glue']);
    expect(first.imports.of('changed')?.parameters).toMatchObject({ clusterGainDb2: 6 });
    expect(first.ownTreatments.all.value).toEqual([]);
    await second.forget();
    await vi.advanceTimersByTimeAsync(SAVED_MS);
    await first.load();
    expect([first.treatments.of('changed'), first.imports.of('changed')]).toEqual([null, null]);
  });
});
