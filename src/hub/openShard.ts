import type { HubShard, HubAccess } from '../domain/hubImport.ts';
import { AppError } from '../domain/errors.ts';
import { BlobSource, type RangeSource } from './bytes/rangeSource.ts';
import { FolderShard } from './folder/folderShard.ts';
import { HubApi } from './api/hubApi.ts';
import type { Net } from './api/net.ts';
import { UrlSource } from './api/urlSource.ts';
import { ParquetShard } from './parquet/parquetShard.ts';
import type { HubSource } from './source.ts';
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

  constructor(source: HubSource, tools: HubTools) {
    this.api = new HubApi(tools.access, tools.net);
    this.#source = source;
  }

  /** Rejects with AppError where the shard is gone or no such file. */
  async open(shard: HubShard, signal: AbortSignal): Promise<OpenShard> {
    if (shard.kind === 'folder') {
      const files = this.#source.kind === 'folder' ? this.#source.files : [];
      return { kind: 'folder', reader: await FolderShard.open(files, signal) };
    }
    const bytes = this.#bytes(shard);
    if (shard.kind === 'tar') return { kind: 'tar', reader: new TarShard(bytes, { isLocal: shard.url === null }) };
    return { kind: 'parquet', reader: await ParquetShard.open(bytes, signal) };
  }

  #bytes(shard: HubShard): RangeSource {
    const source = this.#source;
    if (source.kind === 'hub' && shard.url !== null) {
      const { name, url, bytes } = shard;
      return new UrlSource(this.api.client, { datasetId: source.datasetId, name, url, bytes });
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
