import { describe, expect, it } from 'vitest';
import type { AudioMetadata } from '../../src/domain/hubImport.ts';
import { DESCRIPTOR_COUNT } from '../../src/domain/descriptors.ts';
import { AudioIdSet, type AudioIdDelta } from '../../src/domain/audioIdSet.ts';
import { AppError } from '../../src/domain/errors.ts';
import { UndoStage } from '../../src/stages/data/undoStage.ts';
import { DescriptorStage } from '../../src/stages/descriptors/descriptorStage.ts';
import type { AudioSources } from '../../src/stages/import/audioSources.ts';
import type { CopyKeeper } from '../../src/stages/import/copyKeeper.ts';
import { HubImportWriter } from '../../src/stages/hubImport/hubImportWriter.ts';
import { ImportStage } from '../../src/stages/import/importStage.ts';
import { ByteBudget } from '../../src/stages/jobs/byteBudget.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { DescribedAudio } from '../../src/workers/contracts/compute.ts';
import type { AddedAudio } from '../../src/workers/contracts/storeRecords.ts';
import type { DescribedFile, TrainingStore } from '../../src/workers/contracts/store.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';

const FULL = new AppError({
  code: 'storage-full',
  stage: 'import',
  subject: null,
  message: 'The disk is full. Free some space.',
});
const idOf = (bytes: string): string => bytes.codePointAt(0)!.toString(16).padStart(20, '0');

const spent = { hashingMs: 0, decodingMs: 0, computingMs: 0 };
const FACTS = { durationSec: 1, sampleRateHz: 44_100, channels: 1 };

/** What a file of the tests is: its bytes by a letter, and how its analysis goes. */
interface Offered {
  readonly path: string;
  readonly bytes: string;
  readonly goes?: 'well' | 'wrong' | 'nowhere' | 'with its worker' | 'with a refusal';
  readonly takesMs?: number;
}

/** A workbench whose worker knows files by their letters, and whose store takes its time. */
function workbench(offered: readonly Offered[], storeFailsAfter = Infinity) {
  const log = new LogBook();
  const jobs = new JobBoard(log);
  const stored: DescribedFile[][] = [];
  const decoded: string[] = [];
  const doneAtCommit: (readonly [shown: number, stored: number])[] = [];
  const shown = () => {
    const state = jobs.jobs.value.at(-1)?.state;
    return state?.kind === 'running' ? state.done : 0;
  };
  const store = {
    status: async () => ({ mode: 'opfs' }),
    async addDescribedAudio(files: readonly DescribedFile[]): Promise<AddedAudio[]> {
      const before = stored.flat();
      if (stored.length >= storeFailsAfter) throw FULL;
      await new Promise((resolve) => setTimeout(resolve, 20));
      doneAtCommit.push([shown(), before.length]);
      stored.push([...files]);
      return files.map(({ file: { audioId, path } }, i) => {
        const first = [...before, ...files.slice(0, i)].find(({ file }) => file.audioId === audioId);
        return first === undefined
          ? { kind: 'added', audioId, path }
          : { kind: 'duplicate', audioId, path, existingPath: first.file.path };
      });
    },
  } as unknown as TrainingStore;
  const of = (path: string): Offered => offered.find((file) => file.path === path)!;
  const described = new AudioIdSet();
  const worker = {
    async describe(_: File, __: Uint8Array, path: string, delta: AudioIdDelta): Promise<DescribedAudio> {
      const { bytes, goes = 'well', takesMs = 0 } = of(path);
      const audio = { ...FACTS, audioId: idOf(bytes), stagedName: null };
      described.follow(delta);
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      if (goes === 'with its worker') {
        throw new AppError({ code: 'worker-died', stage: 'import', subject: null, message: 'died' });
      }
      if (goes === 'with a refusal') {
        throw new AppError({ code: 'unsupported-format', stage: 'import', subject: path, message: 'no audio' });
      }
      if (described.has(idOf(bytes))) return { audio, outcome: null, spent };
      decoded.push(path);
      if (goes === 'nowhere') await new Promise(() => undefined);
      if (goes === 'wrong') {
        const error = { code: 'damaged-file', stage: 'descriptors', subject: path, message: 'damaged' } as const;
        return { audio, outcome: { kind: 'failed', error }, spent };
      }
      const descriptors = new Float64Array(DESCRIPTOR_COUNT);
      const rest = { frameCount: 9, windows: [], note: null };
      return { audio, outcome: { kind: 'done', descriptors, ...rest, ...FACTS }, spent };
    },
    identify: async (_: File, path: string) => ({
      ...FACTS,
      audioId: idOf(of(path).bytes),
      stagedName: `copy of ${path}`,
    }),
  };
  const pool = {
    size: 2,
    run: async (work: (remote: typeof worker) => Promise<unknown>, { signal }: { readonly signal: AbortSignal }) =>
      Promise.race([
        work(worker),
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      ]),
  } as unknown as ComputePool;
  const atHand: string[] = [];
  const sources = {
    remember: (audioId: string) => void atHand.push(audioId),
    rememberHandles: async () => undefined,
  } as unknown as AudioSources;
  const { dataSet } = new FollowedDataSet([]);
  const undoing = new UndoStage({ store, dataSet, jobs, log });
  const shared = { store, pool, dataSet, sources, jobs, log, undoing, webAudio: new ByteBudget(1) };
  const copied: string[] = [];
  const copies = {
    offer: (audioIds: readonly string[]) => void copied.push(...audioIds),
    openKeeper: async () => null,
  };
  const tools = { ...shared, copies, descriptors: new DescriptorStage(shared) };
  const importing = new ImportStage(tools);
  const start = async () => importing.addFiles(offered.map(({ path }) => ({ path, file: new File(['x'], path) })));
  /** What the log says of both jobs, once it has told what came in quick succession. */
  const lines = async () => {
    const said = () => log.entries.value.map(({ message }) => message).filter((line) => / finished: /u.test(line));
    await expect.poll(said).toHaveLength(2);
    return said();
  };
  return { start, tools, jobs, stored, decoded, atHand, copied, doneAtCommit, lines };
}

describe('a public data set', () => {
  const metadata = {
    datasetId: 'x/y',
    config: 'default',
    split: 'train',
    title: null,
    sourceUrl: null,
    license: 'CC0',
    licenseFamily: 'cc0',
    licenseSource: 'row',
    creator: null,
    genre: 'rain',
    tags: [],
    rawJson: '{}',
  } as const satisfies AudioMetadata;

  it('[L4] [S1] comes in described and with its licences, as one step, each sound once and without a copy', async () => {
    const { tools, stored, decoded, atHand } = workbench([
      { path: 'x/y/a.wav', bytes: 'a' },
      { path: 'x/y/twin.wav', bytes: 'a' },
      { path: 'x/y/bad.wav', bytes: 'b', goes: 'wrong' },
      { path: 'x/y/text.wav', bytes: 't', goes: 'with a refusal' },
    ]);
    const writer = new HubImportWriter(tools, new AbortController().signal);
    const verdicts = [];
    for (const path of ['x/y/a.wav', 'x/y/twin.wav', 'x/y/bad.wav', 'x/y/text.wav']) {
      verdicts.push(await writer.store({ audio: new Blob(['x']), path, metadata, isPassing: false }));
    }
    await writer.settled();
    expect(verdicts).toEqual(['saved', 'already-there', 'saved', 'failed']);
    expect(decoded).toEqual(['x/y/a.wav', 'x/y/bad.wav']);
    expect(stored.flat().map(({ file, outcome }) => [file.path, outcome?.kind, file.stagedName])).toEqual([
      ['x/y/a.wav', 'done', null],
      ['x/y/twin.wav', undefined, null],
      ['x/y/bad.wav', 'failed', 'copy of x/y/bad.wav'],
    ]);
    for (const { file, metadata: kept } of stored.flat()) {
      expect([file.source, file.genre, kept]).toEqual(['x/y', 'rain', metadata]);
    }
    expect(atHand).toEqual([idOf('a'), idOf('a')]);
    expect(await writer.summary()).toEqual(['Descriptors finished: 1 done, 1 failed']);
  });

  it('of which little stays in memory where no copy is kept, none where one is, and all that lies on the disk stays at hand', async () => {
    const large = <B extends Blob>(blob: B): B => Object.defineProperty(blob, 'size', { value: 40 * 2 ** 20 });
    const item = (audio: Blob, path: string, isPassing = false) => ({ audio: large(audio), path, metadata, isPassing });
    const offered = ['a', 'b', 'c', 'd'].map((bytes) => ({ path: `${bytes}.wav`, bytes }));
    const atHandOf = async (isKept: boolean) => {
      const { tools, atHand } = workbench(offered);
      const keeper = { put: async () => isKept, tell: async () => undefined, summary: () => '' };
      const copies = { openKeeper: async () => keeper as unknown as CopyKeeper };
      const writer = new HubImportWriter({ ...tools, copies }, new AbortController().signal);
      await writer.store(item(new Blob(['x']), 'a.wav'));
      await writer.store(item(new Blob(['x']), 'b.wav'));
      await writer.store(item(new File(['x'], 'c.wav'), 'c.wav'));
      await writer.store(item(new File(['x'], 'unpacked'), 'd.wav', true));
      return atHand;
    };
    expect(await atHandOf(false)).toEqual([idOf('a'), idOf('c')]);
    expect(await atHandOf(true)).toEqual([idOf('c')]);
  });
});

describe('importing', () => {
  it('[S12] stores files with their descriptors, each in one call, offers them to be copied, and says both lines when the job has ended', async () => {
    const { start, jobs, stored, copied, lines } = workbench(
      ['a', 'b', 'c'].map((bytes) => ({ path: `${bytes}.wav`, bytes })),
    );
    await start();
    expect(stored.flat().map(({ file, outcome }) => [file.path, outcome?.kind, file.stagedName])).toEqual([
      ['a.wav', 'done', null],
      ['b.wav', 'done', null],
      ['c.wav', 'done', null],
    ]);
    expect(copied).toEqual([idOf('a'), idOf('b'), idOf('c')]);
    expect(await lines()).toEqual([
      'Import finished: 3 added, 0 already there, 0 refused',
      'Descriptors finished: 3 done, 0 failed',
    ]);
    expect(jobs.jobs.value).toMatchObject([
      { kind: 'import', state: { kind: 'done', summary: 'Import finished: 3 added, 0 already there, 0 refused' } },
    ]);
  });

  it('[durability] never shows a file as done before it is stored', async () => {
    const offered = Array.from({ length: 30 }, (_, i) => ({
      path: `${i}.wav`,
      bytes: String.fromCodePoint(65 + i),
      takesMs: 3,
    }));
    const { start, doneAtCommit } = workbench(offered);
    await start();
    expect(doneAtCommit.length).toBeGreaterThan(1);
    for (const [shown, stored] of doneAtCommit) expect(shown).toBeLessThanOrEqual(stored);
  });

  it('[S1] of the same bytes keeps the first by name, described whichever was decoded, and one that comes later is not decoded', async () => {
    const { start, stored, decoded, lines } = workbench([
      { path: 'slow.wav', bytes: 'x', takesMs: 60 },
      { path: 'quick.wav', bytes: 'x' },
      { path: 'other.wav', bytes: 'y' },
      { path: 'late.wav', bytes: 'x' },
    ]);
    await start();
    expect(decoded).not.toContain('late.wav');
    expect(stored.flat().map(({ file, outcome }) => [file.path, outcome?.kind])).toEqual([
      ['slow.wav', 'done'],
      ['quick.wav', undefined],
      ['other.wav', 'done'],
      ['late.wav', undefined],
    ]);
    expect(await lines()).toEqual([
      'Import finished: 2 added, 2 already there, 0 refused',
      'Descriptors finished: 2 done, 0 failed',
    ]);
  });

  it('imports what cannot be described with a copy for a later try, also where its worker died', async () => {
    const { start, stored, lines } = workbench([
      { path: 'bad.wav', bytes: 'a', goes: 'wrong' },
      { path: 'heavy.wav', bytes: 'b', goes: 'with its worker' },
    ]);
    await start();
    expect(stored.flat().map(({ file, outcome }) => [file.stagedName, outcome])).toEqual([
      ['copy of bad.wav', { kind: 'failed', audioId: idOf('a'), reason: 'damaged' }],
      ['copy of heavy.wav', { kind: 'failed', audioId: idOf('b'), reason: 'died' }],
    ]);
    expect(await lines()).toEqual([
      'Import finished: 2 added, 0 already there, 0 refused',
      'Descriptors finished: 0 done, 2 failed',
    ]);
  });

  it('[durability] stopped, keeps what is described and leaves the rest out', async () => {
    const { start, jobs, stored, decoded, lines } = workbench([
      { path: 'a.wav', bytes: 'a' },
      { path: 'endless.wav', bytes: 'b', goes: 'nowhere' },
      { path: 'c.wav', bytes: 'c' },
      { path: 'again.wav', bytes: 'b', goes: 'nowhere' },
    ]);
    const ended = start();
    await expect.poll(() => decoded).toContain('c.wav');
    jobs.stop(jobs.running('import')!.id);
    await ended;
    expect(stored.flat().map(({ file, outcome }) => [file.path, outcome?.kind])).toEqual([
      ['a.wav', 'done'],
      ['c.wav', 'done'],
    ]);
    expect(await lines()).toEqual([
      'Import finished: 2 added, 0 already there, 0 refused (stopped)',
      'Descriptors finished: 2 done, 0 failed (stopped)',
    ]);
  });

  it('whose storing fails half-way says what it has stored, how many files it has not, and what to do', async () => {
    const offered = Array.from({ length: 6 }, (_, i) => ({ path: `${i}.wav`, bytes: String(i), takesMs: 30 * i }));
    const { start, jobs, stored } = workbench(
      [...offered, { path: 'notes.txt', bytes: 'n', goes: 'with a refusal' as const }],
      1,
    );
    expect(await start()).toBe('failed');
    const there = stored.flat().length;
    expect(there).toBeGreaterThan(0);
    expect(jobs.jobs.peek()[0]?.state).toMatchObject({
      kind: 'failed',
      error: {
        code: 'storage-full',
        message: expect.stringMatching(
          new RegExp(
            `^Import ended early: ${there} added, 0 already there, [01] refused, [1-6] not stored\\. The disk is full\\. ` +
              'Free some space\\. Then add the same files again, or press Retry under Jobs: what is there is passed over\\.$',
            'u',
          ),
        ) as string,
      },
    });
  });
});
