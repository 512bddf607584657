import { expect, it } from 'vitest';
import { UNDO_LIMIT, type UndoStep } from '../../src/domain/undo.ts';
import { UndoStage } from '../../src/stages/data/undoStage.ts';
import type { Tools } from '../../src/stages/tools.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';

const step = (n: number, undone = false): UndoStep => ({
  stepId: `step-${n}`,
  kind: 'remove-audio',
  subject: null,
  audioFiles: 1000 * n,
  at: new Date(n),
  undone,
});

async function told(before: readonly UndoStep[], after: readonly UndoStep[]): Promise<readonly string[]> {
  const followed = new FollowedDataSet([], { undoSteps: before });
  const log = new LogBook();
  const { dataSet } = followed;
  // It starts no job.
  new UndoStage({ dataSet, log } as unknown as Pick<Tools, 'store' | 'dataSet' | 'jobs' | 'log'>).tellOfLostSteps();
  await dataSet.whenCurrent();
  followed.tell({ undoSteps: after });
  await dataSet.whenCurrent();
  return log.entries.value.map(({ message }) => message);
}

it('[S18] says which steps can no longer be undone as they take too much room', async () => {
  expect(await told([step(2), step(1)], [step(3), step(2)])).toEqual([
    'removal of 1,000 files can no longer be undone: what Undo keeps for it takes more room than the data set.',
  ]);
  expect(await told([step(3), step(2), step(1)], [step(4), step(3)])).toEqual([
    '2 earlier steps can no longer be undone: what Undo keeps for them takes more room than the data set.',
  ]);
});

it('says nothing of steps that were taken back, that are beyond the number kept, or that go with everything else', async () => {
  expect(await told([step(2, true), step(1)], [step(3), step(1)])).toEqual([]);
  const many = Array.from({ length: UNDO_LIMIT }, (_, n) => step(UNDO_LIMIT - n));
  expect(await told(many, [step(UNDO_LIMIT + 1), ...many.slice(0, -1)])).toEqual([]);
  expect(await told([step(2), step(1)], [])).toEqual([]);
});
