import { describe, expect, it } from 'vitest';
import { audioFile, changedCopy, KEEP_BOTH, openStore, sharedStore, TAKE_THEIRS } from './storeHarness.ts';

const openedStore = sharedStore();

const builtWith = (builtInModelId: string | null) => [{ pluginId: 'InertiaBandsX', builtInModelId }];

describe('the plugin in use', () => {
  it('[B4] [S3] is said for good, with a model that is there or gone, and also that it is the shipped one', async () => {
    const store = await openedStore();
    expect(await store.listPluginBuilds()).toEqual([]);
    await store.saveBuiltInModel('mine');
    store.crash();
    const again = await openStore();
    expect(await again.listPluginBuilds()).toEqual(builtWith('mine'));
    await again.saveBuiltInModel(null);
    expect(await again.listPluginBuilds()).toEqual(builtWith(null));
  });

  it('[S3] goes along with a data set, comes with one that is merged where nothing was said, and both are taken back', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    await store.saveBuiltInModel('theirs');
    const file = await store.exportDatabase();
    await store.saveBuiltInModel('mine');
    const merged = await store.mergeDatabase(file, TAKE_THEIRS);
    expect(await store.listPluginBuilds()).toEqual(builtWith('mine'));
    await store.undo(merged.step!.stepId);
    expect(await store.listPluginBuilds()).toEqual(builtWith('mine'));
    const replaced = await store.replaceDatabase(file);
    expect(await store.listPluginBuilds()).toEqual(builtWith('theirs'));
    await store.undo(replaced.step!.stepId);
    expect(await store.listPluginBuilds()).toEqual(builtWith('mine'));
    await store.deleteAll();
    expect(await store.listPluginBuilds()).toEqual([]);
    const first = await store.mergeDatabase(file, KEEP_BOTH);
    expect(await store.listPluginBuilds()).toEqual(builtWith('theirs'));
    await store.undo(first.step!.stepId);
    expect(await store.listPluginBuilds()).toEqual([]);
  });

  it('[S5] is left out where the row cannot be understood', async () => {
    const store = await openedStore();
    await store.saveBuiltInModel('mine');
    const hostile = await changedCopy(
      await store.exportDatabase(),
      "UPDATE plugin_builds SET built_in_model = repeat('x', 2000)",
    );
    const { contents } = await store.replaceDatabase(new File([hostile], 'hostile.duckdb'));
    expect(contents.refused).toEqual([
      { table: 'plugin_builds', reason: 'built_in_model is not to be understood', rows: 1 },
    ]);
    expect(await store.listPluginBuilds()).toEqual([]);
  });
});
