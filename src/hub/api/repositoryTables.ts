import { isParquetName, isTableName, isZipName, sharedStem } from '../../domain/dataSetFiles.ts';
import type { HubShard, HubTable } from '../../domain/hubImport.ts';
import { isAudioName } from '../audioNames.ts';
import { assignTables } from '../tables/archiveTables.ts';
import type { RepositoryFile } from './hubApi.ts';
import { isRepositoryTable, shardKind } from './repositoryShards.ts';

/** Of more files each is one sound's, and none a table. */
const MOST_TABLES = 20;

/** Which tables of a repository surely speak of which of its tar files [L5]. */
export interface TarTables {
  readonly of: (tar: HubShard) => HubShard;
  /** Tables that speak of none for sure. */
  readonly unsure: readonly string[];
}

/**
 * A table that is called like a tar file speaks of that one; where a repository holds sounds in a single tar file only, every
 * table speaks of it.
 *
 * @param parquetTables - the Parquet files that hold no audio
 */
export function tablesOfTars(
  files: readonly RepositoryFile[],
  parquetTables: ReadonlySet<string>,
  urlOf: (path: string) => string,
): TarTables {
  const tars = files.filter(({ path }) => shardKind(path) === 'tar');
  const isOwnText = ({ path }: RepositoryFile) => isTableName(path) && !isParquetName(path);
  const candidates = files.filter((file) => parquetTables.has(file.path) || isOwnText(file));
  const { own, shared, unsure } = assignTables(
    candidates,
    tars.map(({ path }) => path),
  );
  const others = shared.filter(({ path }) => isRepositoryTable(path) || parquetTables.has(path));
  const holdsSounds = ({ path }: RepositoryFile) =>
    isAudioName(path) || isZipName(path) || (shardKind(path) !== null && !parquetTables.has(path));
  const isAlone = tars.length === 1 && files.filter(holdsSounds).length === 1 && others.length <= MOST_TABLES;
  const listed = ({ path, bytes }: RepositoryFile): HubTable => ({ name: path, url: urlOf(path), bytes });
  return {
    of: (shard) => {
      const tables = [...(own.get(shard.name) ?? []), ...(isAlone ? others : [])].map(listed);
      return tables.length === 0 || shard.kind !== 'tar' ? shard : { ...shard, tables };
    },
    unsure: [...(isAlone ? [] : others), ...unsure].map(({ path }) => path),
  };
}

/** The Parquet files beside tar files of the same name, which may be their tables. */
export function namedLikeTars(files: readonly RepositoryFile[]): readonly RepositoryFile[] {
  const tars = new Set(files.filter(({ path }) => shardKind(path) === 'tar').map(({ path }) => sharedStem(path)));
  return files.filter(({ path }) => isParquetName(path) && tars.has(sharedStem(path)));
}
