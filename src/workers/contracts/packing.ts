import type { AudioColumns } from '../../domain/audioColumns.ts';
import type { PackagedPreset, PackageFormats } from '../../domain/preset.ts';

/** The next rows of a table; null behind the last ones. */
export type NextPage = () => Promise<AudioColumns | null>;

/** Archives and tables, of which the page would feel the making. */
export interface PackingCalls {
  /** Presets as one zip (V7), with how they came about. Rejects with `bad-input` where a value is not finite. */
  zipPresets(presets: readonly PackagedPreset[], formats: PackageFormats, methods: string): Promise<Blob>;
  /** The data set as one Parquet table, with how it came about. */
  encodeParquet(nextPage: NextPage, methods: string): Promise<Blob>;
  /** The descriptors of the files that have some, files × 12, ordered by audio id. */
  describedInputs(nextPage: NextPage): Promise<Float64Array>;
  /** The training CSV, and how many rows it has. */
  encodeTrainingCsv(nextPage: NextPage): Promise<{ readonly csv: Blob; readonly rows: number }>;
}
