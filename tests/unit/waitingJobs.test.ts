import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { describe, expect, it } from 'vitest';
import type { UndoStep } from '../../src/domain/undo.ts';
import { UndoStage } from '../../src/stages/data/undoStage.ts';
import { JobBoard, type JobControl } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';

const IMPORT = { kind: 'import', stage: 'import', title: 'Import', unit: 'files' } as const;
const EXTRACTION = { kind: 'descriptors', stage: 'descriptors', title: 'Descriptors', unit: 'files' } as const;
const RUN_ALL = { kind: 'run-all', stage: 'import', title: 'Run All', unit: 'steps' } as const;

/** A board, and work that ends when it is told to. */
function boardWithLog() {
  const log = new LogBook();
  const board = new JobBoard(log);
  const begun: string[] = [];
  const end = new Map<string, () => void>();
  const work =
    (name: string) =>
    async ({ signal }: JobControl) => {
      begun.push(name);
      await new Promise<void>((resolve) => {
        end.set(name, resolve);
        signal.addEventListener('abort', () => resolve());
      });
      return `${name} finished`;
    };
  const states = () => board.jobs.peek().map(({ state }) => state.kind);
  const lines = () => log.entries.peek().map(({ message }) => message);
  return { log, board, begun, work, end, states, lines };
}

/** Lets everything that is ready run, the log's lines too. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
}

describe('jobs that wait', () => {
  it('of three imports asked for at once none is lost: they run one after another', async () => {
    const { board, begun, work, end, states, lines } = boardWithLog();
    const asked = ['first', 'second', 'third'].map(async (name) => board.run(IMPORT, work(name)));
    expect(states()).toEqual(['running', 'waiting', 'waiting']);
    expect(board.jobs.peek()[1]?.state).toEqual({ kind: 'waiting', for: 'Import' });
    expect(board.busy).toBe(true);
    for (const name of ['first', 'second', 'third']) {
      await settle();
      expect(begun.at(-1)).toBe(name);
      end.get(name)?.();
    }
    expect(await Promise.all(asked)).toEqual(['done', 'done', 'done']);
    await settle();
    expect(lines()).toEqual([
      'Import waits for Import',
      'Import waits for Import',
      'first finished',
      'second finished',
      'third finished',
    ]);
  });

  it('one that waits is stopped without ever having begun, and can be asked for again', async () => {
    const { board, begun, work, end, states, lines } = boardWithLog();
    const first = board.run(IMPORT, work('first'));
    const second = board.run(IMPORT, work('second'));
    board.stop(board.jobs.peek()[1]!.id);
    expect(await second).toBe('stopped');
    expect(states()).toEqual(['running', 'stopped']);
    const again = board.retry(board.jobs.peek()[1]!.id);
    expect(states()).toEqual(['running', 'stopped', 'waiting']);
    end.get('first')?.();
    expect(await first).toBe('done');
    await settle();
    expect(begun).toEqual(['first', 'second']);
    end.get('second')?.();
    await again;
    expect(states()).toEqual(['done', 'stopped', 'done']);
    await settle();
    expect(lines()).toContain('Import stopped before it began');
  });

  it('stopping all lets none of those that wait begin', async () => {
    const { board, begun, work, states } = boardWithLog();
    const asked = ['first', 'second', 'third'].map(async (name) => board.run(IMPORT, work(name)));
    await board.stopAll();
    expect(await Promise.all(asked)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(begun).toEqual(['first']);
    expect(states()).toEqual(['stopped', 'stopped', 'stopped']);
    expect(board.busy).toBe(false);
  });

  it('the same again is refused with a line that says why', async () => {
    const { board, begun, work, end, states, lines } = boardWithLog();
    const first = board.run(EXTRACTION, work('first'));
    expect(await board.run(EXTRACTION, work('second'))).toBe('refused');
    expect(states()).toEqual(['running']);
    end.get('first')?.();
    expect(await first).toBe('done');
    await settle();
    expect(begun).toEqual(['first']);
    expect(lines()[0]).toBe('Descriptors refused: the same runs already. Wait for it, or stop it under Jobs.');
  });

  it('a step of Run All runs under what Run All holds; what else needs it waits for Run All', async () => {
    const { board, begun, work, end } = boardWithLog();
    const all = board.run(RUN_ALL, async ({ signal }) => {
      await board.run(EXTRACTION, work('step'), signal);
      return 'Run All finished';
    });
    const own = board.run({ ...EXTRACTION, title: 'Descriptors of one' }, work('own'));
    expect(board.jobs.peek().map(({ title, state }) => [title, state.kind])).toEqual([
      ['Run All', 'running'],
      ['Descriptors', 'running'],
      ['Descriptors of one', 'waiting'],
    ]);
    expect(board.jobs.peek()[2]?.state).toEqual({ kind: 'waiting', for: 'Run All' });
    end.get('step')?.();
    expect(await all).toBe('done');
    await settle();
    expect(begun).toEqual(['step', 'own']);
    end.get('own')?.();
    expect(await own).toBe('done');
  });

  it('Run All waits for an import that is under way, so that it works on what comes in; one that is asked for later goes beside it', async () => {
    const { board, begun, work, end } = boardWithLog();
    const asked = [
      board.run(IMPORT, work('before')),
      board.run(RUN_ALL, work('all')),
      board.run(IMPORT, work('after')),
    ];
    expect(board.jobs.peek()[1]?.state).toEqual({ kind: 'waiting', for: 'Import' });
    end.get('before')?.();
    await settle();
    expect(begun).toEqual(['before', 'all', 'after']);
    end.get('all')?.();
    end.get('after')?.();
    expect(await Promise.all(asked)).toEqual(['done', 'done', 'done']);
  });
});

describe('Undo while a job runs', () => {
  const step = (stepId: string, kind: UndoStep['kind']): UndoStep => ({
    stepId,
    kind,
    subject: null,
    audioFiles: 1,
    at: new Date(0),
    undone: false,
  });

  async function undoing() {
    const made = boardWithLog();
    const followed = new FollowedDataSet([], { undoSteps: [step('removal', 'remove-audio')] });
    const { dataSet } = followed;
    await dataSet.whenCurrent();
    const undone: string[] = [];
    const store = {
      undo: async (stepId: string) => void undone.push(stepId),
    } as unknown as TrainingStore;
    const stage = new UndoStage({ store, dataSet, jobs: made.board, log: made.log });
    const running = made.board.run(IMPORT, made.work('import'));
    const answer = stage.undo();
    const finish = async () => {
      made.end.get('import')?.();
      await running;
      return answer;
    };
    return { ...made, followed, undone, finish };
  }

  it('waits for the job and then takes the step back that was shown', async () => {
    const { finish, undone, states } = await undoing();
    expect(states()).toEqual(['running', 'waiting']);
    expect(await finish()).toBe('done');
    expect(undone).toEqual(['removal']);
  });

  it('is refused where another step has come on top of it', async () => {
    const { finish, undone, followed, states, lines } = await undoing();
    followed.tell({ undoSteps: [step('import', 'import'), step('removal', 'remove-audio')] });
    expect(await finish()).toBe('refused');
    expect(undone).toEqual([]);
    expect(states()).toEqual(['done', 'refused']);
    await settle();
    expect(lines()).toContain(
      'Undo refused: removal of 1 file is no longer the next step, that is import of 1 file now. Press Undo again for it.',
    );
  });
});
