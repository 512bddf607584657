import { expect, test } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { inModelOrderInTurns, inputsInTurns, trainingMatrixInTurns } from '../../src/stages/model/inTurns.ts';
import { learnedFiles, trainingRows } from '../../src/stages/model/trainingRows.ts';
import { inModelOrder, trainingMatrix } from '../../src/ml/model/trainingMatrix.ts';
import { inputsOf } from '../../src/stages/optimisation/directSearch.ts';
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
