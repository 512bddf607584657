import { expect, it } from 'vitest';
import { describedFiles } from '../../src/domain/audioFile.ts';
import { inModelOrder } from '../../src/ml/model/trainingMatrix.ts';
import type { DataSet } from '../../src/stages/data/dataSet.ts';
import { rowsFingerprint } from '../../src/stages/model/fingerprint.ts';
import { inputsOf } from '../../src/stages/optimisation/directSearch.ts';
import { packingCalls } from '../../src/workers/compute/packing.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { columnsOf, FollowedDataSet } from '../fakes/followedDataSet.ts';
import { encodeDataSetParquet } from '../support/encodeDataSetParquet.ts';
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

const isSearched = (row: { readonly isSearched: boolean }) => row.isSearched;

it('the training CSV has its files ordered by audio id, and a worker asks for some at a time', async () => {
  const dataSet = await dataSetOf(2500);
  const files = dataSet.byPlace(isSearched);
  const sizes: number[] = [];
  const rowsAt = async (places: Uint32Array) => {
    sizes.push(places.length);
    return files.rowsAt(places);
  };
  const { table, stagedName, rows } = await packingCalls.encodeTrainingCsv({ ...files, rowsAt });
  expect(sizes).toEqual([1000, 250]);
  expect([rows, stagedName, table.type]).toEqual([1250, null, 'text/csv']);
  const decoded = decodeTrainingCsv(await table.text(), 'table');
  expect(decoded.map(({ audioId }) => audioId)).toEqual(Array.from({ length: 1250 }, (_, i) => `file-${2 * i}`).sort());
  expect(decoded.every(({ audioId, score }) => audioId === `file-${score}`)).toBe(true);
});

it('the fingerprint of the descriptors is that of all of them ordered by audio id', async () => {
  const dataSet = await dataSetOf(1500);
  const ordered = inModelOrder(describedFiles(dataSet.filesWhere((row) => row.isDescribed)));
  const fingerprint = await packingCalls.describedFingerprint(dataSet.byPlace((row) => row.isDescribed));
  expect(fingerprint).toBe(await rowsFingerprint(inputsOf(ordered)));
});

it('Parquet is written as its pages come, to the same bytes as at once', async () => {
  const dataSet = await dataSetOf(2500);
  const { table, stagedName } = await packingCalls.encodeParquet(dataSet.pages(), 2500, 'How.');
  expect([stagedName, table.type]).toEqual([null, 'application/vnd.apache.parquet']);
  const atOnce = encodeDataSetParquet(dataSet.records.peek(), 'How.');
  expect(Buffer.compare(Buffer.from(await table.arrayBuffer()), Buffer.from(atOnce))).toBe(0);
});

it('of a data set that changes while a worker asks for rows by their places, they are as at the beginning', async () => {
  const { dataSet, tell } = await changingDataSet();
  const files = dataSet.byPlace(() => true);
  tell();
  expect(await files.nextIds()).toHaveLength(1200);
  expect(await files.nextIds()).toBeNull();
  const { texts } = await files.rowsAt(Uint32Array.of(1199, 0));
  expect(texts.audioId).toEqual(['file-1199', 'file-0']);
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
