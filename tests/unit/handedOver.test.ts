import { signal } from '@preact/signals-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HubImportStage } from '../../src/stages/hubImport/hubImportStage.ts';
import type { KeptImport } from '../../src/stages/hubImport/hubImportSchemas.ts';
import { loadSettings, rereadSettings } from '../../src/stages/shell/settings.ts';
import { kept } from '../fakes/keptSettings.ts';

vi.mock('../../src/store/settings.ts', async () => (await import('../fakes/keptSettings.ts')).keptSettings);

beforeEach(() => kept.clear());

const openSettings = async () =>
  loadSettings((error) => {
    throw error;
  });

describe('[tabs] a tab that is handed the data set', () => {
  it('knows the model and the export that another tab has chosen and made, and goes on showing its own tab', async () => {
    const [first, second] = [await openSettings(), await openSettings()];
    first.route.value = '#/model';
    second.route.value = '#/data';
    second.chosenModel.value = 'chosen there';
    second.lastExportHolds.value = { files: ['a'], models: [] };
    await rereadSettings(first);
    expect([first.chosenModel.value, first.lastExportHolds.value]).toEqual([
      'chosen there',
      { files: ['a'], models: [] },
    ]);
    expect(first.route.value).toBe('#/model');
  });

  it('keeps what is set while it reads, and what the browser does not keep', async () => {
    const settings = await openSettings();
    settings.refineTrials.value = 7;
    await expect.poll(() => kept.get('refineTrials')).toBe(7);
    kept.clear();
    kept.set('chosenModel', 'chosen there');
    const reading = rereadSettings(settings);
    settings.chosenModel.value = 'chosen here';
    await reading;
    expect([settings.chosenModel.value, settings.refineTrials.value]).toEqual(['chosen here', 7]);
  });

  it('offers to go on with an import that waits there, no longer with one that has ended', async () => {
    const hubToken = signal<string | null>(null);
    const deps = { settings: { hubToken } } as unknown as ConstructorParameters<typeof HubImportStage>[0];
    const stage = new HubImportStage(deps);
    kept.set('datasetImport', WAITING);
    await stage.restore();
    expect(stage.current.value).toMatchObject({ hasSource: true, plan: { datasetId: 'x/y' } });
    kept.set('datasetImport', { ...WAITING, plan: { ...WAITING.plan, rows: Infinity } });
    await stage.restore();
    expect(stage.current.value?.plan.rows, 'one that cannot be understood counts as none').toBe(WAITING.plan.rows);
    kept.set('datasetImport', null);
    await stage.restore();
    expect(stage.current.value).toBeNull();
    hubToken.value = 'kept there';
    expect(stage.token.value).toBe('kept there');
    stage.setToken('for this visit', false);
    expect([stage.token.value, hubToken.value]).toEqual(['for this visit', null]);
  });
});

const column = null;
const WAITING: KeptImport = {
  sourceKind: 'hub',
  plan: {
    datasetId: 'x/y',
    revision: null,
    shards: [],
    tables: [],
    rows: 100,
    cardLicense: null,
    options: {
      config: 'default',
      split: 'train',
      maxItems: 10,
      columns: { audio: column, license: column, source: column, creator: column, genre: column, title: column },
      allowedFamilies: ['cc0'],
      useCardLicense: false,
    },
  },
  checkpoint: null,
};
