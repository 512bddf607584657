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
const spread = (clusterSpread: number) => ({ settings: { settings: { clusterSpread }, compensates: true } });

it('[durability] a choice is kept at once, as the page may go at any time; of a slider that moves, what it came to', async () => {
  const tab = await openTab();
  tab.keepImported('x', await preset(4));
  tab.keep('x', { ...spread(2), split: 'imported' });
  await vi.advanceTimersByTimeAsync(0);
  tab.keep('x', spread(3));
  tab.keep('x', spread(4));
  const spreadIn = async () => (await openTab()).settingsFor('x')?.settings.clusterSpread;
  expect((await openTab()).importedFor('x')?.parameters.clusterGainDb2).toBe(4);
  expect([await spreadIn(), (await openTab()).candidateFor('x').id]).toEqual([2, 'imported']);
  await vi.advanceTimersByTimeAsync(SAVED_MS);
  expect(await spreadIn()).toBe(4);
});

it('[durability] what a full disk did not keep is kept with the next choice, once there is room', async () => {
  const tab = await openTab();
  disk.isFull = true;
  tab.keep('x', { treatment: 'tame-air' });
  await vi.advanceTimersByTimeAsync(SAVED_MS);
  disk.isFull = false;
  tab.keep('y', { treatment: 'tame-air' });
  await vi.advanceTimersByTimeAsync(SAVED_MS);
  const next = await openTab();
  expect(['x', 'y'].map((key) => next.wantedFor(key).treatment)).toEqual(['tame-air', 'tame-air']);
});

it('a sound’s treatment is the one that was chosen for it, until it is taken back or removed', async () => {
  const tab = await openTab();
  const saved = tab.ownTreatments.save('Softer snare', { ...PLUGIN_DEFAULTS, clusterGainDb1: -6 });
  tab.keep('a', { treatment: 'tame-air' });
  tab.keep('b', { treatment: saved });
  tab.keep('c', { treatment: { clusterGainDb0: 3 } });
  const wanted = (key: string) => tab.wantedFor(key).treatment;
  expect(wanted('a')).toBe('tame-air');
  expect(wanted('b')).toMatchObject({ name: 'Softer snare', parameters: { clusterGainDb1: -6 } });
  expect(wanted('c')).toEqual({ name: 'my treatment', parameters: { clusterGainDb0: 3 } });
  expect(wanted('d')).toBeNull();
  tab.keep('a', { treatment: null });
  tab.ownTreatments.remove(saved);
  expect([wanted('a'), wanted('b')]).toEqual([null, null]);
});

it('[V5] [V7] an imported state of a sound of the data set is there in the next visit, one of a sound that is gone then is not', async () => {
  const first = await openTab();
  first.keepImported('a', await preset(5));
  first.keepImported('offered x.wav', await preset(6));
  first.keepImported(null, await preset(7));
  await vi.advanceTimersByTimeAsync(SAVED_MS);
  const next = await openTab();
  expect(next.importedFor('a')).toMatchObject({ kind: 'vstpreset', name: '5', parameters: { clusterGainDb2: 5 } });
  expect([next.importedFor('offered x.wav'), next.importedFor(null)]).toEqual([null, null]);
  await next.forget();
  expect((await openTab()).importedFor('a')).toBeNull();
});

describe('what is kept is read as strictly as what is chosen', () => {
  it('[V5] what is damaged is passed over, the rest stays', async () => {
    const { file, preset: good } = await preset(5);
    const bad = { name: 'bad.vstpreset', bytes: new TextEncoder().encode('no preset') };
    const nothing = { split: null, settings: null, treatment: null, imported: null };
    kept.set('soundChoices', [
      null,
      'x',
      ['lacks its choice'],
      [5, nothing],
      ['none', null],
      ['bad', { ...nothing, split: 'direct', treatment: 'of a later version', imported: bad }],
      ['good', { ...nothing, imported: file }],
      ['odd', { ...nothing, treatment: 'tame-air', imported: { name: 5 } }],
    ]);
    const tab = await openTab();
    expect(tab.candidateFor('bad')).toEqual({ id: 'direct', imported: null });
    expect(tab.importedFor('good')).toEqual(good);
    expect(tab.treatmentFor('bad')).toBeNull();
    expect([tab.importedFor('odd'), tab.treatmentFor('odd')]).toEqual([null, 'tame-air']);
  });

  it('[S10] a treatment of one’s own that cannot be understood takes no other with it, also when another is saved', async () => {
    const sound = { id: 'own:1', name: 'Mine', parameters: { clusterGainDb0: 3 } };
    const odd = { ...sound, id: 'own:2', parameters: { clusterGainDb0: Infinity } };
    kept.set('treatments', [odd, null, sound, { ...sound, id: 'theirs' }]);
    const { ownTreatments } = await openTab();
    expect(ownTreatments.all.value).toEqual([sound]);
    ownTreatments.save('Another', PLUGIN_DEFAULTS);
    await vi.advanceTimersByTimeAsync(SAVED_MS);
    expect((await openTab()).ownTreatments.all.value.map(({ name }) => name)).toEqual(['Mine', 'Another']);
  });

  it('what was kept part by part is read as before, once; what was taken back since stays so', async () => {
    const { file } = await preset(5);
    kept.set('soundSplits', [
      ['a', 'imported'],
      ['b', 'direct'],
    ]);
    kept.set('soundSettings', [['a', { compensates: false, settings: { clusterSpread: 2 } }]]);
    kept.set('soundTreatments', [['a', 'tame-air']]);
    kept.set('soundImports', [['a', file]]);
    const tab = await openTab();
    expect(tab.wantedFor('a')).toMatchObject({
      treatment: 'tame-air',
      split: { settings: { clusterSpread: 2 }, compensates: false },
    });
    expect(tab.importedFor('a')?.parameters.clusterGainDb2).toBe(5);
    tab.keep('b', { split: null });
    await vi.advanceTimersByTimeAsync(SAVED_MS);
    const next = await openTab();
    expect([next.candidateFor('a').id, next.candidateFor('b').id]).toEqual(['imported', null]);
  });
});

describe('[tabs] of what two tabs choose for sounds', () => {
  it('nothing is lost: each keeps its own choices beside what the other has kept', async () => {
    const [first, second] = [await openTab(), await openTab()];
    for (const [tab, key, n] of [
      [second, 'x', 2],
      [first, 'y', 3],
    ] as const) {
      tab.keep(key, { ...spread(n), treatment: 'tame-air', split: 'defaults' });
      tab.keepImported(key, await preset(n));
      tab.ownTreatments.save(`Of ${key}`, PLUGIN_DEFAULTS);
      await vi.advanceTimersByTimeAsync(SAVED_MS);
    }
    second.keep('y', { treatment: 'gentle-glue' });
    await vi.advanceTimersByTimeAsync(SAVED_MS);
    const third = await openTab();
    for (const [key, n, treatment] of [
      ['x', 2, 'tame-air'],
      ['y', 3, 'gentle-glue'],
    ] as const) {
      expect(third.treatmentFor(key)).toBe(treatment);
      expect(third.candidateFor(key).id).toBe('defaults');
      expect(third.settingsFor(key)?.settings).toEqual({ clusterSpread: n });
      expect(third.importedFor(key)?.parameters).toMatchObject({ clusterGainDb2: n });
    }
    expect(third.ownTreatments.all.value.map(({ name }) => name)).toEqual(['Of x', 'Of y']);
  });

  it('what one has changed, taken back or removed is so in the other once that reads anew', async () => {
    const first = await openTab();
    for (const key of ['changed', 'taken back', 'offered x.wav']) first.keep(key, { treatment: 'tame-air' });
    first.keepImported('changed', await preset(5));
    const removed = first.ownTreatments.save('Mine', PLUGIN_DEFAULTS);
    await vi.advanceTimersByTimeAsync(SAVED_MS);
    const second = await openTab();
    second.keep('changed', { treatment: 'gentle-glue' });
    second.keep('taken back', { treatment: null });
    second.keepImported('changed', await preset(6));
    second.ownTreatments.remove(removed);
    await vi.advanceTimersByTimeAsync(SAVED_MS);
    first.keep('at once', { treatment: 'gentle-glue' });
    await first.load();
    const treatments = ['changed', 'taken back', 'offered x.wav', 'at once'].map((key) => first.treatmentFor(key));
    expect(treatments).toEqual(['gentle-glue', null, 'tame-air', 'gentle-glue']);
    expect(first.importedFor('changed')?.parameters).toMatchObject({ clusterGainDb2: 6 });
    expect(first.ownTreatments.all.value).toEqual([]);
    await second.forget();
    await vi.advanceTimersByTimeAsync(SAVED_MS);
    await first.load();
    expect([first.treatmentFor('changed'), first.importedFor('changed')]).toEqual([null, null]);
  });
});
