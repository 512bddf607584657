import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import type { DataSet } from '../../src/stages/data/dataSet.ts';
import type { UndoStage } from '../../src/stages/data/undoStage.ts';
import type { AudioSources } from '../../src/stages/import/audioSources.ts';
import { ImportStage } from '../../src/stages/import/importStage.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import type { NewAudioFile, TrainingStore } from '../../src/workers/contracts/store.ts';

const FULL = new AppError({
  code: 'storage-full',
  stage: 'import',
  subject: null,
  message: 'The disk is full. Free some space.',
});

describe('an import whose storing fails half-way', () => {
  it('shows what it has stored, and says how many files it has not and what to do', async () => {
    const stored: string[] = [];
    const store = {
      addAudioFiles: async (files: readonly NewAudioFile[]) => {
        if (stored.length > 0) throw FULL;
        stored.push(...files.map(({ path }) => path));
        return files.map(({ audioId, path }) => ({ kind: 'added', audioId, path }));
      },
    } as unknown as TrainingStore;
    const worker = { identify: async (_file: File, path: string) => ({ audioId: path, stagedName: path }) };
    const pool = { size: 1, run: async (work: (given: typeof worker) => unknown) => work(worker) };
    const shown: string[] = [];
    const log = new LogBook();
    const jobs = new JobBoard(log);
    const stage = new ImportStage({
      store,
      jobs,
      log,
      pool: pool as unknown as ComputePool,
      dataSet: { reload: async () => void shown.push(...stored) } as unknown as DataSet,
      sources: { remember: () => undefined, rememberHandles: async () => undefined } as unknown as AudioSources,
      undoing: { refresh: async () => undefined } as unknown as UndoStage,
    });
    const offered = [1, 2, 3, 4].map((n) => ({ path: `${n}.wav`, file: new File([], `${n}.wav`) }));
    expect(await stage.addFiles([...offered, { path: 'notes.txt', file: new File([], 'notes.txt') }])).toBe('failed');
    expect(shown).toEqual(['1.wav']);
    expect(jobs.jobs.peek()[0]?.state).toMatchObject({
      kind: 'failed',
      error: {
        code: 'storage-full',
        message:
          'Import ended early: 1 added, 0 already there, 1 refused, 3 not stored. The disk is full. Free some space. ' +
          'Then add the same files again, or press Retry under Jobs: what is there is passed over.',
      },
    });
  });
});
