import { expect, it } from 'vitest';
import type { ModelLabel, TagChange } from '../../src/domain/labels.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { UndoStep } from '../../src/domain/undo.ts';
import { UndoStage } from '../../src/stages/data/undoStage.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { TaggingStage } from '../../src/stages/library/tagging.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';

const STEP: UndoStep = { stepId: 's', kind: 'tag', subject: null, audioFiles: 1, at: new Date(0), undone: false };

async function stage(tags: readonly (readonly string[])[]) {
  const records = tags.map((own, n) => ({ ...describedFile(n), tags: own }));
  const { dataSet } = new FollowedDataSet(records);
  await dataSet.whenCurrent();
  const asked: unknown[] = [];
  const answer = async (...args: readonly unknown[]) => {
    asked.push(args);
    return STEP;
  };
  const store = {
    tagSounds: async (ids: readonly string[], change: TagChange) => answer(ids, change),
    renameTag: async (from: string, to: string | null) => answer(from, to),
    noteSound: async (id: string, note: string | null) => answer(id, note),
    setGenre: async (ids: readonly string[], genre: string | null) => answer(ids, genre),
    labelModel: async (label: ModelLabel) => {
      if (label.name === 'refused')
        throw new AppError({ code: 'bad-input', stage: 'import', subject: null, message: 'No.' });
      return answer(label);
    },
  } as unknown as TrainingStore;
  const log = new LogBook();
  const undoing = new UndoStage({ store, dataSet, jobs: new JobBoard(log), log });
  const tagging = new TaggingStage({ store, dataSet, log, undoing });
  return { tagging, asked, lines: () => log.entries.value.map(({ message }) => message) };
}

it('a tag that is spelled in two ways equally often has the same spelling, whichever file was written last', async () => {
  const spelled = async (tags: readonly string[][]) => (await stage(tags)).tagging.allTags.value;
  expect(await spelled([['Kick'], ['kick']])).toEqual(await spelled([['kick'], ['Kick']]));
});

it('[S16] tags are counted without case in the spelling that most have, and added in it, to whom lacks them', async () => {
  const { tagging, asked, lines } = await stage([['Drums', 'loud'], ['Drums'], ['drums'], []]);
  expect(tagging.allTags.value).toEqual([
    { tag: 'Drums', count: 3 },
    { tag: 'loud', count: 1 },
  ]);
  const ids = ['file-0', 'file-3', 'file-3', 'gone'];
  expect(await tagging.tag(ids, { add: ['DRUMS '] })).toBe(true);
  expect(await tagging.tag(ids, { add: ['new'], remove: ['LOUD'] })).toBe(true);
  expect(await tagging.tag(['file-0'], { add: ['drums'] })).toBe(false);
  expect(await tagging.renameTag('DRUMS', null)).toBe(true);
  expect(asked).toEqual([
    [['file-3'], { add: ['Drums'], remove: [] }],
    [['file-0', 'file-3'], { add: ['new'], remove: ['LOUD'] }],
    ['DRUMS', null],
  ]);
  await expect
    .poll(lines)
    .toEqual([
      'Tagged: 1 sound with “Drums”',
      'Tagged: 2 sounds with “new”, without “LOUD”',
      'Nothing to change: these sounds have it so already, or are gone.',
      'Tag removed: “DRUMS” from 3 sounds',
    ]);
});

it('[S16] a note, a genre and the name of a model are one line in the log each, and what is refused says why', async () => {
  const { tagging, lines } = await stage([[], []]);
  await tagging.note('file-0', 'hear the end');
  await tagging.note('file-1', ' ');
  await tagging.setGenre(['file-0', 'file-1'], ' rain  ');
  await tagging.labelModel({ modelId: 'm', name: 'first', note: null, pinned: false });
  await tagging.labelModel({ modelId: 'm', name: 'first', note: null, pinned: true });
  expect(await tagging.labelModel({ modelId: 'm', name: 'refused', note: null, pinned: false })).toBe(false);
  await expect
    .poll(lines)
    .toEqual([
      'Note kept: sounds/0.wav',
      'Nothing to change: these sounds have it so already, or are gone.',
      'Genre set: “rain” for 2 sounds',
      'Model labelled: m is “first”',
      'Model pinned: m',
      'No.',
    ]);
});
