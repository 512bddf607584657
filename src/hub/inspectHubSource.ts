import {
  PREVIEW_ROWS,
  type HubColumn,
  type HubOverview,
  type HubShard,
  type LicenseCount,
  type SplitChoice,
} from '../domain/hubImport.ts';
import { isShardName, isTableName, isZipName } from '../domain/dataSetFiles.ts';
import { AppError } from '../domain/errors.ts';
import { plural } from '../domain/numberText.ts';
import { detectColumns } from './columns/detect.ts';
import { canHoldAudio, featureText, isRecord, type Feature } from './columns/feature.ts';
import { textOf } from './columns/values.ts';
import { HubApi } from './api/hubApi.ts';
import { listHubRepository, type HubListing } from './api/hubListing.ts';
import { shardKind } from './api/repositoryShards.ts';
import { isParquetTable } from './tables/readTable.ts';
import { licenseOf } from './columns/licenses.ts';
import { licenseFamilyOf } from './licenses/licenseFamily.ts';
import { ShardOpener, type HubTools, type OpenShard } from './openShard.ts';
import type { HubRecord } from './records.ts';
import { isAudioName } from './audioNames.ts';
import type { HubSource } from '../workers/contracts/hub.ts';

/** Licences are counted in at most this many rows and row groups before the import starts. */
const COUNTED_ROWS = 5_000;
const COUNTED_GROUPS = 24;
/** Of a dropped tar so many samples are looked at: each may have to be read to find the next. */
const PROBED_SAMPLES = 200;
/** Where nobody tells how many rows there are, the footers of at most this many shards are read for it. */
const FOOTERS_READ = 32;
const CELL_LENGTH = 160;

type Listing = Pick<HubListing, 'splits' | 'config' | 'split' | 'shards' | 'cardLicense' | 'notes'> & {
  readonly datasetId: string;
  readonly revision: string | null;
};

/** What the rows of a split look like. */
interface Contents {
  readonly rows: number | null;
  readonly columns: readonly HubColumn[];
  readonly records: readonly HubRecord[];
  /** The licence cells of the first rows. */
  readonly licenses: (column: string) => Promise<readonly unknown[]>;
  readonly notes: readonly string[];
  readonly isAudioMissing: (column: string | null) => boolean;
}

/**
 * Reads what a person should know before anything is stored: splits, sizes, columns with what they seem to stand for,
 * first rows, licences with their counts. Over the network this costs lists, footers and licence columns, never audio.
 *
 * @param choice - the split to look at; null parts for the likeliest
 * @throws AppError of one sentence: gated, renamed, only loadable by a script, not found, offline, …
 */
export async function inspectHubSource(
  source: HubSource,
  choice: SplitChoice,
  tools: HubTools,
  signal: AbortSignal,
): Promise<HubOverview> {
  const api = new HubApi(tools.access, tools.net);
  const listing =
    source.kind === 'hub'
      ? {
          datasetId: source.datasetId,
          ...(await listHubRepository(api, source.datasetId, choice, tools.access.token !== null, signal)),
        }
      : await listDropped(source);
  const opener = new ShardOpener(source, api, listing.shards);
  const contents = await readContents(listing, opener, signal);
  const cardLicense = source.kind === 'hub' ? listing.cardLicense : await opener.cardLicense(signal);
  const detected = detectColumns(contents.columns);
  const cells = detected.license === null ? [] : await contents.licenses(detected.license);
  return {
    ...listing,
    cardLicense,
    rows: contents.rows,
    bytes: listing.shards.reduce((sum, { bytes }) => sum + bytes, 0),
    notes: [...listing.notes, ...contents.notes],
    isAudioMissing: contents.isAudioMissing(detected.audio),
    columns: contents.columns,
    detected,
    firstRows: contents.records.map(previewRow),
    licenses: countLicenses(cells),
    countedRows: cells.length,
    cardFamily: licenseFamilyOf(cardLicense ?? ''),
  };
}

async function listDropped(source: Exclude<HubSource, { readonly kind: 'hub' }>): Promise<Listing> {
  const base = {
    datasetId: source.name,
    revision: null,
    config: 'default',
    split: source.kind === 'folder' ? 'all' : 'dropped',
  };
  const shards = source.kind === 'folder' ? [folderShard(source)] : await droppedShards(source);
  if (shards.length === 0) {
    throw new AppError({
      code: 'bad-hub-source',
      stage: 'import',
      subject: source.name,
      message: `${source.name} holds no Parquet, tar or zip files with audio. Drop shards that end in .parquet, .tar, .tar.gz or .zip.`,
    });
  }
  const isRead = (path: string) => isShardName(path) || isTableName(path) || /\.md$/iu.test(path);
  const passed = source.kind === 'shards' ? source.files.filter(({ path }) => !isRead(path)).length : 0;
  return {
    ...base,
    shards: shards.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
    splits: [
      { config: base.config, split: base.split, rows: null, bytes: shards.reduce((sum, { bytes }) => sum + bytes, 0) },
    ],
    cardLicense: null,
    notes:
      passed > 0
        ? [
            `${plural(passed, 'file')} ${passed === 1 ? 'is no shard of a data set and was' : 'are no shards of a data set and were'} passed over.`,
          ]
        : [],
  };
}

async function droppedShards({ name, files }: Extract<HubSource, { readonly kind: 'shards' }>): Promise<HubShard[]> {
  const shards: HubShard[] = [];
  for (const { path, file } of files) {
    const kind = shardKind(path);
    const isTable = kind === 'parquet' && files.length > 1 && (await isParquetTable(path, file));
    if (kind !== null && !isTable) shards.push({ name: path, kind, url: null, bytes: file.size });
  }
  const zips = files.filter(({ path }) => isZipName(path));
  const bytes = zips.reduce((sum, { file }) => sum + file.size, 0);
  return zips.length === 0 ? shards : [...shards, { name, kind: 'zip', url: null, bytes }];
}

function folderShard({ name, files }: Extract<HubSource, { readonly kind: 'folder' }>): HubShard {
  const audio = files.filter(({ path }) => isAudioName(path));
  return { name, kind: 'folder', url: null, bytes: audio.reduce((sum, { file }) => sum + file.size, 0) };
}

async function readContents(listing: Listing, opener: ShardOpener, signal: AbortSignal): Promise<Contents> {
  const { open, index: first } = await firstWithSounds(listing, opener, signal);
  if (open.kind === 'parquet') return parquetContents(listing, { ...open, index: first }, opener, signal);
  const records =
    open.kind === 'tar'
      ? await open.reader.preview(listing.revision === null ? PROBED_SAMPLES : PREVIEW_ROWS, signal)
      : open.reader.preview(COUNTED_ROWS);
  return {
    rows: open.kind === 'folder' ? open.reader.rows : null,
    notes: open.kind === 'folder' ? open.reader.notes : await open.reader.notes(signal),
    isAudioMissing: () => false,
    columns: [
      { name: 'audio', type: 'audio', holdsAudio: true },
      ...recordColumns(records).map((name) => ({ name, type: 'text', holdsAudio: false })),
    ],
    records: records.slice(0, PREVIEW_ROWS),
    licenses: async (column) => records.map((record) => licenseOf(record, column)),
  };
}

/** The first shard that the rest of the split is likely to look like, one with tables before others. Rejects where no archive holds a sound. */
async function firstWithSounds(
  listing: Listing,
  opener: ShardOpener,
  signal: AbortSignal,
): Promise<{ readonly open: OpenShard; readonly index: number }> {
  const shards = [...listing.shards.entries()];
  const told = shards.filter(([, shard]) => opener.hasOwnTables(shard));
  for (const [index, shard] of new Set([...told, ...shards])) {
    const open = await opener.open(shard, signal);
    if (open.kind === 'parquet' || (await open.reader.holdsSounds(signal))) return { open, index };
  }
  throw new AppError({
    code: 'bad-hub-source',
    stage: 'import',
    subject: listing.datasetId,
    message: `${listing.datasetId} holds no sounds. If archives or Parquet files lie within it, unpack it and drop these.`,
  });
}

async function parquetContents(
  listing: Listing,
  first: Extract<OpenShard, { readonly kind: 'parquet' }> & { readonly index: number },
  opener: ShardOpener,
  signal: AbortSignal,
): Promise<Contents> {
  const opened = new Map([[first.index, Promise.resolve<OpenShard>(first)]]);
  const open = async (index: number): Promise<OpenShard> => {
    const shard = listing.shards[index];
    if (shard === undefined) throw new RangeError(`there is no shard ${index}`);
    const opening = opened.get(index) ?? opener.open(shard, signal);
    opened.set(index, opening);
    return opening;
  };
  const columns = [...first.reader.features].flatMap(([name, feature]) => columnsOf(name, feature));
  // With tables beside, what they say of the first rows are columns too.
  const records = await first.reader.preview(first.reader.tables === null ? PREVIEW_ROWS : COUNTED_ROWS, signal);
  const beside = recordColumns(first.reader.tables === null ? [] : records).filter(
    (name) => !columns.some((column) => name === column.name || name.startsWith(`${column.name}.`)),
  );
  const listedRows = listing.splits.find(
    ({ config, split }) => config === listing.config && split === listing.split,
  )?.rows;
  return {
    rows: listedRows ?? (await countRows(listing, open)),
    notes: first.reader.tables?.notes ?? [],
    isAudioMissing: (column) => listing.revision === null && column !== null && first.reader.onlyNames(column),
    columns: [...columns, ...beside.map((name) => ({ name, type: 'text', holdsAudio: false }))],
    records: records.slice(0, PREVIEW_ROWS),
    licenses: async (column) => {
      const cells: unknown[] = [];
      let groups = 0;
      for (const index of listing.shards.keys()) {
        const shard = await open(index);
        for (let group = 0; shard.kind === 'parquet' && group < shard.reader.groupCount; group += 1) {
          if (cells.length >= COUNTED_ROWS || groups >= COUNTED_GROUPS) return cells;
          groups += 1;
          for (const cell of await shard.reader.licenses(group, column, signal)) cells.push(cell);
        }
      }
      return cells;
    },
  };
}

async function countRows(listing: Listing, open: (index: number) => Promise<OpenShard>): Promise<number | null> {
  if (listing.shards.length > FOOTERS_READ || listing.shards.some(({ kind }) => kind !== 'parquet')) return null;
  const shards = await Promise.all(listing.shards.map(async (_, index) => open(index)));
  return shards.reduce((sum, shard) => sum + (shard.kind === 'parquet' ? shard.reader.rows : 0), 0);
}

/** A column, or the fields of one that holds records: `metadata.license`. */
function columnsOf(name: string, feature: Feature): HubColumn[] {
  const holdsAudio = canHoldAudio(feature);
  if (feature.kind !== 'struct' || holdsAudio) return [{ name, type: featureText(feature), holdsAudio }];
  return [...feature.fields].flatMap(([field, of]) => columnsOf(`${name}.${field}`, of));
}

function recordColumns(records: readonly HubRecord[]): string[] {
  return [...new Set(records.slice(0, 200).flatMap((record) => namesIn(record)))];
}

function namesIn(record: HubRecord): string[] {
  return Object.entries(record).flatMap(([name, value]) =>
    isRecord(value) ? namesIn(value).map((field) => `${name}.${field}`) : [name],
  );
}

function previewRow(record: HubRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      const text = textOf(value) ?? '';
      return [name, text.length <= CELL_LENGTH ? text : `${text.slice(0, CELL_LENGTH)}…`];
    }),
  );
}

function countLicenses(cells: readonly unknown[]): LicenseCount[] {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const text = textOf(cell) ?? '';
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .map(([text, rows]) => ({ text, family: licenseFamilyOf(text), rows }))
    .toSorted((a, b) => b.rows - a.rows || a.text.localeCompare(b.text, 'en'));
}
