import type { Projection, RowClusters } from '../../domain/timbre.ts';
import type { OnTrainingProgress } from './learning.ts';
import type { PlaybackNeedsWebAudio } from './playback.ts';

/** The timbre of a sound in the order of `TIMBRE_COLUMNS`; null where it is silent. */
export interface MeasuredTimbre {
  readonly kind: 'done';
  readonly values: readonly number[] | null;
}

/** How sounds resemble each other. */
export interface TimbreCalls {
  /** Measures the beginning of a file. @param isStreamed whether Web Audio has failed at it. */
  measureTimbre(file: Blob, path: string, isStreamed: boolean): Promise<MeasuredTimbre | PlaybackNeedsWebAudio>;
  /** The same of what Web Audio decoded. */
  timbreOf(channels: readonly Float32Array[], sampleRateHz: number): Promise<MeasuredTimbre>;
  /** Lays rows out in a plane so that similar ones lie together. @param values rows × columns, row-major; empty afterwards. */
  projectToPlane(values: Float64Array, columns: number): Promise<Projection>;
  /** The same by UMAP. Answers rows × 2, row-major; the same values and seed give the same. */
  layOutByUmap(
    values: Float64Array,
    columns: number,
    seed: number,
    onProgress: OnTrainingProgress,
  ): Promise<Float64Array>;
  /**
   * Groups of similar rows.
   *
   * @param values rows × columns, row-major; empty afterwards
   * @param compared the first so many columns count, the others only tell the groups apart
   */
  clusterRows(values: Float64Array, columns: number, compared: number): Promise<RowClusters>;
}
