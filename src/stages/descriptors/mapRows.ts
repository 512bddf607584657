import { isSilentFile, type AudioRecord } from '../../domain/audioFile.ts';
import { DESCRIPTOR_COLUMNS, DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TIMBRE_COLUMNS, type TimbreProfile } from '../../domain/timbre.ts';
import type { StoredOptima } from '../../workers/contracts/storeRecords.ts';
import { ownCopy } from '../../workers/pool/transfer.ts';
import type { Tools } from '../tools.ts';
import type { Computed, MapAxis, MapBasis, MapLayout, MapPoint, SoundMap } from './soundMapStage.ts';

/** The name of the column that tells clusters apart beside the descriptors. */
export const DURATION_COLUMN = 'duration';

/** The sounds that have what a basis asks for, as numbers. */
export interface MapRows {
  readonly basis: MapBasis;
  readonly records: readonly AudioRecord[];
  /** The columns of {@link values}, by name. */
  readonly columns: readonly string[];
  /** What they are laid out by, row-major. */
  readonly values: Float64Array;
  /** What clusters are told by: descriptors and the logarithm of the duration, row-major. */
  readonly described: Float64Array;
}

/** @param descriptors of the files that have some, files × 12 */
export function mapRows(
  files: readonly AudioRecord[],
  descriptors: Float64Array,
  byId: ReadonlyMap<string, TimbreProfile>,
  basis: MapBasis,
): MapRows {
  if (basis === 'descriptors') {
    const described = withDurations(files, descriptors);
    return { basis, records: files, columns: DESCRIPTOR_COLUMNS, values: descriptors, described };
  }
  const own = (row: number) => descriptors.subarray(row * DESCRIPTOR_COUNT, (row + 1) * DESCRIPTOR_COUNT);
  const rows = files.flatMap((record, row) => {
    const profile = byId.get(record.file.audioId);
    return profile === undefined ? [] : [{ record, own: own(row), values: [...own(row), ...profile.values] }];
  });
  const records = rows.map(({ record }) => record);
  const columns = [...DESCRIPTOR_COLUMNS, ...TIMBRE_COLUMNS];
  const values = packed(
    rows.map((row) => row.values),
    columns.length,
  );
  const heard = packed(
    rows.map((row) => row.own),
    DESCRIPTOR_COUNT,
  );
  return { basis, records, columns, values, described: withDurations(records, heard) };
}

/** Lays rows out by their principal components and groups them. */
export async function computedOf(
  { pool }: Pick<Tools, 'pool'>,
  { values, columns, described }: MapRows,
  signal: AbortSignal,
): Promise<Computed> {
  const options = { signal, interactive: true };
  const [projection, clusters] = await Promise.all([
    pool.run(async (worker) => worker.projectToPlane(ownCopy(values), columns.length), options),
    pool.run(async (worker) => worker.clusterRows(ownCopy(described), DESCRIPTOR_COUNT + 1, DESCRIPTOR_COUNT), options),
  ]);
  return { values, described, projection, clusters, umap: null };
}

/** The map of what was computed of some rows. */
export function mapOf(
  { basis, records, columns }: MapRows,
  optima: StoredOptima,
  computed: Computed,
  layout: MapLayout,
): SoundMap {
  const reachable = new Map(optima.audioIds.map((audioId, row) => [audioId, optima.scores[row]]));
  const { projection, clusters } = computed;
  const coordinates = layout === 'umap' ? (computed.umap ?? projection.coordinates) : projection.coordinates;
  const points = records.map((record, i): MapPoint => {
    const [x, y] = [coordinates[2 * i] ?? 0, coordinates[2 * i + 1] ?? 0];
    return new PlacedSound(record, { x, y, cluster: clusters.labels[i] ?? 0 }, reachable);
  });
  const axis = (index: 0 | 1): MapAxis => ({
    explained: projection.explained[index],
    loadings: columns.map((column, i) => ({ column, loading: projection.loadings[index][i] ?? 0 })),
  });
  return {
    basis,
    layout,
    points,
    axes: layout === 'umap' ? null : [axis(0), axis(1)],
    clusters: clusters.traits.map((traits) =>
      traits.map(({ column, shift }) => ({
        column: DESCRIPTOR_COLUMNS[column] ?? DURATION_COLUMN,
        loading: shift,
      })),
    ),
  };
}

/** A point whose regret is computed where it is asked for: most pictures of 100,000 sounds do not show it. */
class PlacedSound implements MapPoint {
  readonly record: AudioRecord;
  readonly x: number;
  readonly y: number;
  readonly cluster: number;
  readonly #reachable: ReadonlyMap<string, number | undefined>;

  constructor(
    record: AudioRecord,
    { x, y, cluster }: Pick<MapPoint, 'x' | 'y' | 'cluster'>,
    reachable: ReadonlyMap<string, number | undefined>,
  ) {
    this.record = record;
    this.x = x;
    this.y = y;
    this.cluster = cluster;
    this.#reachable = reachable;
  }

  get regret(): number | null {
    const { file, best } = this.record;
    const reachable = this.#reachable.get(file.audioId);
    if (reachable === undefined || best === null || isSilentFile(this.record)) return null;
    return Math.max(0, reachable - best.score);
  }
}

function packed(rows: readonly ArrayLike<number>[], columns: number): Float64Array {
  const flat = new Float64Array(rows.length * columns);
  for (const [i, row] of rows.entries()) flat.set(row, i * columns);
  return flat;
}

/** The descriptors of some files and the logarithm of their durations; the mean of the others where one is not known. */
function withDurations(files: readonly AudioRecord[], descriptors: Float64Array): Float64Array {
  const columns = DESCRIPTOR_COUNT + 1;
  const flat = new Float64Array(files.length * columns);
  const without: number[] = [];
  let sum = 0;
  for (const [row, { file }] of files.entries()) {
    for (let i = 0; i < DESCRIPTOR_COUNT; i += 1)
      flat[row * columns + i] = descriptors[row * DESCRIPTOR_COUNT + i] ?? 0;
    const { durationSec } = file;
    const duration = Math.log(Math.max(durationSec ?? 1, 1e-3));
    if (durationSec === null) without.push(row);
    else sum += duration;
    flat[row * columns + DESCRIPTOR_COUNT] = duration;
  }
  const mean = sum / Math.max(1, files.length - without.length);
  for (const row of without) flat[row * columns + DESCRIPTOR_COUNT] = mean;
  return flat;
}

export function isSame(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
}
