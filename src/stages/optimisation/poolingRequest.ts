import type { MeasuredSettings, MeasuredTrial } from '../../domain/measured.ts';
import type { PoolingRequest } from '../../workers/contracts/pooling.ts';

/** A file of a collection with its trials. */
export interface PooledFile {
  readonly audioId: string;
  /** Its recording. */
  readonly group: string;
  readonly descriptors: Float64Array;
  readonly trials: readonly MeasuredTrial[];
}

/** Files that tried the same settings, as a worker pools them. */
export function poolingRequest(
  files: readonly PooledFile[],
  { changeWeight }: Pick<MeasuredSettings, 'changeWeight'>,
): PoolingRequest {
  return {
    audioIds: files.map(({ audioId }) => audioId),
    groups: files.map(({ group }) => group),
    inputs: Float64Array.from(files.flatMap(({ descriptors }) => [...descriptors])),
    trials: files.map(({ trials }) => trials),
    changeWeight,
  };
}
