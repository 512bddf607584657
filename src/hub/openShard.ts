import type { HubShard, HubAccess } from '../domain/hubImport.ts';
import { AppError } from '../domain/errors.ts';
import { BlobSource, type RangeSource } from './bytes/rangeSource.ts';
import type { UnpackingRoom } from './bytes/unpackingRoom.ts';
import { audioOf, FolderShard, ofFolder, readTables, type FolderFile } from './folder/folderShard.ts';
import type { HubApi } from './api/hubApi.ts';
import type { Net } from './api/net.ts';
import { fetchFile, UrlSource } from './api/urlSource.ts';
import { ParquetShard } from './parquet/parquetShard.ts';
import type { HubSource } from '../workers/contracts/hub.ts';
import { baseName, isAudioName } from './audioNames.ts';
import { cardLicenseBeside, isCard } from './folder/cardLicense.ts';
import { isZipName } from './api/repositoryShards.ts';
import { canHoldAudio } from './columns/feature.ts';
import type { Table } from './tables/readTable.ts';
import { joinTables, type JoinedTables } from './tables/tableJoin.ts';
import { TarShard } from './tar/tarShard.ts';

/** What reading a data set takes from its surroundings. */
export interface HubTools {
  readonly net: Net;
  readonly access: HubAccess;
  /** Where archives unpack sounds to; in memory without one. */
  readonly room?: UnpackingRoom;
}

export type OpenShard =
  | { readonly kind: 'parquet'; readonly reader: ParquetShard }
  | { readonly kind: 'tar'; readonly reader: TarShard }
  | { readonly kind: 'folder'; readonly reader: FolderShard };

/** Why tables do nothing for tar files of the hub. */
const NOT_JOINED =
  'Tables are not joined to tar files on the hub: which sounds lie in them shows only when all is read. Download the tar files and drop them together with the tables.';

/** Larger archives are not walked through only to see whether they hold nothing but tables. */
const LARGEST_TABLE_ARCHIVE_BYTES = 64 * 1024 * 1024;

/** Opens the shards of one source; the hub's client and its limits are shared by all of them. */
export class ShardOpener {
  readonly api: HubApi;
  readonly #source: HubSource;
  readonly #shards: readonly HubShard[];
  readonly #tars = new Map<string, TarShard>();
  #tables: Promise<JoinedTables | null> | null = null;
  #zipped: Promise<readonly FolderFile[]> | null = null;

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
    if (shard.kind === 'zip') {
      return { kind: 'folder', reader: new FolderShard(await this.#zips(), await this.tablesBeside(signal)) };
    }
    const reader = shard.kind === 'tar' ? this.#tar(shard) : await ParquetShard.open(this.#bytes(shard), signal);
    reader.tables = await this.tablesBeside(signal);
    return reader instanceof TarShard ? { kind: 'tar', reader } : { kind: 'parquet', reader };
  }

  /**
   * What the tables say that were dropped beside shards, or given to a data set of the hub. All that was dropped together is
   * one folder, with what zip archives hold: a name that two of its sounds have is nobody's.
   */
  async tablesBeside(signal: AbortSignal): Promise<JoinedTables | null> {
    this.#tables ??= this.#joinBeside(signal);
    return this.#tables;
  }

  async #joinBeside(signal: AbortSignal): Promise<JoinedTables | null> {
    const source = this.#source;
    if (source.kind === 'folder') return null;
    const isShard = (path: string) => this.#shards.some(({ name, url }) => url === null && name === path);
    const beside = source.kind === 'hub' ? (source.tables ?? []) : source.files.filter(({ path }) => !isShard(path));
    const loose = beside.map(({ path, file }) => ofFolder({ path: baseName(path), file }));
    const zipped = await this.#zips();
    const tables = [...(await readTables([...loose, ...zipped], signal)), ...(await this.#tarredTables(signal))];
    if (tables.every(({ rows, problems }) => rows.length + problems.length === 0)) return null;
    if (this.#shards.some(({ kind, url }) => kind === 'tar' && url !== null)) {
      return { ...joinTables([], []), notes: [NOT_JOINED] };
    }
    const names = audioOf(zipped).map(({ path }) => path);
    for (const shard of this.#shards) for (const name of await this.#names(shard, signal)) names.push(name);
    return joinTables(tables, names);
  }

  /**
   * The licence that the cards among dropped files name, also those within archives: an archive is a folder of its name, and its
   * cards speak for nothing beside it [L3].
   */
  async cardLicense(signal: AbortSignal): Promise<string | null> {
    const source = this.#source;
    if (source.kind === 'hub') return null;
    const cards = source.files.filter(({ path }) => isCard(path));
    const sounds = source.files.map(({ path }) => path).filter(isAudioName);
    for (const { path: within, archive, blob } of await this.#zips()) {
      const path = `${archive}/${within}`;
      if (isAudioName(within)) sounds.push(path);
      else if (isCard(within)) cards.push({ path, file: new File([await blob(signal)], path) });
    }
    for (const shard of this.#shards) {
      if (shard.kind === 'parquet') sounds.push(shard.name);
      if (shard.kind !== 'tar') continue;
      const tar = this.#tar(shard);
      for (const name of await tar.names(signal)) sounds.push(`${shard.name}/${name}`);
      for (const { path, file } of await tar.cards(signal)) cards.push({ path: `${shard.name}/${path}`, file });
    }
    return cardLicenseBeside(cards, sounds);
  }

  /** The tables of small dropped archives without sounds, as the metadata of a set is published beside its audio. */
  async #tarredTables(signal: AbortSignal): Promise<Table[]> {
    const tables: Table[] = [];
    if (this.#shards.length === 1) return tables;
    for (const shard of this.#shards) {
      if (shard.kind !== 'tar' || shard.url !== null || shard.bytes > LARGEST_TABLE_ARCHIVE_BYTES) continue;
      for (const table of await this.#tar(shard).tablesAlone(signal))
        tables.push({ ...table, path: baseName(table.path) });
    }
    return tables;
  }

  /** What the sounds of a shard are called. */
  async #names(listed: HubShard, signal: AbortSignal): Promise<string[]> {
    if (listed.kind === 'tar') return [...(await this.#tar(listed).names(signal))];
    if (listed.kind !== 'parquet') return [];
    const shard = await ParquetShard.open(this.#bytes(listed), signal);
    if (![...shard.features.values()].some(canHoldAudio)) return [];
    const names: string[] = [];
    for (let group = 0; group < shard.groupCount; group += 1) names.push(...(await shard.names(group, signal)));
    return names;
  }

  /** One reader for each, which keeps what a walk through all of it has shown. */
  #tar(shard: HubShard): TarShard {
    const known = this.#tars.get(shard.name);
    if (known !== undefined) return known;
    const reader = new TarShard(this.#bytes(shard), { isLocal: shard.url === null });
    this.#tars.set(shard.name, reader);
    return reader;
  }

  async #zips(): Promise<readonly FolderFile[]> {
    this.#zipped ??= this.#readZips();
    return this.#zipped;
  }

  async #readZips(): Promise<readonly FolderFile[]> {
    const archives = this.#source.kind === 'shards' ? this.#source.files.filter(({ path }) => isZipName(path)) : [];
    if (archives.length === 0) return [];
    const { zipFiles } = await import('./zip/zipFiles.ts');
    return zipFiles(archives);
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
