import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { audioIdOf } from '../../src/audio/bytes/hash.ts';
import type { DataSet } from '../../src/stages/data/dataSet.ts';
import { AudioSources } from '../../src/stages/import/audioSources.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import { alterOpfs, audioFile, doneOutcome, openStore, projectFolder, queryFile, sharedStore } from './storeHarness.ts';

const SWEPT = { stagedOrphanAgeMs: 0 };
const openedStore = sharedStore(SWEPT);

describe('staged copies', () => {
  it('are kept until descriptors are stored, survive a failure, and are gone afterwards', async () => {
    const store = await openedStore();
    const stagedName = await store.remote.stageCopy(Uint8Array.of(1, 2, 3));
    const { audioId } = audioFile(1);
    await store.addAudioFiles([audioFile(1, { stagedName })]);
    expect(await store.listStaged()).toEqual([{ audioId, stagedName }]);
    await store.saveDescriptors([{ kind: 'failed', audioId, reason: 'cut off' }]);
    const copy = await store.openStaged(audioId);
    expect(new Uint8Array(await copy!.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    await store.saveDescriptors([doneOutcome(1)]);
    expect(await store.listStaged()).toEqual([]);
    expect(await store.openStaged(audioId)).toBeNull();
    expect(await stagedNames()).toEqual([]);
  });

  it('of bytes that are there already are kept only where the file still needs them', async () => {
    const store = await openedStore();
    const [one, two] = [await store.remote.stageCopy(Uint8Array.of(1)), await store.remote.stageCopy(Uint8Array.of(1))];
    await store.addAudioFiles([audioFile(1)]);
    await store.addAudioFiles([audioFile(1, { stagedName: one })]);
    await store.addAudioFiles([audioFile(1, { stagedName: two })]);
    expect(await store.listStaged()).toEqual([{ audioId: audioFile(1).audioId, stagedName: one }]);
    expect(await stagedNames()).toEqual([one]);
  });

  it('[S4] of a large database on its way out stay as they were, and are made once for what has not changed', async () => {
    const store = await openedStore();
    const files = Array.from({ length: 3000 }, (_, n) => audioFile(n + 1, { path: `${'long/'.repeat(1200)}${n}.wav` }));
    await store.addAudioFiles(files);
    const first = await store.exportDatabase();
    expect(first.size).toBeGreaterThan(16 << 20);
    expect(await stagedNames()).toHaveLength(1);
    await store.addAudioFiles([audioFile(0)]);
    const second = await store.exportDatabase();
    await store.exportDatabase();
    expect(await stagedNames()).toHaveLength(2);
    for (const [exported, count] of [
      [first, 3000],
      [second, 3001],
    ] as const) {
      const [rows] = await queryFile(exported, 'SELECT count(*)::INTEGER AS n FROM f.audio_files');
      expect(rows).toEqual([{ n: count }]);
    }
  });

  it('can be made again after all data was deleted', async () => {
    const store = await openedStore();
    await store.remote.stageCopy(Uint8Array.of(1));
    await store.deleteAll();
    const again = await store.remote.stageCopy(Uint8Array.of(2));
    expect(await stagedNames()).toEqual([again]);
  });

  it('that nothing refers to are swept when the database is opened; young and known ones stay', async () => {
    const store = await openedStore();
    const [known, orphan] = [
      await store.remote.stageCopy(Uint8Array.of(1)),
      await store.remote.stageCopy(Uint8Array.of(2)),
    ];
    await store.addAudioFiles([audioFile(1, { stagedName: known })]);
    await store.close();
    await (await openStore()).close();
    expect(await stagedNames()).toEqual(expect.arrayContaining([known, orphan]));
    await openStore(SWEPT);
    expect(await stagedNames()).toEqual([known]);
  });

  it(
    '[S12] that were cut or changed on the disk since are noticed before they are used: they go, and that is said once',
    { tags: 'every' },
    async () => {
      const store = await openedStore();
      const sounds = [1, 2, 3].map((n) => Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31 + n * 7) % 251));
      const audioIds = await Promise.all(sounds.map(async (bytes) => audioIdOf(new Blob([bytes]))));
      const [whole = '', cut = '', changed = ''] = audioIds;
      const names: string[] = [];
      for (const [n, audioId] of audioIds.entries()) {
        const stagedName = (await store.remote.stageCopy(sounds[n]!))!;
        names.push(stagedName);
        await store.addAudioFiles([audioFile(n + 1, { audioId, stagedName })]);
      }
      await alterOpfs('staged', names[1]!, async (writer) => writer.truncate(200_000));
      await alterOpfs('staged', names[2]!, async (writer) =>
        writer.write({ type: 'write', position: 1000, data: 'x' }),
      );
      const dataSet = {
        get: () => undefined,
        stagedNameOf: (audioId: string) => names[audioIds.indexOf(audioId)] ?? null,
        keptAudio: signal(new Map()),
        isAhead: signal(false),
        undoSteps: signal([]),
      } as unknown as DataSet;
      const worker = { checkStagedCopy: store.remote.checkStaged };
      const pool = { run: async (work: (remote: typeof worker) => unknown) => work(worker) } as unknown as ComputePool;
      const log = new LogBook();
      const sources = new AudioSources({ store: store as unknown as TrainingStore, dataSet, pool, log });
      expect(new Uint8Array(await (await sources.open(whole))!.arrayBuffer())).toEqual(sounds[0]);
      expect(await sources.wholeStagedName(whole)).toBe(names[0]);
      expect(await Promise.all([sources.open(cut), sources.wholeStagedName(cut), sources.open(changed)])).toEqual([
        null,
        null,
        null,
      ]);
      expect(await stagedNames()).toEqual([names[0]]);
      expect(await store.listStaged()).toEqual([{ audioId: whole, stagedName: names[0] }]);
      // The log is published a moment later.
      await expect
        .poll(() => log.entries.value.map(({ message }) => message))
        .toEqual(
          [cut, changed].map((path) => `${path}: its copy was cut off or damaged and is removed. Add the file again.`),
        );
    },
  );

  it('are read where they lie, by several at a time; one that never opens is left alone, and one that cannot be begun is none', async () => {
    const store = await openedStore();
    const name = await store.remote.stageCopy(Uint8Array.of(1, 2, 3));
    expect(await store.remote.readStaged(name!)).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(await store.remote.readStaged('never staged')).toBeNull();
    await store.remote.stallOpening();
    expect(await store.remote.readStaged(name!)).toBeNull();
    expect(await store.remote.stageCopy(Uint8Array.of(4))).toBeNull();
    // No other test could open a file in it.
    store.crash();
  });
});

async function stagedNames(): Promise<string[]> {
  const folder = await (await projectFolder()).getDirectoryHandle('staged');
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names.sort();
}
