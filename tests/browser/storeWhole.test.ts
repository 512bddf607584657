import { describe, expect, it } from 'vitest';
import {
  audioFile,
  idOf,
  isolateStoreTests,
  queryFile,
  runOf,
  startStore,
  type StoreUnderTest,
} from './storeHarness.ts';

/** A store where the browser has no synchronous file handles. */
async function opened(...[options]: Parameters<typeof startStore>): Promise<StoreUnderTest> {
  const store = await startStore(options, 'files');
  expect(await store.open()).toEqual({ mode: 'whole', notices: [] });
  return store;
}

async function paths(store: StoreUnderTest): Promise<readonly string[]> {
  return (await store.listAudio()).map(({ file }) => file.path);
}

describe('where the browser has no synchronous file handles', () => {
  isolateStoreTests();

  it('[S14] what was acknowledged is there after the worker has ended, and the space says so', async () => {
    const store = await opened();
    await store.addAudioFiles([audioFile(1), audioFile(2)]);
    const run = runOf(1, 'run');
    await store.saveRuns([run]);
    store.crash();
    const again = await opened();
    expect(await paths(again)).toEqual([audioFile(1).path, audioFile(2).path]);
    expect(await again.runTrials('run')).toEqual(run.trials);
    expect(await again.status()).toMatchObject({ mode: 'whole', keptAside: [], lastBackupAt: null });
    expect((await again.status()).databaseBytes).toBeGreaterThan(0);
    const [rows] = await queryFile(await again.exportDatabase(), 'SELECT audio_id FROM f.audio_files ORDER BY 1');
    expect(rows).toEqual([{ audio_id: idOf(1) }, { audio_id: idOf(2) }]);
  });

  it('[S14] handles that are there and refuse every file count as none', async () => {
    const store = await startStore({}, 'handles');
    expect(await store.open()).toEqual({ mode: 'whole', notices: [] });
    await store.addAudioFiles([audioFile(1)]);
    store.crash();
    expect(await paths(await opened())).toEqual([audioFile(1).path]);
  });

  it('[S14] cut while the file is kept, the last whole one is there', async () => {
    const store = await opened();
    await store.addAudioFiles([audioFile(1)]);
    await store.remote.interceptPut('latest', 'hold');
    const held = new Promise((resolve) => {
      store.worker.addEventListener('message', ({ data }) => 'held' in data && resolve(data));
    });
    void store.addAudioFiles([audioFile(2)]);
    await held;
    store.crash();
    expect(await paths(await opened())).toEqual([audioFile(1).path]);
  });

  it('[S14] a large file is kept now and then, what is not is counted, and closing keeps it', async () => {
    const store = await opened({ wholePolicy: { largeBytes: 0, everyMs: 3_600_000 } });
    await store.addAudioFiles([audioFile(1)]);
    await store.addAudioFiles([audioFile(2)]);
    await store.addAudioFiles([audioFile(3)]);
    expect(await store.remote.unkept()).toEqual([1, 2].map((steps) => ({ steps, failure: null })));
    await store.close();
    expect((await store.remote.unkept()).at(-1)).toEqual({ steps: 0, failure: null });
    expect(await paths(await opened())).toHaveLength(3);
  });

  it('[S14] a browser that has come to have handles goes on with what was kept', async () => {
    const store = await opened();
    await store.addAudioFiles([audioFile(1)]);
    store.crash();
    const withFiles = await startStore();
    expect(await withFiles.open()).toEqual({ mode: 'opfs', notices: [] });
    expect(await paths(withFiles)).toEqual([audioFile(1).path]);
  });

  it('[S14] a step that could not be kept stays, and it is said why', async () => {
    const store = await opened();
    await store.remote.interceptPut('latest', 'refuse');
    await store.addAudioFiles([audioFile(1)]);
    expect(await paths(store)).toEqual([audioFile(1).path]);
    const [told] = await store.remote.unkept();
    expect(told).toEqual({ steps: 1, failure: expect.stringContaining('no room left') });
  });

  it('[S14] a tab does not replace what another has kept since', async () => {
    const [first, second] = [await opened(), await opened()];
    await first.addAudioFiles([audioFile(1)]);
    await second.addAudioFiles([audioFile(2)]);
    expect(await second.remote.unkept()).toEqual([{ steps: 1, failure: expect.stringContaining('another tab') }]);
    first.crash();
    second.crash();
    expect(await paths(await opened())).toEqual([audioFile(1).path]);
  });

  it('[S14] steps that went with the engine before they were kept are told', async () => {
    const store = await opened({ wholePolicy: { largeBytes: 0, everyMs: 3_600_000 } });
    await store.addAudioFiles([audioFile(1)]);
    await store.addAudioFiles([audioFile(2)]);
    await store.remote.killEngine();
    await store.addAudioFiles([audioFile(3)]);
    expect(await paths(store)).toEqual([1, 3].map((n) => audioFile(n).path));
    expect((await store.remote.unkept()).map(({ failure }) => failure)).toContainEqual(
      expect.stringContaining('before its last step was kept'),
    );
  });

  it('[S14] deleting everything leaves nothing, and starting over keeps the old file aside', async () => {
    const store = await opened();
    await store.addAudioFiles([audioFile(1)]);
    await store.startOver('nothing');
    expect(await store.open()).toEqual({ mode: 'whole', notices: [] });
    expect(await paths(store)).toEqual([]);
    const [aside] = (await store.status()).keptAside;
    const [rows] = await queryFile((await store.openKeptAside(aside!.name))!, 'SELECT audio_id FROM f.audio_files');
    expect(rows).toEqual([{ audio_id: idOf(1) }]);
    await store.addAudioFiles([audioFile(2)]);
    await store.deleteAll();
    store.crash();
    const again = await opened();
    expect(await paths(again)).toEqual([]);
    expect((await again.status()).keptAside).toEqual([]);
  });
});
