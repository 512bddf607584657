import { parquetMetadataAsync, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { AppError, isAbort } from '../../domain/errors.ts';
import type { RangeSource } from '../bytes/rangeSource.ts';
import { canHoldAudio, decodeValue, type FeatureMap } from '../columns/feature.ts';
import { textOf } from '../columns/values.ts';
import { tellsOfLicense, licenseOf, mergeFields } from '../columns/licenses.ts';
import type { HubRecord, PlacedRow, ShardPosition, ShardRequest } from '../records.ts';
import type { SaidOfSounds } from '../tables/tableJoin.ts';
import { readByteArrays } from './byteArrays.ts';
import { audioOfNumbers } from './decodedAudio.ts';
import { readKnownColumns } from './knownColumns.ts';
import { findLeaf, type LeafChunk } from './leaf.ts';
import { projectedColumns, projectLeaves } from './projection.ts';
import { readFeatures } from './schemaFeatures.ts';

/** Enough for the footer of a small file; a larger one costs a second request. */
const FOOTER_GUESS_BYTES = 16 * 1024;
/** Columns heavier than this in one row group (embeddings, images) stay out of the kept record. */
const HEAVY_COLUMN_BYTES = 4 * 1024 * 1024;
/** What a chunk without any value takes: a page header and its levels. */
const NULLS_BYTES = 128;
/** Rows of decoded audio that are in memory at once. */
const DECODED_ROWS = 4;

/** One Parquet file of a data set, read row group by row group. */
export class ParquetShard {
  readonly features: FeatureMap;
  readonly rows: number;
  /** What tables that were dropped beside the shards say of its sounds, by their names. */
  tables: SaidOfSounds | null = null;
  readonly #source: RangeSource;
  readonly #metadata: FileMetaData;
  #twins: Promise<ReadonlyMap<string, readonly string[]>> | null = null;

  private constructor(source: RangeSource, metadata: FileMetaData) {
    this.#source = source;
    this.#metadata = metadata;
    this.features = readFeatures(metadata);
    this.rows = Number(metadata.num_rows);
  }

  /** Reads the footer. Rejects with `damaged-file` where there is none. */
  static async open(source: RangeSource, signal: AbortSignal): Promise<ParquetShard> {
    return naming(source, async () => {
      const metadata = await parquetMetadataAsync(asyncBuffer(source, signal), {
        initialFetchSize: FOOTER_GUESS_BYTES,
        geoparquet: false,
      });
      return new ParquetShard(source, metadata);
    });
  }

  /** Whether every row of the first group only names its audio, as far as the footer tells. */
  onlyNames(column: string): boolean {
    const leaf = this.groupCount === 0 ? null : findLeaf(this.#metadata, 0, [column, 'bytes']);
    if (leaf === null) return false;
    const { statistics, num_values: values, total_uncompressed_size: size } = leaf.meta;
    return statistics?.null_count === values || Number(size) <= NULLS_BYTES;
  }

  get groupCount(): number {
    return this.#metadata.row_groups.length;
  }

  /**
   * The rows from a position on. For each row group the licences are read first, then the other columns, then the audio
   * of the rows that passed; a group without any is left after its licences.
   */
  async *read(request: ShardRequest): AsyncGenerator<PlacedRow> {
    const { from } = request;
    for (let group = from.group; group < this.groupCount; group += 1) {
      yield* this.#readGroup(group, group === from.group ? from.row : 0, request);
    }
  }

  /** What the rows of one group say of their licence. */
  async licenses(group: number, column: string | null, signal: AbortSignal): Promise<(string | null)[]> {
    return (await this.#sayings(group, column, signal)).map((record) => licenseOf(record, column));
  }

  /** The rows of one group without audio. */
  async records(group: number, signal: AbortSignal): Promise<HubRecord[]> {
    const records = await this.#records(group, signal, (path) => this.#isLight(group, path));
    return records.map((record) => this.#withTables(record));
  }

  /** What the rows of one group call their sounds, of those that do. */
  async names(group: number, signal: AbortSignal): Promise<string[]> {
    const mayName = ([column = '', field]: readonly string[]) => field === 'path' || NAME_COLUMNS.includes(column);
    const records = await this.#records(group, signal, (path) => mayName(path) && this.#isLight(group, path));
    return records.map(soundName).filter((name) => name !== null);
  }

  /** The first rows without audio, at most `count` of the first group. */
  async preview(count: number, signal: AbortSignal): Promise<HubRecord[]> {
    if (this.groupCount === 0) return [];
    const records = await this.#records(0, signal, (path) => this.#isLight(0, path), { start: 0, end: count });
    return records.slice(0, count).map((record) => this.#withTables(record));
  }

  /** What the rows say of their licence; with tables beside, all that is known of them. */
  async #sayings(group: number, column: string | null, signal: AbortSignal): Promise<HubRecord[]> {
    if (this.tables !== null) return this.records(group, signal);
    const twins = await this.#twinsOf(column, signal);
    const wants = (path: readonly string[]) => saysLicense(path, column) || (twins.size > 0 && path[1] === 'path');
    return (await this.#records(group, signal, wants)).map((record) => withTwins(record, twins));
  }

  /** The licences of each file that several rows name, where these do not agree: all count [L1]. Only rows without audio can. */
  async #twinsOf(column: string | null, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
    this.#twins ??= this.#readTwins(column, signal);
    return this.#twins;
  }

  async #readTwins(column: string | null, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
    const audio = [...this.features.keys()].find((name) => this.onlyNames(name)) ?? null;
    const said = new Map<string, Set<string>>();
    const groups = audio === null ? 0 : this.groupCount;
    for (let group = 0; group < groups; group += 1) {
      const wants = (path: readonly string[]) => saysLicense(path, column) || (path[0] === audio && path[1] === 'path');
      for (const record of await this.#records(group, signal, wants)) {
        const name = audio === null ? null : pathIn(record[audio]);
        const license = licenseOf(record, column);
        if (name !== null && license !== null) said.set(name, (said.get(name) ?? new Set()).add(license));
      }
    }
    return new Map(
      [...said].filter(([, licenses]) => licenses.size > 1).map(([name, licenses]) => [name, [...licenses]]),
    );
  }

  #withTables(record: HubRecord): HubRecord {
    const name = this.tables === null ? null : soundName(record);
    return name === null ? record : mergeFields([record, this.tables?.fieldsOf(name) ?? {}]);
  }

  async *#readGroup(group: number, firstRow: number, request: ShardRequest): AsyncGenerator<PlacedRow> {
    const { audioColumn, licenseColumn, signal } = request;
    const groupRows = Number(this.#metadata.row_groups[group]?.num_rows ?? 0);
    const sayings = await this.#sayings(group, licenseColumn, signal);
    const accepted = sayings.map((saying) => request.accepts(licenseOf(saying, licenseColumn)));
    const passes = accepted.some((accept, row) => accept && row >= firstRow);
    const wants = (path: readonly string[]) => saysLicense(path, licenseColumn) || this.#isLight(group, path);
    const twins = await this.#twinsOf(licenseColumn, signal);
    const records = this.tables === null && passes ? await this.#records(group, signal, wants) : [];
    const whole = records.map((record) => withTwins(record, twins));
    const isDecoded = this.#isDecoded(audioColumn);
    const wanted = accepted.flatMap((accept, row) => (accept && row >= firstRow ? [row] : []));
    const audio = this.#readAudio(group, audioColumn, wanted, signal);
    for (let row = firstRow; row < groupRows; row += 1) {
      const next = this.#after(group, row, groupRows);
      const record = whole[row] ?? sayings[row] ?? {};
      if (accepted[row] !== true) {
        yield { row: { kind: 'refused', record }, next };
        continue;
      }
      const step = await naming(this.#source, async () => audio.next());
      const name = audioColumn === null ? null : pathIn(record[audioColumn]);
      const value = step.done === true ? null : step.value;
      yield value === null
        ? { row: { kind: 'no-audio', record, reason: noAudioReason(name), name }, next }
        : {
            row: { kind: 'audio', record: isDecoded ? { ...record, written_as: 'WAV' } : record, audio: value, name },
            next,
          };
    }
  }

  async *#readAudio(
    group: number,
    column: string | null,
    rows: readonly number[],
    signal: AbortSignal,
  ): AsyncGenerator<Blob | null> {
    if (column === null) return;
    const leaf = this.#audioLeaf(group, column);
    if (leaf !== null) {
      for await (const { value } of readByteArrays(this.#source, leaf, rows, signal)) yield value;
      return;
    }
    for (let from = 0; from < rows.length;) {
      const start = rows[from] ?? 0;
      const end = start + DECODED_ROWS;
      const cells = await this.#records(group, signal, (path) => path[0] === column, { start, end });
      for (; from < rows.length && (rows[from] ?? 0) < end; from += 1) {
        yield audioOfNumbers(cells[(rows[from] ?? 0) - start]?.[column]);
      }
    }
  }

  /** Whether the audio of a column lies there as decoded samples, which are written as a file. */
  #isDecoded(column: string | null): boolean {
    const feature = column === null ? undefined : this.features.get(column);
    return feature?.kind === 'struct' && feature.fields.has('array') && !feature.fields.has('bytes');
  }

  #audioLeaf(group: number, column: string): LeafChunk | null {
    return findLeaf(this.#metadata, group, [column, 'bytes']) ?? findLeaf(this.#metadata, group, [column]);
  }

  /** Whether a leaf goes into the record of a row: no audio bytes, and nothing that weighs as much. */
  #isLight(group: number, path: readonly string[]): boolean {
    const [column = '', field] = path;
    const feature = this.features.get(column);
    if (feature !== undefined && canHoldAudio(feature) && field !== 'path' && field !== 'sampling_rate') return false;
    const leaf = findLeaf(this.#metadata, group, path);
    return leaf !== null && Number(leaf.meta.total_compressed_size) <= HEAVY_COLUMN_BYTES;
  }

  async #records(
    group: number,
    signal: AbortSignal,
    wants: (path: readonly string[]) => boolean,
    rows?: { readonly start: number; readonly end: number },
  ): Promise<HubRecord[]> {
    const metadata = projectLeaves(this.#metadata, group, wants);
    const columns = projectedColumns(metadata);
    if (columns.length === 0) return Array.from({ length: Number(metadata.num_rows) }, () => ({}));
    const objects = await naming(this.#source, async () =>
      readKnownColumns({
        file: asyncBuffer(this.#source, signal),
        metadata,
        columns,
        compressors,
        utf8: false,
        geoparquet: false,
        ...(rows === undefined ? {} : { rowStart: rows.start, rowEnd: Math.min(rows.end, Number(metadata.num_rows)) }),
      }),
    );
    return objects.map((row) =>
      Object.fromEntries(columns.map((name) => [name, decodeValue(row[name], this.features.get(name))])),
    );
  }

  #after(group: number, row: number, groupRows: number): ShardPosition {
    return row + 1 < groupRows ? { group, row: row + 1 } : { group: group + 1, row: 0 };
  }
}

function asyncBuffer(source: RangeSource, signal: AbortSignal) {
  return {
    byteLength: source.sizeBytes,
    slice: async (start: number, end = source.sizeBytes) => (await source.read(start, end, signal)).buffer,
  };
}

/** Whether a leaf is part of what a row says of its licence. */
function saysLicense(path: readonly string[], chosen: string | null): boolean {
  return path.some((_, index) => {
    const column = path.slice(0, index + 1).join('.');
    return column === chosen || tellsOfLicense(column);
  });
}

/** A row with the licences of all rows that name its file. */
function withTwins(record: HubRecord, twins: ReadonlyMap<string, readonly string[]>): HubRecord {
  const name = twins.size === 0 ? null : soundName(record);
  const licenses = name === null ? undefined : twins.get(name);
  return licenses === undefined ? record : { ...record, license: licenses };
}

const NAME_COLUMNS = ['file_name', 'filename', 'name', 'fname', 'id'];

/** What a row calls its sound. */
function soundName(record: HubRecord): string | null {
  const paths = Object.values(record).map(pathIn);
  const named = NAME_COLUMNS.map((column) => textOf(record[column]));
  return [...paths, ...named].find((name) => name !== null) ?? null;
}

function pathIn(cell: unknown): string | null {
  if (typeof cell !== 'object' || cell === null || !('path' in cell)) return null;
  return typeof cell.path === 'string' && cell.path !== '' ? cell.path : null;
}

function noAudioReason(name: string | null): string {
  return name === null ? 'they hold no audio' : 'they only name their audio, whose bytes are not in the Parquet file';
}

/** Says which file it was that could not be read. */
async function naming<T>(source: RangeSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError || isAbort(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      {
        code: 'damaged-file',
        stage: 'import',
        subject: source.name,
        message: `${source.name} could not be read as Parquet: ${reason}. Fetch or copy the file again, or choose another.`,
      },
      { cause: error },
    );
  }
}
