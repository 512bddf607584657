import { describe, expect, it } from 'vitest';
import { unpackPluginWindows } from '../../src/domain/pluginWindow.ts';
import type { StoredPluginWindow } from '../../src/workers/contracts/store.ts';
import { doneOutcome, queryFile, KEEP_BOTH, idOf, sharedStore, type StoreUnderTest } from './storeHarness.ts';

const openedStore = sharedStore();

async function windowsOf(store: StoreUnderTest): Promise<StoredPluginWindow[]> {
  return unpackPluginWindows(await store.pluginWindows());
}

function windowOf(n: number, startFrame: number, shift = 0): StoredPluginWindow {
  return {
    audioId: idOf(n),
    startFrame,
    frameCount: 256,
    plugin: Float64Array.from({ length: 12 }, (_, i) => n + i / 7 + shift),
    trainer: Float64Array.from({ length: 12 }, (_, i) => -n - i / 7 - shift),
  };
}

describe('windows in the plugin’s domain', () => {
  it('[P8] come back as they were stored, by file and start, and replace those of the file', async () => {
    const store = await openedStore(2);
    expect(await windowsOf(store)).toEqual([]);
    await store.savePluginWindows([windowOf(1, 128), windowOf(1, 0), windowOf(2, 0)]);
    const byId = (a: StoredPluginWindow, b: StoredPluginWindow) =>
      a.audioId === b.audioId ? a.startFrame - b.startFrame : a.audioId < b.audioId ? -1 : 1;
    expect(await windowsOf(store)).toEqual([windowOf(1, 0), windowOf(1, 128), windowOf(2, 0)].toSorted(byId));
    await store.savePluginWindows([windowOf(1, 0, 0.25)]);
    expect((await windowsOf(store)).filter(({ audioId }) => audioId === idOf(1))).toEqual([windowOf(1, 0, 0.25)]);
    await store.savePluginWindows([]);
    expect(await windowsOf(store)).toHaveLength(2);
  });

  it('[P8] are stored in one step with the descriptors of their files', async () => {
    const store = await openedStore(2);
    await store.saveDescriptors([doneOutcome(1)], [windowOf(1, 0), windowOf(1, 128)]);
    await store.saveDescriptors([doneOutcome(1), doneOutcome(2)], [windowOf(1, 0, 0.25)]);
    expect(await windowsOf(store)).toEqual([windowOf(1, 0, 0.25)]);
  });

  it('[S1] go with their file, and none are kept for a file that went before', async () => {
    const store = await openedStore(2);
    await store.savePluginWindows([windowOf(1, 0), windowOf(2, 0), windowOf(3, 0)]);
    await store.removeAudio([idOf(1)]);
    expect(await windowsOf(store)).toEqual([windowOf(2, 0)]);
  });

  it('[S4] travel in the export, in columns of both domains', async () => {
    const store = await openedStore(1);
    await store.savePluginWindows([windowOf(1, 0)]);
    const [rows] = await queryFile(
      await store.exportDatabase(),
      'SELECT window_start_frame, frame_count, plugin_log_energy_median, trainer_silence_ratio FROM f.plugin_windows',
    );
    const { plugin, trainer } = windowOf(1, 0);
    expect(rows).toEqual([
      {
        window_start_frame: 0,
        frame_count: 256,
        plugin_log_energy_median: plugin[0],
        trainer_silence_ratio: trainer[11],
      },
    ]);
  });

  for (const { preference, expected, tags } of [
    { preference: 'keep-mine', expected: [windowOf(1, 0), windowOf(2, 0, 5)], tags: ['every'] },
    { preference: 'take-theirs', expected: [windowOf(1, 512, 5), windowOf(2, 0, 5)], tags: [] },
  ] as const)
    it(`[S2] merge file by file: ${preference}`, { tags: [...tags] }, async () => {
      const store = await openedStore(2);
      await store.savePluginWindows([windowOf(1, 512, 5), windowOf(2, 0, 5)]);
      const theirs = new File([await store.exportDatabase()], 'training.duckdb');
      await store.removeAudio([idOf(2)]);
      await store.savePluginWindows([windowOf(1, 0)]);
      await store.mergeDatabase(theirs, { ...KEEP_BOTH, files: preference });
      const byStart = (a: StoredPluginWindow, b: StoredPluginWindow) => (a.audioId < b.audioId ? -1 : 1);
      expect(await windowsOf(store)).toEqual([...expected].toSorted(byStart));
      await store.replaceDatabase(theirs);
      expect(await windowsOf(store)).toEqual([windowOf(1, 512, 5), windowOf(2, 0, 5)].toSorted(byStart));
    });
});
