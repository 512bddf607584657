import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UndoStep } from '../../src/domain/undo.ts';
import { DataSet } from '../../src/stages/data/dataSet.ts';
import { AudioSources } from '../../src/stages/import/audioSources.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { columnsOf, EMPTY_TABLES, FollowedDataSet } from '../fakes/followedDataSet.ts';

const SOUND = describedFile(1);
const { audioId: ID } = SOUND.file;
const ADDED = { saved: columnsOf([SOUND]), removed: [] };
const REMOVED = { saved: columnsOf([]), removed: [ID] };
const step = (stepId: string, undone = false): UndoStep => ({
  stepId,
  kind: 'remove-audio',
  subject: null,
  audioFiles: 1,
  at: new Date(0),
  undone,
});

/** The sources of a data set that holds one file, which was given in this session. */
async function withOneFile() {
  const followed = new FollowedDataSet([]);
  await followed.dataSet.whenCurrent();
  const store = { openStaged: async () => null } as unknown as TrainingStore;
  const pool = {} as unknown as ComputePool;
  const sources = new AudioSources({ store, dataSet: followed.dataSet, pool, log: new LogBook() });
  const give = (undoSteps: readonly UndoStep[]) => {
    followed.tell({ files: ADDED, undoSteps });
    sources.remember(ID, new File(['x'], 'sound.wav'));
  };
  give([step('import')]);
  return { followed, give, isHeld: async () => (await sources.open(ID)) !== null };
}

describe('the files of this session', () => {
  // No handle is kept beyond it.
  beforeEach(() => vi.stubGlobal('FileSystemFileHandle', Date));
  afterEach(() => vi.unstubAllGlobals());

  it('are there again when a removal is taken back', async () => {
    const { followed, isHeld } = await withOneFile();
    followed.tell({ files: REMOVED, undoSteps: [step('removal'), step('import')] });
    followed.tell({ undoSteps: [step('other'), step('removal')] });
    followed.tell({ files: ADDED, undoSteps: [step('other', true), step('removal', true)] });
    expect(await isHeld()).toBe(true);
  });

  it('are let go of with the last step that may bring them back, not before', async () => {
    const { followed, isHeld } = await withOneFile();
    followed.tell({ files: REMOVED, undoSteps: [step('removal'), step('import')] });
    followed.tell({ undoSteps: [step('other'), step('removal')] });
    expect(await isHeld()).toBe(true);
    followed.tell({ undoSteps: [step('another'), step('other')] });
    expect(await isHeld()).toBe(false);
  });

  it('stay where they are given again, removed again and brought back by a later step', async () => {
    const { followed, give, isHeld } = await withOneFile();
    followed.tell({ files: REMOVED, undoSteps: [step('removal'), step('import')] });
    followed.tell({ undoSteps: [step('again'), step('removal')] });
    give([step('again'), step('removal')]);
    followed.tell({ files: REMOVED, undoSteps: [step('removed again'), step('again')] });
    expect(await isHeld()).toBe(true);
  });

  it('are let go of with a removal that cannot be taken back', async () => {
    const { followed, isHeld } = await withOneFile();
    followed.tell({ files: REMOVED, undoSteps: [] });
    expect(await isHeld()).toBe(false);
  });

  it('[S20] waits for the database before it says of a file that the last visit listed where its sound is', async () => {
    let snapshot = () => {};
    const sendSnapshot = async () => new Promise<void>((resolve) => (snapshot = resolve));
    const dataSet = new DataSet({ sendSnapshot }, new LogBook());
    dataSet.follow({ kind: 'kept-begin' });
    dataSet.follow({ kind: 'kept-end', changes: { files: ADDED } });
    const copy = new File(['x'], 'sound.wav');
    const store = { openStaged: async () => null, openKept: async () => copy } as unknown as TrainingStore;
    const pool = { run: async () => true } as unknown as ComputePool;
    const sources = new AudioSources({ store, dataSet, pool, log: new LogBook() });
    const isAtHand = sources.isAtHand(ID);
    const turn = new Promise<string>((resolve) => setTimeout(() => resolve('nothing yet')));
    expect(await Promise.race([isAtHand, turn])).toBe('nothing yet');
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    dataSet.follow({ kind: 'snapshot-begin', epoch: 'a', sequence: 0, isListTold: true });
    dataSet.follow({ kind: 'snapshot-end', tables: { ...EMPTY_TABLES, keptAudio: [ID] } });
    snapshot();
    expect(await isAtHand).toBe(true);
  });

  it('are looked for only where one may be: of a database whose sounds are all gone nothing is asked', async () => {
    const files = Array.from({ length: 1000 }, (_, n) => describedFile(n));
    const followed = new FollowedDataSet(files);
    await followed.dataSet.whenCurrent();
    const asked: string[] = [];
    const store = {
      openStaged: async (audioId: string) => {
        asked.push(audioId);
        return null;
      },
    } as unknown as TrainingStore;
    const pool = {} as unknown as ComputePool;
    const sources = new AudioSources({ store, dataSet: followed.dataSet, pool, log: new LogBook() });
    sources.remember(ID, new File(['x'], 'sound.wav'));
    const { signal } = new AbortController();
    const all = files.map(({ file }) => file);
    expect(await sources.atHand(all, signal)).toEqual(new Set([ID]));
    expect(asked).toEqual([]);
    await expect(sources.atHand(all, AbortSignal.abort())).rejects.toThrow();
  });

  it('[S12] an example sound of an earlier visit is synthesised again, and no copy of it is left behind', async () => {
    const example = { ...SOUND, file: { ...SOUND.file, path: 'examples/tonal-01-organ-chord.wav' } };
    const followed = new FollowedDataSet([example]);
    await followed.dataSet.whenCurrent();
    const copies: string[] = [];
    const worker = {
      exampleNames: async () => ['tonal-01-organ-chord.wav'],
      synthesiseExample: async () => new Blob(['sound']),
      contentId: async () => ID,
      identify: async (_: Blob, path: string) => {
        copies.push(path);
        return { audioId: ID };
      },
    };
    const pool = { run: async (work: (remote: typeof worker) => unknown) => work(worker) } as unknown as ComputePool;
    const store = { openStaged: async () => null } as unknown as TrainingStore;
    expect(
      await new AudioSources({ store, dataSet: followed.dataSet, pool, log: new LogBook() }).open(ID),
    ).not.toBeNull();
    expect(copies).toEqual([]);
  });
});
