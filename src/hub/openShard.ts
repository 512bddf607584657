import { isZipName } from '../domain/dataSetFiles.ts';
import type { HubShard, HubAccess } from '../domain/hubImport.ts';
import { AppError } from '../domain/errors.ts';
import { plural } from '../domain/numberText.ts';
import { RangeReader } from './bytes/rangeReader.ts';
import { BlobSource, type RangeSource } from './bytes/rangeSource.ts';
import type { UnpackingRoom } from './bytes/unpackingRoom.ts';
import { audioOf, FolderShard, ofFolder, readTables, type FolderFile } from './folder/folderShard.ts';
import type { HubApi } from './api/hubApi.ts';
import type { Net } from './api/net.ts';
import { fetchFile, UrlSource } from './api/urlSource.ts';
import { ParquetShard } from './parquet/parquetShard.ts';
import type { HubFile, HubSource } from '../workers/contracts/hub.ts';
import { baseName, isAudioName } from './audioNames.ts';
import { cardLicenseBeside, isCard } from './folder/cardLicense.ts';
import { canHoldAudio } from './columns/feature.ts';
import type { Table } from './tables/readTable.ts';
import { assignTables, joinArchives, type ArchiveNames, type AssignedTables } from './tables/archiveTables.ts';
import { joinTables, type SaidOfSounds } from './tables/tableJoin.ts';
import { TarShard } from './tar/tarShard.ts';
import { keysOf } from './tar/webDataset.ts';
import { zipFiles } from './zip/zipFiles.ts';

/** What reading a data set takes from its surroundings. */
export interface HubTools {
  readonly net: Net;
  readonly access: HubAccess;
  /** Where archives unpack sounds to; in memory without one. */
  readonly room?: UnpackingRoom;
  /** How many bytes of sounds may be on their way at once; 32 MB without it. */
  readonly storingBytes?: number;
}

export type OpenShard =
  | { readonly kind: 'parquet'; readonly reader: ParquetShard }
  | { readonly kind: 'tar'; readonly reader: TarShard }
  | { readonly kind: 'folder'; readonly reader: FolderShard };

/** Larger archives are not walked through only to see whether they hold nothing but tables. */
const LARGEST_TABLE_ARCHIVE_BYTES = 64 * 1024 * 1024;

/** Opens the shards of one source; the hub's client and its limits are shared by all of them. */
export class ShardOpener {
  readonly api: HubApi;
  readonly #source: HubSource;
  readonly #shards: readonly HubShard[];
  readonly #tars = new Map<string, TarShard>();
  #assignedTables: AssignedTables<HubFile> | null = null;
  readonly #hubTars = new Map<string, Promise<SaidOfSounds | null>>();
  #tables: Promise<ReadonlyMap<string, SaidOfSounds> | null> | null = null;
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
      return { kind: 'folder', reader: new FolderShard(await this.#zips(), await this.tablesBeside(shard, signal)) };
    }
    const reader = shard.kind === 'tar' ? this.#tar(shard) : await ParquetShard.open(this.#bytes(shard), signal);
    reader.tables = await this.tablesBeside(shard, signal);
    return reader instanceof TarShard ? { kind: 'tar', reader } : { kind: 'parquet', reader };
  }

  /** How many rows a Parquet file has. Sounds of all others have names, so that nobody asks: 0. */
  async rowsOf(shard: HubShard, signal: AbortSignal): Promise<number> {
    return shard.kind === 'parquet' ? (await ParquetShard.open(this.#bytes(shard), signal)).rows : 0;
  }

  /**
   * What tables say of the sounds of a shard: those that were dropped beside it, given to a data set of the hub, or lie in its
   * repository. All that was dropped together is one folder, with what zip archives hold: a name that two of its sounds have is
   * nobody's. A table that is called like a tar file speaks of that one only [L5].
   */
  async tablesBeside(shard: HubShard, signal: AbortSignal): Promise<SaidOfSounds | null> {
    if (shard.kind === 'tar' && shard.url !== null) {
      const said = this.#hubTars.get(shard.name) ?? this.#joinHubTar(shard, signal);
      this.#hubTars.set(shard.name, said);
      return said;
    }
    this.#tables ??= this.#joinBeside(signal);
    return (await this.#tables)?.get(shard.name) ?? null;
  }

  /** Whether tables speak of a shard and of no other. */
  hasOwnTables(shard: HubShard): boolean {
    return shard.kind === 'tar' && ((shard.tables ?? []).length > 0 || this.#givenTo(shard).length > 0);
  }

  async #joinBeside(signal: AbortSignal): Promise<ReadonlyMap<string, SaidOfSounds> | null> {
    const zipped = await this.#zips();
    const { shared, unsure } = this.#assigned();
    const names = new Map<HubShard, readonly string[]>();
    const namesOf = async (shard: HubShard) => {
      const zippedNames = () => audioOf(zipped).map(({ path }) => path);
      const known = names.get(shard) ?? (shard.kind === 'zip' ? zippedNames() : await this.#names(shard, signal));
      names.set(shard, known);
      return known;
    };
    const named = async () => {
      for (const shard of this.#shards) await namesOf(shard);
      return [...names.values()].flat();
    };
    const tables = [
      ...(await readTables([...shared.map(bare), ...zipped], signal, named)),
      ...(await this.#tarredTables(signal)),
      ...unsure.map(({ path }) => unsureTable(path)),
    ];
    const own = new Map<HubShard, readonly Table[]>();
    for (const shard of this.#shards) own.set(shard, await readTables(this.#givenTo(shard).map(bare), signal));
    const all = [...tables, ...[...own.values()].flat()];
    if (all.every(({ rows, problems }) => rows.length + problems.length === 0)) return null;
    const archives: (ArchiveNames & { readonly name: string })[] = [];
    for (const [shard, of] of own) {
      const { name, kind } = shard;
      archives.push({ name, sounds: await namesOf(shard), tables: of, isOfSamples: kind === 'tar' });
    }
    return new Map([...joinArchives(tables, archives)].map(([{ name }, said]) => [name, said]));
  }

  /** A tar file on the hub is walked through for the names of its sounds, where tables surely speak of it. */
  async #joinHubTar(shard: HubShard, signal: AbortSignal): Promise<SaidOfSounds | null> {
    const { shared, unsure } = this.#assigned();
    const passed = this.#shards.length === 1 ? unsure : [...shared, ...unsure];
    const notes = passed.length === 0 ? [] : [notJoined(passed.map(({ path }) => path))];
    if (!this.hasOwnTables(shard)) return notes.length === 0 ? null : { ...joinTables([], []), notes };
    const listed = (shard.tables ?? []).map((table): FolderFile => ({
      path: baseName(table.name),
      archive: null,
      sizeBytes: table.bytes,
      blob: async () =>
        new RangeReader(this.#bytes({ ...table, kind: 'tar' }), 0, table.bytes, signal).blob(table.bytes),
    }));
    const sounds = await this.#tar(shard).names(signal);
    const tables = await readTables([...listed, ...this.#givenTo(shard).map(bare)], signal, async () => sounds);
    const said = joinTables(tables, sounds, keysOf(sounds));
    return { fieldsOf: said.fieldsOf, notes: [...said.notes, ...this.#countedIn(shard), ...notes] };
  }

  /** Of several tar files only one is counted before anything is stored; those without a table are named. */
  #countedIn({ name }: HubShard): string[] {
    const tars = this.#shards.length;
    if (tars === 1) return [];
    const [first, ...others] = this.#shards.filter((shard) => !this.hasOwnTables(shard));
    const counted = `Of ${plural(tars, 'tar file')} only ${name} was looked through before the import.`;
    if (first === undefined) return [counted];
    const bare = others.length === 0 ? 'One of them has' : `${others.length + 1} of them have`;
    return [
      counted,
      `${bare} no table of the same name, and what no text says of the sounds in it is unknown: ${first.name}${others.length === 0 ? '' : ' for example'}.`,
    ];
  }

  /** What was dropped beside the shards, or given to a data set of the hub. */
  #beside(): readonly HubFile[] {
    const source = this.#source;
    if (source.kind === 'folder') return [];
    const isShard = (path: string) => this.#shards.some(({ name, url }) => url === null && name === path);
    return source.kind === 'hub' ? (source.tables ?? []) : source.files.filter(({ path }) => !isShard(path));
  }

  /** The tables among these that surely speak of a tar file and of no other; any does where there is only one on the hub. */
  #givenTo({ kind, name, url }: HubShard): readonly HubFile[] {
    if (kind !== 'tar') return [];
    const { own, shared } = this.#assigned();
    return [...(own.get(name) ?? []), ...(url !== null && this.#shards.length === 1 ? shared : [])];
  }

  #assigned(): AssignedTables<HubFile> {
    const tars = this.#shards.filter(({ kind }) => kind === 'tar').map(({ name }) => name);
    this.#assignedTables ??= assignTables(this.#beside(), tars);
    return this.#assignedTables;
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
    const reader = new TarShard(this.#bytes(shard), { isWalked: shard.url === null || this.hasOwnTables(shard) });
    this.#tars.set(shard.name, reader);
    return reader;
  }

  async #zips(): Promise<readonly FolderFile[]> {
    this.#zipped ??= this.#readZips();
    return this.#zipped;
  }

  async #readZips(): Promise<readonly FolderFile[]> {
    const archives = this.#source.kind === 'shards' ? this.#source.files.filter(({ path }) => isZipName(path)) : [];
    return archives.length === 0 ? [] : zipFiles(archives);
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

/** A loose table: all that lies together is one folder. */
function bare({ path, file }: HubFile): FolderFile {
  return ofFolder({ path: baseName(path), file });
}

function unsureTable(path: string): Table {
  return { path, rows: [], problems: [`${path} is called like more than one tar file and was joined to none.`] };
}

function notJoined([first = '', ...others]: readonly string[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `Not joined, as it is not sure of which tar file it speaks: ${first}${more}. Name a table like its tar file, or download the tar files and drop all together.`;
}
