import type { AudioColumns } from '../../domain/audioColumns.ts';
import type { PackagedPreset, PackageFormats } from '../../domain/preset.ts';

/** The next rows of a table; null behind the last ones. */
export type NextPage = () => Promise<AudioColumns | null>;

/** Rows of which a worker has only some at a time, in an order of its own: it sorts the ids, then asks for rows by their places. */
export interface RowsByPlace {
  /** The audio ids of the next rows, of which the first has place 0; null behind the last. */
  nextIds(): Promise<readonly string[] | null>;
  rowsAt(places: Uint32Array): Promise<AudioColumns>;
  /** Their twelve descriptors, rows × 12. */
  descriptorsAt(places: Uint32Array): Promise<Float64Array<ArrayBuffer>>;
}

/** A table for the user: a large one lies on the disk, where there is room, in the staging folder. */
export interface PackedTable {
  readonly table: Blob;
  /** How the staging folder calls it; null for one that is in the browser's memory. */
  readonly stagedName: string | null;
}

/** Archives and tables, of which the page would feel the making. */
export interface PackingCalls {
  /** Presets as one zip (V7), with how they came about. Rejects with `bad-input` where a value is not finite. */
  zipPresets(presets: readonly PackagedPreset[], formats: PackageFormats, methods: string): Promise<Blob>;
  /** The data set of so many files as one Parquet table, with how it came about. */
  encodeParquet(nextPage: NextPage, files: number, methods: string): Promise<PackedTable>;
  /** SHA-256 (hex) of the descriptors of described files as little-endian doubles, ordered by audio id. */
  describedFingerprint(files: RowsByPlace): Promise<string>;
  /** The training CSV of files that have descriptors and best parameters, and how many rows it has. */
  encodeTrainingCsv(files: RowsByPlace): Promise<PackedTable & { readonly rows: number }>;
  /** Lets go of a table that lies in the staging folder. */
  dropTable(stagedName: string): Promise<void>;
}
