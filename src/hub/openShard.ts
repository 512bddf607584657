import type { HubShard, HubAccess } from '../domain/hubImport.ts';
import { AppError } from '../domain/errors.ts';
import { BlobSource, type RangeSource } from './bytes/rangeSource.ts';
import { FolderShard, ofFolder } from './folder/folderShard.ts';
import type { HubApi } from './api/hubApi.ts';
import type { Net } from './api/net.ts';
import { fetchFile, UrlSource } from './api/urlSource.ts';
import { ParquetShard } from './parquet/parquetShard.ts';
import type { HubSource } from '../workers/contracts/hub.ts';
import { baseName } from './audioNames.ts';
import { isZipName, shardKind } from './api/repositoryShards.ts';
import { canHoldAudio } from './columns/feature.ts';
import { isTableName, readTable, tooLarge, type Table } from './tables/readTable.ts';
import { joinTables, type JoinedTables } from './tables/tableJoin.ts';
import { TarShard } from './tar/tarShard.ts';

/** What reading a data set takes from its surroundings. */
export interface HubTools {
  readonly net: Net;
  readonly access: HubAccess;
}

export type OpenShard =
  | { readonly kind: 'parquet'; readonly reader: ParquetShard }
  | { readonly kind: 'tar'; readonly reader: TarShard }
  | { readonly kind: 'folder'; readonly reader: FolderShard };

/** Opens the shards of one source; the hub's client and its limits are shared by all of them. */
export class ShardOpener {
  readonly api: HubApi;
  readonly #source: HubSource;
  readonly #shards: readonly HubShard[];
  #tables: Promise<JoinedTables | null> | null = null;

  /** @param shards - all of the split: what tables beside it may mean */
  constructor(source: HubSource, api: HubApi, shards: readonly HubShard[]) {
    this.api = api;
    this.#source = source;
    this.#shards = shards;
  }

  /** Rejects with AppError where the shard is gone or no such file. */
  async open(shard: HubShard, signal: AbortSignal): Promise<OpenShard> {
    if (shard.kind === 'folder') {
      const files = this.#source.kind === 'folder' ? this.#source.files : [];
      return { kind: 'folder', reader: await FolderShard.open(files.map(ofFolder), signal) };
    }
    if (shard.kind === 'zip') return { kind: 'folder', reader: await this.#zips(signal) };
    const bytes = this.#bytes(shard);
    if (shard.kind === 'tar') return { kind: 'tar', reader: new TarShard(bytes, { isLocal: shard.url === null }) };
    const reader = await ParquetShard.open(bytes, signal);
    reader.tables = await this.tablesBeside(signal);
    return { kind: 'parquet', reader };
  }

  /** What the tables say that were dropped beside shards, or given to a data set of the hub. A name that two of their rows have is nobody's. */
  async tablesBeside(signal: AbortSignal): Promise<JoinedTables | null> {
    this.#tables ??= this.#joinBeside(signal);
    return this.#tables;
  }

  async #joinBeside(signal: AbortSignal): Promise<JoinedTables | null> {
    const source = this.#source;
    if (source.kind === 'folder') return null;
    const tables: Table[] = [];
    const names: string[] = [];
    for (const { path, file } of source.kind === 'hub' ? (source.tables ?? []) : source.files) {
      if (!isTableName(path)) continue;
      // Shards are no tables, whatever they weigh.
      const skipped = shardKind(path) === null ? tooLarge(path, file.size) : null;
      tables.push(skipped ?? (await readTable({ path: baseName(path), file }, signal)));
    }
    if (tables.every(({ rows, problems }) => rows.length + problems.length === 0)) return null;
    for (const listed of this.#shards) {
      if (listed.kind !== 'parquet') continue;
      const shard = await ParquetShard.open(this.#bytes(listed), signal);
      if (![...shard.features.values()].some(canHoldAudio)) continue;
      for (let group = 0; group < shard.groupCount; group += 1) names.push(...(await shard.names(group, signal)));
    }
    return joinTables(tables, names);
  }

  /** Archives that were dropped together are one folder: the tables of one speak of the sounds of another. */
  async #zips(signal: AbortSignal): Promise<FolderShard> {
    const files = this.#source.kind === 'shards' ? this.#source.files : [];
    const { zipFiles } = await import('./zip/zipFiles.ts');
    const within = await zipFiles(files.filter(({ path }) => isZipName(path)));
    const beside = files.filter(({ path }) => isTableName(path)).map(ofFolder);
    return FolderShard.open([...within, ...beside], signal);
  }

  /** The file that a row only names, from the hub; null where it cannot be there, or nothing may be asked of it. */
  async named(name: string, signal: AbortSignal): Promise<Blob | null> {
    const file = this.#source.kind === 'hub' ? this.api.namedUrl(name) : null;
    return file === null ? null : fetchFile(this.api.client, { ...file, name }, signal);
  }

  #bytes(shard: HubShard): RangeSource {
    const source = this.#source;
    if (source.kind === 'hub' && shard.url !== null) {
      const { name, url, bytes } = shard;
      const { datasetId } = source;
      return new UrlSource(this.api.client, { datasetId, name, url, bytes }, async (signal) =>
        this.api.newestUrl(datasetId, url, signal),
      );
    }
    const dropped = source.kind === 'hub' ? undefined : source.files.find(({ path }) => path === shard.name)?.file;
    if (dropped === undefined || dropped.size !== shard.bytes) {
      throw new AppError({
        code: 'file-gone',
        stage: 'import',
        subject: shard.name,
        message: `${shard.name} is no longer at hand. Drop the same files again: what is stored is kept.`,
      });
    }
    return new BlobSource(shard.name, dropped);
  }
}
