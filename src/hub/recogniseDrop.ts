import { isParquetName, isTableName, isZipName } from '../domain/dataSetFiles.ts';
import { shardKind } from './api/repositoryShards.ts';
import { isAudioName } from './audioNames.ts';
import { isHubFolder } from './folder/folderShard.ts';
import type { HubFile } from '../workers/contracts/hub.ts';
import { isParquetTable } from './tables/readTable.ts';

/**
 * What was dropped: shards of a data set, or a folder whose tables speak of its audio; null for neither. A Parquet file
 * without audio beside audio is a table and no shard.
 */
export async function recogniseDrop(files: readonly HubFile[]): Promise<'shards' | 'folder' | null> {
  const hasSounds = files.some(({ path }) => isAudioName(path));
  for (const { path, file } of files) {
    const kind = shardKind(path);
    if (kind === 'tar' || isZipName(path)) return 'shards';
    if (kind === 'parquet' && !(hasSounds && (await isParquetTable(path, file)))) return 'shards';
  }
  return (await isHubFolder(files)) ? 'folder' : null;
}

/** Whether files can be tables beside what is there: by their names, and Parquet files where they hold no audio. */
export async function areTables(files: readonly HubFile[]): Promise<boolean> {
  for (const { path, file } of files) {
    if (!isTableName(path)) return false;
    if (isParquetName(path) && !(await isParquetTable(path, file))) return false;
  }
  return true;
}
