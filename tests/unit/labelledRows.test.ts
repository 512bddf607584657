import { expect, test } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { trainingRows } from '../../src/stages/model/labelledRows.ts';
import { learnedFiles } from '../../src/stages/model/learningRows.ts';
import { inModelOrder } from '../../src/ml/model/trainingMatrix.ts';
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
