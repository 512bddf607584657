import { parquetMetadataAsync, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { AppError, isAbort } from '../../domain/errors.ts';
import type { RangeSource } from '../bytes/rangeSource.ts';
import { canHoldAudio, decodeValue, type FeatureMap } from '../columns/feature.ts';
import type { HubRecord, PlacedRow, ShardPosition, ShardRequest } from '../records.ts';
import { readByteArrays } from './byteArrays.ts';
import { readKnownColumns } from './knownColumns.ts';
import { findLeaf, type LeafChunk } from './leaf.ts';
import { projectedColumns, projectLeaves } from './projection.ts';
import { readFeatures } from './schemaFeatures.ts';

/** Enough for the footer of a small file; a larger one costs a second request. */
const FOOTER_GUESS_BYTES = 16 * 1024;
/** Columns heavier than this in one row group (embeddings, images) stay out of the kept record. */
const HEAVY_COLUMN_BYTES = 4 * 1024 * 1024;

/** One Parquet file of a data set, read row group by row group. */
export class ParquetShard {
  readonly features: FeatureMap;
  readonly rows: number;
  readonly #source: RangeSource;
  readonly #metadata: FileMetaData;

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

  /** The cells of one column in one row group, decoded. */
  async column(group: number, name: string, signal: AbortSignal): Promise<unknown[]> {
    const records = await this.#records(group, signal, (path) => path[0] === name);
    return records.map((record) => record[name]);
  }

  /** The first rows without audio, at most `count` of the first group. */
  async preview(count: number, signal: AbortSignal): Promise<HubRecord[]> {
    if (this.groupCount === 0) return [];
    return (await this.#records(0, signal, (path) => this.#isLight(0, path), count)).slice(0, count);
  }

  async *#readGroup(group: number, firstRow: number, request: ShardRequest): AsyncGenerator<PlacedRow> {
    const { audioColumn, licenseColumn, signal } = request;
    const groupRows = Number(this.#metadata.row_groups[group]?.num_rows ?? 0);
    const licenses = licenseColumn === null ? null : await this.column(group, licenseColumn, signal);
    const accepted = Array.from({ length: groupRows }, (_, row) => request.accepts(licenses?.[row] ?? null));
    const passes = accepted.some((accept, row) => accept && row >= firstRow);
    const wants = (path: readonly string[]) => path[0] === licenseColumn || (passes && this.#isLight(group, path));
    const records = passes ? await this.#records(group, signal, wants) : [];
    const wanted = accepted.flatMap((accept, row) => (accept && row >= firstRow ? [row] : []));
    const audio = this.#readAudio(group, audioColumn, wanted, signal);
    for (let row = firstRow; row < groupRows; row += 1) {
      const next = this.#after(group, row, groupRows);
      const record = records[row] ?? (licenseColumn === null ? {} : { [licenseColumn]: licenses?.[row] ?? null });
      if (accepted[row] !== true) {
        yield { row: { kind: 'refused', record }, next };
        continue;
      }
      const step = await naming(this.#source, async () => audio.next());
      const name = audioColumn === null ? null : pathIn(record[audioColumn]);
      const value = step.done === true ? null : step.value;
      yield value === null
        ? { row: { kind: 'no-audio', record, reason: noAudioReason(name) }, next }
        : { row: { kind: 'audio', record, audio: value, name }, next };
    }
  }

  async *#readAudio(
    group: number,
    column: string | null,
    rows: readonly number[],
    signal: AbortSignal,
  ): AsyncGenerator<Blob | null> {
    const leaf = column === null ? null : this.#audioLeaf(group, column);
    if (leaf === null) return;
    for await (const { value } of readByteArrays(this.#source, leaf, rows, signal)) yield value;
  }

  #audioLeaf(group: number, column: string): LeafChunk | null {
    return findLeaf(this.#metadata, group, [column, 'bytes']) ?? findLeaf(this.#metadata, group, [column]);
  }

  /** Whether a leaf goes into the record of a row: no audio bytes, and nothing that weighs as much. */
  #isLight(group: number, path: readonly string[]): boolean {
    const [column = '', field] = path;
    const feature = this.features.get(column);
    if (feature !== undefined && canHoldAudio(feature) && (field === undefined || field === 'bytes')) return false;
    const leaf = findLeaf(this.#metadata, group, path);
    return leaf !== null && Number(leaf.meta.total_compressed_size) <= HEAVY_COLUMN_BYTES;
  }

  async #records(
    group: number,
    signal: AbortSignal,
    wants: (path: readonly string[]) => boolean,
    rowEnd?: number,
  ): Promise<HubRecord[]> {
    const metadata = projectLeaves(this.#metadata, group, wants);
    const columns = projectedColumns(metadata);
    if (columns.length === 0) return Array.from({ length: Number(metadata.num_rows) }, () => ({}));
    const rows = await naming(this.#source, async () =>
      readKnownColumns({
        file: asyncBuffer(this.#source, signal),
        metadata,
        columns,
        compressors,
        utf8: false,
        geoparquet: false,
        ...(rowEnd === undefined ? {} : { rowEnd }),
      }),
    );
    return rows.map((row) =>
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

function pathIn(cell: unknown): string | null {
  if (typeof cell !== 'object' || cell === null || !('path' in cell)) return null;
  return typeof cell.path === 'string' && cell.path !== '' ? cell.path : null;
}

function noAudioReason(name: string | null): string {
  return name === null ? 'the row holds no audio' : `the row only names ${name}; its bytes are not in the Parquet file`;
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
