import { audioRows } from '../../src/domain/audioColumns.ts';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { AudioTally, type AudioCounts, type AudioValues } from '../../src/stages/data/audioTally.ts';
import { columnsOf } from './followedDataSet.ts';

/** The counts of a data set that holds these. */
export function countsOf(records: readonly AudioRecord[]): AudioCounts {
  return tallyOf(records).counts;
}

/** What is written of files in it. */
export function valuesOf(records: readonly AudioRecord[]): AudioValues {
  return tallyOf(records).values;
}

function tallyOf(records: readonly AudioRecord[]): AudioTally {
  const tally = new AudioTally();
  for (const row of audioRows(columnsOf(records))) tally.add(row);
  return tally;
}
