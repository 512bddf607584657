import { expect, test } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { inModelOrderInTurns, inputsInTurns, trainingMatrixInTurns } from '../../src/stages/model/inTurns.ts';
import { learnedFiles, learningRows, objectiveRows, trainingRows } from '../../src/stages/model/trainingRows.ts';
import { inModelOrder, trainingMatrix } from '../../src/ml/model/trainingMatrix.ts';
import { recordingsByPath } from '../../src/stages/import/recordings.ts';
import { inputsOf } from '../../src/stages/optimisation/directSearch.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';

test('[M1] training rows are the files with descriptors and best parameters, ordered by audio id', async () => {
  const withBest = (n: number): AudioRecord => {
    const record = describedFile(n);
    return { ...record, best: { audioId: record.file.audioId, score: n, hyperparameters: DEFAULT_HYPERPARAMETERS } };
  };
  const bare: AudioRecord = { ...withBest(7), descriptors: { kind: 'missing' } };
  const records = [withBest(3), describedFile(2), bare, withBest(1)];
  const { dataSet } = new FollowedDataSet(records);
  await dataSet.whenCurrent();
  const [one, three] = [withBest(1), withBest(3)];
  const { rows, of } = await trainingRows({ dataSet });
  expect(of).toBe(2);
  expect(
    rows.map(({ audioId, path, descriptors, score, hyperparameters }) => ({
      audioId,
      path,
      descriptors,
      score,
      hyperparameters,
    })),
  ).toEqual(
    [one, three].map(({ file, descriptors, best }) => ({
      audioId: file.audioId,
      path: file.path,
      descriptors: descriptors.kind === 'done' ? descriptors.descriptors : null,
      score: best?.score,
      hyperparameters: DEFAULT_HYPERPARAMETERS,
    })),
  );
});

test('[M1] each row that models learn from has the recording, the best preset and the score of its own file, in whatever order files come', async () => {
  const numbers = [3, 0, 2, 1, 4];
  const targetOf = (n: number) => [1 + n / 10, 0.1, 0.1, 0, 0.3];
  const described = numbers.map((n) => {
    const { file, descriptors } = describedFile(n);
    if (descriptors.kind !== 'done') throw new Error('the file has descriptors');
    return { audioId: file.audioId, path: `recording ${n % 2}/sound ${n}.wav`, descriptors: descriptors.descriptors };
  });
  const store = {
    listAttributions: async () => described.map(({ path }) => ({ path, sourceUrl: `https://example.org/${path[10]}` })),
    listOptima: async () => ({
      audioIds: described.map(({ audioId }) => audioId),
      scores: Float64Array.from(numbers),
      targets: Float64Array.from(numbers.flatMap(targetOf)),
    }),
  } as unknown as TrainingStore;
  const deps = { store } as Parameters<typeof learningRows>[0];
  const recordingOf = await recordingsByPath(deps);
  const inOrder = numbers.toSorted((a, b) => a - b);
  const groups = inOrder.map((n) => recordingOf(`recording ${n % 2}/sound ${n}.wav`));
  expect(new Set(groups).size).toBe(2);

  const control = { signal: new AbortController().signal, onProgress: () => undefined };
  const learned = await learningRows(deps, described, control);
  const own = described.map((row, i) => ({
    ...row,
    score: numbers[i] ?? 0,
    hyperparameters: { ...DEFAULT_HYPERPARAMETERS, distancePenalty: numbers[i] ?? 0 },
  }));
  const measured = await objectiveRows(deps, own, 'measured');
  for (const rows of [learned, measured]) {
    expect(rows.audioIds).toEqual(inOrder.map((n) => `file-${n}`));
    expect(rows.groups).toEqual(groups);
    expect(rows.recordingCount).toBe(2);
    expect([...rows.best]).toEqual(inOrder);
    expect(bytesOf(rows.inputs).equals(bytesOf(inputsOf(inModelOrder(described))))).toBe(true);
  }
  expect([...learned.optima]).toEqual(inOrder.flatMap(targetOf));
  expect(bytesOf(measured.optima).equals(bytesOf(trainingMatrix(own).targets))).toBe(true);
});

test('[M7] of more than 100,000 files as many are learned from, the same with labels and without', async () => {
  const model = describedFile(0);
  const records = Array.from({ length: 100_010 }, (_, n): AudioRecord => {
    const audioId = `file-${n}`;
    const best = { audioId, score: n, hyperparameters: DEFAULT_HYPERPARAMETERS };
    return { ...model, file: { ...model.file, audioId }, best };
  });
  const { dataSet } = new FollowedDataSet(records);
  await dataSet.whenCurrent();
  const { rows, of } = await trainingRows({ dataSet });
  expect([rows.length, of]).toEqual([100_000, 100_010]);
  const learned = await learnedFiles(dataSet);
  expect([learned.rows.length, learned.of]).toEqual([100_000, 100_010]);
  const ids = new Set(rows.map(({ audioId }) => audioId));
  expect(learned.rows.filter(({ audioId }) => !ids.has(audioId))).toEqual([]);
});

test('[M1] the order is that of code points: a pair of units comes after all single ones', () => {
  const ids = ['\u{1F3B5}', '\uFB01', '\uE000', 'b', 'a\u0301', 'a', ''];
  const inOrder = inModelOrder(ids.map((audioId) => ({ audioId }))).map(({ audioId }) => audioId);
  expect(inOrder).toEqual(['', 'a', 'a\u0301', 'b', '\uE000', '\uFB01', '\u{1F3B5}']);
});

test('[M1] what is ordered and written a turn at a time is what it would be at once, of any number of rows', async () => {
  const model = describedFile(0);
  if (model.descriptors.kind !== 'done') throw new Error('the file has descriptors');
  const { descriptors } = model.descriptors;
  for (const count of [0, 1, 999, 8192, 8193, 17_000]) {
    // Three of a kind: rows of one id stay in their order.
    const rows = Array.from({ length: count }, (_, n) => ({
      audioId: `file-${(n * 7919) % Math.ceil(count / 3)}`,
      path: String(n),
      score: n,
      descriptors: { ...descriptors, silenceRatio: n },
      hyperparameters: { ...DEFAULT_HYPERPARAMETERS, distancePenalty: n },
    }));
    const ordered = inModelOrder(rows);
    expect((await inModelOrderInTurns(rows)).map(({ path }) => path)).toEqual(ordered.map(({ path }) => path));
    const [matrix, atOnce] = [await trainingMatrixInTurns(rows), trainingMatrix(rows)];
    expect(bytesOf(matrix.inputs).equals(bytesOf(atOnce.inputs))).toBe(true);
    expect(bytesOf(matrix.targets).equals(bytesOf(atOnce.targets))).toBe(true);
    expect(bytesOf(await inputsInTurns(ordered)).equals(bytesOf(inputsOf(ordered)))).toBe(true);
  }
});

function bytesOf({ buffer }: Float64Array): Buffer {
  return Buffer.from(buffer);
}
