import type { RowClusters } from '../../domain/timbre.ts';
import { standardColumns } from '../linear/standardColumns.ts';
import { DefaultRng } from '../random/defaultRng.ts';

const SEED = 1;
/** As many as there are colours that can be told apart. */
const MOST_CLUSTERS = 8;
const STARTS = 4;
const ROUNDS = 40;
/** How many rows a number of clusters is chosen on: the gain of more is lost in noise. */
const CHOSEN_ON = 2000;

interface Fit {
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly centres: Float64Array;
  /** The sum of the squared distances of the rows from their centres. */
  readonly spread: number;
}

/**
 * Groups of similar rows by k-means over standardised columns, seeded, the largest first. The number of groups, two to eight and at
 * most the root of the number of rows, is the one whose rows lie clearest in their own group: by the mean of
 * 1 − (distance to the own centre) / (distance to the next one). Fewer than four rows, and rows that are all alike, are one group.
 *
 * @param values rows × columns, row-major, finite
 * @param compared the first so many columns are what rows are compared by
 * @param room as long as the values are, which is written over; `values` where nobody needs them any more
 */
export function rowClusters(values: Float64Array, columns: number, compared: number, room?: Float64Array): RowClusters {
  const rows = values.length / columns;
  const standard = standardColumns(values, columns, room);
  const points = new Float64Array(rows * compared);
  for (let row = 0; row < rows; row += 1) {
    points.set(standard.subarray(row * columns, row * columns + compared), row * compared);
  }
  const { labels, count } = bySize(
    points.some((value) => value !== 0) ? bestFit(points, compared) : new Uint8Array(rows),
  );
  return {
    labels,
    traits: Array.from({ length: count }, (_, cluster) => traitsOf(standard, columns, labels, cluster)),
  };
}

function bestFit(points: Float64Array, columns: number): Uint8Array<ArrayBuffer> {
  const rows = points.length / columns;
  if (rows < 4) return new Uint8Array(rows);
  // Every n-th row: rows of a folder lie side by side.
  const every = Math.ceil(rows / CHOSEN_ON);
  const sample = Float64Array.from({ length: Math.ceil(rows / every) * columns }, (_, i) => {
    const row = Math.floor(i / columns) * every;
    return points[row * columns + (i % columns)]!;
  });
  let best: { readonly centres: Float64Array; readonly clearness: number } | null = null;
  for (let count = 2; count <= Math.min(MOST_CLUSTERS, Math.sqrt(rows)); count += 1) {
    const { centres } = kMeans(sample, columns, count);
    const clearness = clearnessOf(sample, columns, centres);
    if (best === null || clearness > best.clearness) best = { centres, clearness };
  }
  return best === null ? new Uint8Array(rows) : settled(points, columns, best.centres).labels;
}

/** The tightest of a few k-means, each from centres drawn far apart (k-means++). */
function kMeans(points: Float64Array, columns: number, count: number): Fit {
  const rng = new DefaultRng(SEED);
  let best = settled(points, columns, drawnCentres(points, columns, count, rng));
  for (let start = 1; start < STARTS; start += 1) {
    const fit = settled(points, columns, drawnCentres(points, columns, count, rng));
    if (fit.spread < best.spread) best = fit;
  }
  return best;
}

function drawnCentres(points: Float64Array, columns: number, count: number, rng: DefaultRng): Float64Array {
  const rows = points.length / columns;
  const centres = new Float64Array(count * columns);
  const distances = new Float64Array(rows).fill(Infinity);
  let chosen = Math.floor(rng.double() * rows);
  for (let cluster = 0; cluster < count; cluster += 1) {
    centres.set(points.subarray(chosen * columns, (chosen + 1) * columns), cluster * columns);
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      distances[row] = Math.min(distances[row]!, squared(points, row, centres, cluster, columns));
      sum += distances[row]!;
    }
    let left = rng.double() * sum;
    for (chosen = 0; chosen < rows - 1; chosen += 1) {
      left -= distances[chosen]!;
      if (left <= 0) break;
    }
  }
  return centres;
}

/** Rounds of k-means until no row changes its centre; a centre that loses all rows stays where it is. */
function settled(points: Float64Array, columns: number, from: Float64Array): Fit {
  const rows = points.length / columns;
  const centres = from.slice();
  const count = centres.length / columns;
  const labels = new Uint8Array(rows);
  let spread = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    let changed = round === 0;
    spread = 0;
    for (let row = 0; row < rows; row += 1) {
      let nearest = 0;
      let least = Infinity;
      for (let cluster = 0; cluster < count; cluster += 1) {
        const distance = squared(points, row, centres, cluster, columns);
        if (distance < least) {
          least = distance;
          nearest = cluster;
        }
      }
      changed ||= labels[row] !== nearest;
      labels[row] = nearest;
      spread += least;
    }
    if (!changed) break;
    moveToMeans(points, columns, labels, centres);
  }
  return { labels, centres, spread };
}

function moveToMeans(points: Float64Array, columns: number, labels: Uint8Array, centres: Float64Array): void {
  const sums = new Float64Array(centres.length);
  const sizes = new Uint32Array(centres.length / columns);
  for (const [row, cluster] of labels.entries()) {
    sizes[cluster]! += 1;
    for (let column = 0; column < columns; column += 1) {
      sums[cluster * columns + column]! += points[row * columns + column]!;
    }
  }
  for (const [i, sum] of sums.entries()) {
    const size = sizes[Math.floor(i / columns)]!;
    if (size > 0) centres[i] = sum / size;
  }
}

/** How clearly rows lie in their own group, 0 not at all … 1: a simplified silhouette. */
function clearnessOf(points: Float64Array, columns: number, centres: Float64Array): number {
  const rows = points.length / columns;
  const count = centres.length / columns;
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    let own = Infinity;
    let next = Infinity;
    for (let cluster = 0; cluster < count; cluster += 1) {
      const distance = squared(points, row, centres, cluster, columns);
      if (distance < own) {
        next = own;
        own = distance;
      } else {
        next = Math.min(next, distance);
      }
    }
    sum += next > 0 ? 1 - Math.sqrt(own / next) : 0;
  }
  return sum / rows;
}

/** The groups numbered anew, the largest first; those without rows are none. */
function bySize(labels: Uint8Array): { readonly labels: Uint8Array<ArrayBuffer>; readonly count: number } {
  const sizes = new Uint32Array(MOST_CLUSTERS);
  for (const label of labels) sizes[label]! += 1;
  const order = Array.from(sizes.keys()).filter((label) => sizes[label]! > 0);
  order.sort((a, b) => sizes[b]! - sizes[a]!);
  return { labels: Uint8Array.from(labels, (label) => order.indexOf(label)), count: order.length };
}

function traitsOf(
  standard: Float64Array,
  columns: number,
  labels: Uint8Array,
  cluster: number,
): RowClusters['traits'][number] {
  const sums = new Float64Array(columns);
  let size = 0;
  for (const [row, label] of labels.entries()) {
    if (label !== cluster) continue;
    size += 1;
    for (let column = 0; column < columns; column += 1) sums[column]! += standard[row * columns + column]!;
  }
  return Array.from(sums, (sum, column) => ({ column, shift: sum / size })).sort(
    (a, b) => Math.abs(b.shift) - Math.abs(a.shift),
  );
}

function squared(points: Float64Array, row: number, centres: Float64Array, cluster: number, columns: number): number {
  let sum = 0;
  for (let p = row * columns, c = cluster * columns, end = p + columns; p < end; p += 1, c += 1) {
    const difference = points[p]! - centres[c]!;
    sum += difference * difference;
  }
  return sum;
}
