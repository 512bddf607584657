import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { DataSetParquet } from '../../src/formats/dataSetParquet.ts';

/** The Parquet of files that are all at hand. */
export function encodeDataSetParquet(records: readonly AudioRecord[], methods?: string): ArrayBuffer {
  const parquet = new DataSetParquet(methods);
  parquet.write(records);
  parquet.finish();
  return parquet.take().slice().buffer;
}
