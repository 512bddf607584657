import { expect, it } from 'vitest';
import type { DataSet } from '../../src/stages/data/dataSet.ts';
import { packingCalls } from '../../src/workers/compute/packing.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { columnsOf, FollowedDataSet } from '../fakes/followedDataSet.ts';
import { decodeTrainingCsv } from '../support/readTrainingCsv.ts';

/** A data set of so many files, every second of which has best parameters. */
async function dataSetOf(count: number): Promise<DataSet> {
  const records = Array.from({ length: count }, (_, n) => {
    const record = describedFile(n);
    const hyperparameters = {
      distancePenalty: n,
      normRate: 0.5,
      basePenaltyLog: 0.1,
      penaltySkew: 0.2,
      minimaxStrength: 0.3,
      lowPenalty: 0.4,
      highPenalty: 0.6,
    };
    const best = n % 2 === 0 ? { audioId: record.file.audioId, score: n, hyperparameters } : null;
    return { ...record, best };
  });
  const { dataSet } = new FollowedDataSet(records);
  await dataSet.whenCurrent();
  return dataSet;
}

it('a table is made of all files, which a worker asks for page by page', async () => {
  const dataSet = await dataSetOf(2500);
  const next = dataSet.pages();
  const sizes: number[] = [];
  const { csv, rows } = await packingCalls.encodeTrainingCsv(async () => {
    const page = await next();
    sizes.push(page?.rowCount ?? 0);
    return page;
  });
  expect(sizes).toEqual([1000, 1000, 500, 0]);
  expect(rows).toBe(1250);
  const table = decodeTrainingCsv(await csv.text(), 'table');
  expect(table.map(({ score }) => score).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 1250 }, (_, i) => 2 * i),
  );
});

it('of a data set that changes while a worker asks, all pages are as it was at the beginning', async () => {
  const { dataSet, tell } = await changingDataSet();
  const next = dataSet.pages();
  expect((await next())?.rowCount).toBe(1000);
  tell();
  expect((await next())?.rowCount).toBe(200);
  expect(await next()).toBeNull();
});

async function changingDataSet() {
  const followed = new FollowedDataSet(Array.from({ length: 1200 }, (_, n) => describedFile(n)));
  await followed.dataSet.whenCurrent();
  const removed = Array.from({ length: 600 }, (_, n) => `file-${n}`);
  return { dataSet: followed.dataSet, tell: () => followed.tell({ files: { saved: columnsOf([]), removed } }) };
}
